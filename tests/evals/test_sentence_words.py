"""The words of a kind fit its sentences, and tell a sentence from a neighbour that it could be swapped with."""

import re
from itertools import pairwise

import pytest
import yaml

from evals.harness.product_functions import ROOT
from evals.oracles.sentence_words import next_step_words, sentence_words
from evals.oracles.statement_kinds import STATEMENT_KINDS

LANGUAGES = ("en", "hi", "hi-Latn")
# What they say is the figures, names and texts in them.
_OF_SLOTS = (
    *("orders.lines", "benefit.heading", "installments.lines", "installments.only", "installment.one", "items.lines"),
    *("item.state", "record.status", "approved.text", "approved.language"),
)


def plain(template: str) -> str:
    """Return a template with a sum in each of its slots, and all of its optional parts."""
    text = re.sub(r"\{\w+\|([^|}]*)[^}]*\}", r"\1", template)
    text = re.sub(r"<([^<>|]*)\|[^<>]*>", r"\1", re.sub(r"\{\w+\}", "₹12.00", text))
    return " ".join(re.sub(r"[<>\[\]]", "", text).split())


def sentences(language: str) -> list[tuple[str, str]]:
    catalogue = yaml.safe_load((ROOT / "language" / language / "messages.yaml").read_text(encoding="utf-8"))
    found = [
        (kind, plain(text))
        for kind, texts in catalogue["statements"].items()
        for text in (texts.values() if isinstance(texts, dict) else [texts])
    ]
    steps = (term for term in catalogue["terms"].items() if term[0].startswith("next_step."))
    return [*found, *((name, plain(text)) for name, text in steps)]


def fits(kind: str, language: str, text: str) -> bool:
    patterns = next_step_words() if kind.startswith("next_step.") else sentence_words()
    found = patterns.get(kind.removeprefix("next_step."))
    return found is None or found[language].search(text) is not None


def test_every_kind_that_says_more_than_slots_has_a_row() -> None:
    assert sentence_words().keys() == STATEMENT_KINDS - set(_OF_SLOTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_catalogue_fits_its_kind(language: str) -> None:
    assert not [(kind, text) for kind, text in sentences(language) if not fits(kind, language, text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_neighbours_that_changed_places_do_not_both_fit(language: str) -> None:
    neighbours = [pair for pair in pairwise(sentences(language)) if pair[0][0] != pair[1][0]]
    unnoticed = [
        (one, other)
        for (one, text), (other, other_text) in neighbours
        if fits(one, language, other_text) and fits(other, language, text)
    ]
    assert not [pair for pair in unnoticed if not set(_OF_SLOTS).issuperset(pair)]
