"""Fixtures for every test: no network except loopback, no `.env`, and no slow files in `make quick`."""

import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_SLOW_FILE = re.compile(r"^pytestmark = .*\bpytest\.mark\.slow\b", re.MULTILINE)
_SETTINGS = ("REWARDS_", "OPENAI_", "OTEL_")
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class NetworkForbidden(RuntimeError):
    """A test tried to connect to another machine."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Whether a file need not even be imported: it is marked slow as a whole, in a run with ``-m "... not slow"``."""
    if collection_path.suffix != ".py" or "not slow" not in config.option.markexpr:
        return None
    return _SLOW_FILE.search(collection_path.read_text(encoding="utf-8")) is not None or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files first: side by side, a long file that starts last would keep one worker busy alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True, scope="session")
def _empty_working_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Work in an empty folder: settings read the `.env` of the working folder, and so does every process of a test.

    A developer's `.env` in the checkout can therefore change no test.
    """
    before = Path.cwd()
    folder = tmp_path_factory.mktemp("working-folder")
    os.chdir(folder)
    yield folder
    os.chdir(before)


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_the_developer() -> Iterator[None]:
    """Take the product's settings out of the environment, which the processes of a test inherit."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(_SETTINGS)]:
            patch.delenv(name)
        yield


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Refuse every connection to another machine, whichever library opens it."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guard(address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in _LOOPBACK:
            raise NetworkForbidden("tests may connect to the loopback interface only")

    def connect(self: socket.socket, address: Any) -> None:
        guard(address)
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        guard(address)
        return real_connect_ex(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket.socket, "connect_ex", connect_ex)
    yield
    patch.undo()
