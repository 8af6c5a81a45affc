"""What a probe is: a check of the service as a whole, where a task sees one conversation only."""

from collections.abc import Awaitable
from pathlib import Path
from typing import Protocol


class Probe(Protocol):
    """Puts up services in an empty folder and gives a line for each thing that is wrong."""

    def __call__(self, folder: Path) -> Awaitable[list[str]]: ...
