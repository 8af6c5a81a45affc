"""The processes of the drill: model stand-in, Redis, PostgreSQL, rewards API and chat service, all on the loopback."""

import contextlib
import os
import resource
import shutil
import signal
import socket
import subprocess  # every part is a process that can be killed
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

_START_WITHIN_S = 40
_STOP_WITHIN_S = 10


def free_port() -> int:
    """Return a port of the loopback address that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Part:
    """One process that can be stopped, killed and started again on the same port."""

    def __init__(self, name: str, command: list[str], port: int, environment: Mapping[str, str]) -> None:
        self.name = name
        self.port = port
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, largest_file_bytes: int | None = None) -> None:
        """Start it, again if it exits, and wait for its port.

        With ``largest_file_bytes`` no file can grow beyond that: a full disk.

        Raises:
            RuntimeError: the process did not start.
        """
        limit: Callable[[], None] | None = None
        if largest_file_bytes is not None:
            size = largest_file_bytes
            limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # noqa: E731
        until = time.monotonic() + _START_WITHIN_S
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                # Like a supervisor: PostgreSQL refuses to start until the children of a killed server are gone.
                self._process = self._spawn(limit)
            # A connection to a port on which nothing listens may be one to itself.
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as probe:
                if probe.getsockname() != probe.getpeername():
                    return
            time.sleep(0.05)
        raise RuntimeError(f"{self.name} did not start")

    def _spawn(self, limit: Callable[[], None] | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  (our own commands)
            self._command,
            env={**os.environ, **self._environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=limit,
        )

    def kill(self) -> None:
        """kill -9."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(_STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def python_module(module: str, *arguments: str | int | Path) -> list[str]:
    return [sys.executable, "-m", module, *map(str, arguments)]


def redis_part(folder: Path) -> Part:
    """A Redis that keeps an append-only file, so that a restart loses little."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    server = shutil.which("redis-server") or "redis-server"
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    return Part("redis", [server, *options], port, {})


def postgres_part(folder: Path) -> Part:
    """A PostgreSQL in a new data folder, run by an unprivileged user when this process is root's.

    Raises:
        RuntimeError: there is no PostgreSQL server on this machine.
    """
    places = (Path("/usr/local/bin"), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))
    programs = next((place for place in places if (place / "initdb").exists()), None)
    if programs is None:
        raise RuntimeError("there is no PostgreSQL server on this machine")
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    as_user = []
    if os.geteuid() == 0:
        as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        shutil.chown(folder, "nobody", "nogroup")
        for parent in folder.parents:
            if parent != parent.parent and not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
    data = folder / "data"
    initdb = [*as_user, str(programs / "initdb"), "-D", str(data), "-U", "drill", "--auth=trust", "--encoding=UTF8"]
    subprocess.run(initdb, check=True, capture_output=True, timeout=60, cwd="/")  # noqa: S603
    options = ["-c", f"port={port}", "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"]
    return Part("postgres", [*as_user, str(programs / "postgres"), "-D", str(data), *options], port, {})
