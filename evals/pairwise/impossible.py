"""Pairs that no question can have, as data with a reason each."""

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from evals.harness.errors import TaskInvalid
from evals.pairwise.dimensions import VALUES, Dimension, Pair, Value

IMPOSSIBLE = Path(__file__).with_name("impossible.yaml")


def impossible_pairs(path: Path = IMPOSSIBLE) -> Mapping[Pair, str]:
    """Return the reason of each impossible pair.

    Raises:
        TaskInvalid: when an entry names no known values, or has no reason.
    """
    found: dict[Pair, str] = {}
    entries: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in entries:
        if len(str(entry.get("why", ""))) < 20:
            raise TaskInvalid(f"{path.name}: without a reason: {entry.get('pairs')}")
        for text in entry["pairs"]:
            found |= dict.fromkeys(_pairs(path.name, text), entry["why"])
    return found


def _pairs(name: str, text: str) -> list[Pair]:
    try:
        left, right = (_values(part) for part in text.split())
    except (ValueError, KeyError) as error:
        raise TaskInvalid(f"{name}: no pair of known values: {text}") from error
    return [frozenset(pair) for pair in product(left, right)]


def _values(text: str) -> list[Value]:
    name, _, values = text.partition("=")
    dimension = Dimension(name)
    chosen = [Value(dimension, value) for value in values.split("|")]
    if unknown := [value.value for value in chosen if value.value not in VALUES[dimension]]:
        raise ValueError(", ".join(unknown))
    return chosen
