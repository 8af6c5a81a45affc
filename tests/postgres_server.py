"""A PostgreSQL server for tests: started in a separate folder, under a user that is not root."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_PLACES = (Path("/usr/local/bin"), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))
_START_WITHIN_S = 30


def binaries() -> Path | None:
    """Return the folder of the server's programs; None if there is none."""
    return next((place for place in _PLACES if (place / "postgres").exists() and (place / "initdb").exists()), None)


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """Serve on a socket in ``folder``, and yield the URL. The data need not survive a crash of the machine."""
    programs = binaries()
    if programs is None:
        raise RuntimeError("there is no PostgreSQL server on this machine")
    folder.mkdir(parents=True, exist_ok=True)
    _hand_over_to_server_user(folder)
    data = folder / "data"
    _run(programs / "initdb", "-D", data, "-U", "tests", "--auth=trust", "--no-sync", "--encoding=UTF8")
    options = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off")
    command = _as_nobody(programs / "postgres", "-D", data, *options)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        url = f"postgresql://tests@/postgres?host={folder}"
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("PostgreSQL did not start")


def _run(*command: str | Path) -> None:
    subprocess.run(_as_nobody(*command), check=True, capture_output=True, timeout=60, cwd="/")


def _as_nobody(*command: str | Path) -> list[str]:
    """Return the command, run as another user if this one is root: the server refuses to run as root."""
    prefix = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    return [*prefix, *map(str, command)]


def _hand_over_to_server_user(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
        for parent in folder.parents:  # the other user needs access down to the folder
            if parent.stat().st_uid == 0 and parent != parent.parent and not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
