"""What a sentence of each kind says, in each language that answers are given in: patterns, written out by meaning."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("sentence_words.yaml")
_LANGUAGES = ("en", "hi", "hi-Latn")
Patterns = Mapping[str, Mapping[str, re.Pattern[str]]]  # of a kind, by language


@cache
def sentence_words() -> Patterns:
    """Return what a statement of each kind says, by language. A kind that consists of slots alone is left out."""
    return read_patterns(_FILE, "rows")


@cache
def next_step_words() -> Patterns:
    """Return what the text of each next step says, by language."""
    return read_patterns(_FILE, "steps")


def read_patterns(path: Path, name: str) -> Patterns:
    """Return the rows of a table: a key and its pattern in each language, separated by " ~ "."""
    rows = (line.split(" ~ ") for line in yaml.safe_load(path.read_text(encoding="utf-8"))[name].splitlines())
    return {
        key: {language: re.compile(words, re.IGNORECASE) for language, words in zip(_LANGUAGES, each, strict=True)}
        for key, *each in rows
    }
