"""The dates of festivals by year, from ``festivals.yaml``; their names are in the lexicons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from language.days import Days
from language.yaml_files import read_yaml


@dataclass(frozen=True, slots=True)
class Festival:
    """A festival: its main day in each year, and in ``seasons`` all its days where it has several."""

    days: Mapping[int, Days]
    seasons: Mapping[int, Days]
    unchecked: frozenset[int]  # years with a single source

    def season(self, year: int) -> Days | None:
        """Return all its days in a year; None for a year that is not in the table."""
        return self.seasons.get(year) or self.days.get(year)


@cache
def load_festivals() -> Mapping[str, Festival]:
    """Return all festivals by their keys, read once."""
    raw = read_yaml(Path(__file__).parent / "festivals.yaml")
    first = raw["firstYear"]
    return {key: _festival(entry, first) for key, entry in raw["festivals"].items()}


def _festival(entry: Mapping[str, Any], first: int) -> Festival:
    return Festival(
        days={year: _days(year, text) for year, text in enumerate(entry["days"], start=first)},
        seasons={year: _days(year, text) for year, text in enumerate(entry.get("seasons", ()), start=first)},
        unchecked=frozenset(entry.get("unchecked", ())),
    )


def _days(year: int, text: str) -> Days:
    first, _, last = text.partition("/")
    return Days(_day(year, first), _day(year, last or first))


def _day(year: int, text: str) -> date:
    month, _, day = text.partition("-")
    return date(year, int(month), int(day))
