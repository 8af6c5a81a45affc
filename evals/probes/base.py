"""The interface of a probe: a check of the service as a whole, where a task sees only one conversation."""

from collections.abc import Awaitable
from pathlib import Path
from typing import Protocol


class Probe(Protocol):
    """Starts services in an empty folder and returns a line for each thing that is wrong."""

    def __call__(self, folder: Path) -> Awaitable[list[str]]: ...
