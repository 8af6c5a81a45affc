"""For whom a kind of statement is, whether an answer may leave it out, and what it answers: a separate table."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("kind_rows.yaml")


@dataclass(frozen=True, slots=True)
class KindRow:
    """``audience``: all, staff or customer. ``topics`` are those of questions that the kind answers."""

    audience: str
    must_say: bool
    topics: frozenset[str]


@cache
def kind_rows() -> Mapping[str, KindRow]:
    """Return the rows by kind."""
    text = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["rows"]
    return dict(map(_row, text.splitlines()))


def _row(line: str) -> tuple[str, KindRow]:
    kind, audience, must_say, topics = (part.strip() for part in line.split("~"))
    return kind, KindRow(audience, must_say == "must", frozenset(filter(None, topics.split(", "))))
