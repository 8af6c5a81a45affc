"""What the shorter texts of a catalogue say, and which words stand beside the values of a sentence, by language."""

from functools import cache
from pathlib import Path

import yaml

from evals.oracles.sentence_words import Patterns, read_patterns

_FILE = Path(__file__).with_name("message_words.yaml")


@cache
def term_words() -> Patterns:
    """Return what a term says, by its key and by language."""
    return read_patterns(_FILE, "terms")


@cache
def part_words() -> Patterns:
    """Return what an element of a list says, with its values in braces. One that consists of values has no row."""
    return read_patterns(_FILE, "parts")


@cache
def suggestion_words() -> Patterns:
    """Return what a suggested question says, by its topic."""
    return read_patterns(_FILE, "questions")


@cache
def value_words() -> Patterns:
    """Return the words beside a value, by its name, with the values in braces."""
    return read_patterns(_FILE, "values")


@cache
def plural_forms() -> frozenset[tuple[str, ...]]:
    """Return the words for one and for several, of any language."""
    loaded = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return frozenset(tuple(line.split("|")) for line in loaded["plurals"].splitlines())
