"""Mutants of the files that answers are written from: catalogue entries swapped, lexicon words missing."""

import re
from collections.abc import Iterator
from itertools import pairwise

from evals.harness.product_functions import ROOT
from evals.strength.mutant import Mutant, mutant_of
from evals.strength.source_file import Edit

_LANGUAGES = ("en", "hi", "hi-Latn")  # that answers are given in
_ENTRY = re.compile(rb"^(?P<indent> *)(?P<key>[\w.\-\"]+): (?P<value>[^\s{>|#&][^\n]*)$", re.MULTILINE)
_WORD = re.compile(rb", (?P<word>[^,\n{}\[\]\"]+)(?=,|\n)")


def catalogue_mutants() -> Iterator[Mutant]:
    """Yield a mutant for every two neighbouring entries of a catalogue: their texts are swapped."""
    for language in _LANGUAGES:
        path = f"language/{language}/messages.yaml"
        content = (ROOT / path).read_bytes()
        entries = list(_ENTRY.finditer(content))
        for one, other in pairwise(entries):
            is_pair = one["indent"] == other["indent"] and one.end() + 1 == other.start()
            if is_pair and one["value"] != other["value"]:
                between = content[one.end("value") : other.start("value")]
                swapped = (other["value"] + between + one["value"]).decode()
                edit = Edit(one.start("value"), other.end("value"), swapped)
                yield _mutant(content, edit, path, "catalogue")


def lexicon_mutants() -> Iterator[Mutant]:
    """Yield a mutant for every word of a lexicon but the first of a line: it is not known any more."""
    for language in _LANGUAGES:
        path = f"language/{language}/lexicon.yaml"
        content = (ROOT / path).read_bytes()
        for word in _WORD.finditer(content):
            yield _mutant(content, Edit(word.start(), word.end(), ""), path, "lexicon")


def _mutant(content: bytes, edit: Edit, path: str, operator: str) -> Mutant:
    return mutant_of(content, edit, path=path, operator=operator)
