"""The probe over the texts of the catalogues finds texts that say something else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from evals.probes import message_texts
from evals.probes.message_texts import parts, problems_of
from language.message_catalogue import Catalogue, Joining, load_catalogue
from language.template import parse_template


@pytest.mark.parametrize("language", parts())
def test_the_texts_of_a_language_say_what_they_mean(language: str) -> None:
    assert problems_of(language) == []


def _swapped(texts: Mapping[str, Any], one: str, other: str) -> dict[str, Any]:
    return {**texts, one: texts[other], other: texts[one]}


def _with_sentence(catalogue: Catalogue, kind: str, text: str) -> Catalogue:
    template = parse_template(text)
    return replace(catalogue, statements={**catalogue.statements, kind: {"staff": template, "customer": template}})


@pytest.mark.parametrize("language", parts())
def test_a_text_that_says_something_else_is_found(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    good = load_catalogue(language)
    statements, terms = good.statements, good.terms
    office = "Please have that record of the customer corrected: promised {promised}."
    faulty = [
        replace(good, joining=Joining(", ", " or ")),
        replace(good, terms=_swapped(terms, "item_status.PENDING", "item_status.SHIPPED")),
        replace(good, terms=_swapped(terms, "next_step.waitForIssuance", "next_step.waitForShipment")),
        replace(good, terms={**terms, "benefit.NEW": "new"}),
        replace(good, questions=_swapped(good.questions, "why", "whenNext")),
        replace(good, parts=_swapped(good.parts, "installment_issued", "installment_recorded")),
        replace(good, parts={key: part for key, part in good.parts.items() if key != "reversal"}),
        replace(good, statements=_swapped(statements, "reversal.due_again", "reversal.not_due_again")),
        _with_sentence(good, "orders.total", "Over {count}, {granted} was promised, {promised} granted."),
        _with_sentence(good, "position.whole", office),
        _with_sentence(good, "items.lines", "{lines} {lines|items|item}"),
        _with_sentence(good, "granted.sum", "Of your order {order}, {granted} has been granted."),
    ]
    for catalogue in faulty:
        monkeypatch.setattr(message_texts, "load_catalogue", lambda _, found=catalogue: found)

        assert problems_of(language)
