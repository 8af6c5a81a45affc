"""Stand-ins for DynamoDB, each as a separate process: it must not share an interpreter with what is measured."""

import shutil
import socket
import subprocess  # see above
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DYNAMODB_LOCAL = Path(__file__).parents[1] / ".venv-stand-ins" / "package" / "emulator"
_START_WITHIN_S = 60


@contextmanager
def moto(folder: Path) -> Iterator[str]:
    """Run moto, which logs to ``folder``, and yield its address."""
    port = _free_port()
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "moto.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603  (our own command)
        with _ending(process):
            _wait(port)
            yield f"http://127.0.0.1:{port}"


@contextmanager
def dynamodb_local() -> Iterator[str]:
    """Run DynamoDB Local, AWS's own, and yield its address."""
    java = shutil.which("java")
    if java is None or not _DYNAMODB_LOCAL.exists():
        raise SystemExit("DynamoDB Local is not installed (make standins, which needs Java and npm)")
    port = _free_port()
    options = ["-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-inMemory", "-port", str(port)]
    process = subprocess.Popen([java, *options], cwd=_DYNAMODB_LOCAL, stdout=subprocess.DEVNULL)  # noqa: S603
    with _ending(process):
        _wait(port)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _ending(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    until_s = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < until_s:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the stand-in for DynamoDB did not start")
