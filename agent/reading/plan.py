"""Which look-ups a question needs."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlannedLookup:
    """One look-up: the name of a tool and its arguments as the tool takes them."""

    name: str
    arguments: Mapping[str, str]
