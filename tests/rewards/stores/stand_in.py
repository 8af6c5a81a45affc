"""Stand-ins for DynamoDB on the loopback address: moto in this process, ministack and DynamoDB Local as processes.

Each catches what another lets through, so that the contract of the stores runs against all of them. `make test`
installs the last two into `.venv-stand-ins`; DynamoDB Local, AWS's own, needs Java.
"""

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from rewards.mapping.file_model import MappingFile
from rewards.mapping.rewards_mapping import RewardsMapping
from rewards.stores.dynamodb.settings import DynamoDbSettings

_INSTALLED = Path(__file__).parents[3] / ".venv-stand-ins"
_MINISTACK = _INSTALLED / "bin" / "python"
_DYNAMODB_LOCAL = _INSTALLED / "package" / "emulator"
_START_WITHIN_S = 60


class StandIns:
    """The stand-ins of a test session, each started when it is first asked for."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self._endpoints: dict[str, str] = {}

    def endpoint(self, name: str) -> str:
        """Return the address of a stand-in of ``STAND_INS``, or skip the test, with the reason, if it is missing."""
        if name not in self._endpoints:
            self._endpoints[name] = self._running.enter_context(STAND_INS[name]())
        return self._endpoints[name]

    def close(self) -> None:
        self._running.close()


@contextmanager
def running_stand_in() -> Iterator[str]:
    """Run moto in a thread and yield its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line a request otherwise
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def _ministack() -> AbstractContextManager[str]:
    if not _MINISTACK.exists():
        if os.environ.get("CI"):
            pytest.fail("ministack is not installed, and CI must run the contract of the stores against it")
        pytest.skip("ministack is not installed: make standins")
    port = _free_port()
    environment = {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "SERVICES": "dynamodb", "LOG_LEVEL": "ERROR"}
    return _process([_MINISTACK, "-m", "ministack"], port, environment=environment)


def _dynamodb_local() -> AbstractContextManager[str]:
    java = shutil.which("java")
    if java is None:
        pytest.skip("DynamoDB Local needs Java, which is not installed")
    if not _DYNAMODB_LOCAL.exists():
        pytest.skip("DynamoDB Local is not installed: make standins, where npm is")
    port = _free_port()
    options = ("-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-inMemory", "-port", str(port))
    return _process([java, *options], port, folder=_DYNAMODB_LOCAL)


STAND_INS: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "moto": running_stand_in,
    "ministack": _ministack,
    "dynamodb-local": _dynamodb_local,
}


@contextmanager
def _process(
    command: list[str | Path], port: int, *, folder: Path | None = None, environment: dict[str, str] | None = None
) -> Iterator[str]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {}), "PYTHONPATH": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until_s = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < until_s and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the stand-in for DynamoDB did not start: {sys.executable} {process.args!r}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tables_of(prefix: str, *, endpoint: str, **ped: Any) -> DynamoDbSettings:
    """Return settings whose tables all begin with the prefix; ``ped`` are further options of that table's mapping."""
    return mapped_tables(prefix, {"ped": ped}, endpoint=endpoint)


def mapped_tables(prefix: str, mapping: dict[str, Any], *, endpoint: str) -> DynamoDbSettings:
    """Return settings with this mapping, and with tables of its names behind the prefix."""
    names = {"ped": "ped", "lineItems": "items", "concessions": "events", "bookkeeping": "bookkeeping"}
    tables = {part: {**mapping.get(part, {}), "table": f"{prefix}-{name}"} for part, name in names.items()}
    site = MappingFile.model_validate({**mapping, **tables})
    return DynamoDbSettings(endpoint=endpoint, region="us-east-1", mapping=RewardsMapping.of(site))


def mapping_file(folder: Path, tables: DynamoDbSettings) -> Path:
    """Write a mapping file with the names of these tables, for a command."""
    named = {
        "ped": tables.ped.table,
        "lineItems": tables.line_items.table,
        "concessions": tables.concessions.table,
        "bookkeeping": tables.bookkeeping.table,
    }
    path = folder / "mapping.yaml"
    path.write_text(json.dumps({part: {"table": name} for part, name in named.items()}), encoding="utf-8")
    return path
