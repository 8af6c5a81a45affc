"""Sentences that are known word for word go out where the facts prove them, and nowhere else."""

from datetime import datetime

import pytest
from guardrails.grounding import check_sentence
from tools.set_sentences import english
from tools.set_sentences.hindi import HINDI
from tools.set_sentences.hinglish import HINGLISH

from tests.guardrails import worlds
from tests.guardrails.worlds import World
from tests.story import ORDER, inr
from tools.result import Fact, FactKind, FactSource, Label, reference

WORLDS = {
    "story": worlds.story(),
    "complete": worlds.complete(),
    "failed": worlds.failed(),
    "scratch": worlds.scratch_card(),
    "returned": worlds.returned(),
}


def _passes(sentence: str, found: World) -> bool:
    return check_sentence(sentence, found.facts, known_ids={ORDER}).accepted


@pytest.mark.parametrize(
    ("world", "sentence"),
    [
        ("failed", "- {attempted} देने की कोशिश {attemptedOn} को असफल रही।"),
        ("failed", "{attempted} dene ki koshish {attemptedOn} ko fail hui."),
        ("returned", " यह पूरा {reversedOn} को वापस लिया गया।"),
        ("story", "बाकी कैशबैक आइटम शिप होने पर दिया जाता है।"),
        ("scratch", "स्क्रैच कार्ड अभी स्क्रैच नहीं हुआ है; उसका कैशबैक स्क्रैच होने पर दिया जाता है।"),
    ],
)
def test_a_proven_sentence_goes_out(world: str, sentence: str) -> None:
    found = WORLDS[world]
    named = {fact.label.value: reference(fact.fact_id) for fact in found.facts.values()}

    assert _passes(sentence.format(**named), found)


@pytest.mark.parametrize(
    ("world", "sentence"),
    [
        ("complete", "बाकी कैशबैक आइटम शिप होने पर दिया जाता है।"),
        ("story", "स्क्रैच कार्ड अभी स्क्रैच नहीं हुआ है; उसका कैशबैक स्क्रैच होने पर दिया जाता है।"),
        ("story", "Pichli koshish fail hui, isliye ye rakam abhi baaki hai."),
        ("story", "{promised} देने की कोशिश {createdOn} को असफल रही।"),
        ("story", "{installment} dene ki koshish {issuedOn} ko fail hui."),
        ("story", "यह पूरा {issuedOn} को वापस लिया गया।"),
        ("story", "यह {issuedOn} को समाप्त होता है।"),
        ("story", "Kitna mila, ye pata nahi hai, lekin poora mil gaya."),
    ],
)
def test_what_the_facts_do_not_prove_does_not(world: str, sentence: str) -> None:
    found = WORLDS[world]
    named = {fact.label.value: reference(fact.fact_id) for fact in found.facts.values()}

    assert not _passes(sentence.format(**named), found)


def test_every_reason_sentence_needs_its_reason() -> None:
    nothing = WORLDS["complete"]
    texts = [*HINDI.reasons.values(), *HINGLISH.reasons.values()]

    assert [text for text in texts if _passes(text, nothing)] == []


def test_a_sentence_of_an_order_needs_an_order_that_is_known() -> None:
    sentence = HINDI.no_cashback.format(order="999-0000000-0000000")

    assert not check_sentence(sentence, WORLDS["story"].facts, known_ids={ORDER}).accepted


@pytest.mark.parametrize(("rupees", "is_told"), [(150, True), (100, False)])
def test_a_claim_is_not_in_the_record_only_where_it_is_not(rupees: int, *, is_told: bool) -> None:
    found = worlds.story()
    [promised] = [fact for fact in found.facts.values() if fact.label is Label.PROMISED]
    claim = promised.model_copy(
        update={"fact_id": "f99", "label": Label.CLAIMED, "value": inr(rupees * 100), "business_reference_id": None}
    )
    sentence = HINDI.claim_unknown.format(amount=reference("f99"))

    assert check_sentence(sentence, {**found.facts, "f99": claim}).accepted is is_told


NOBODYS = "999-0000000-0000000"
NONE_ISSUED = (
    english.NONE_ISSUED.format(days=english.WINDOW_DAYS, order="{order}"),
    HINDI.none_issued.format(days=HINDI.window_days, order="{order}"),
    HINGLISH.none_issued.format(days=HINGLISH.window_days, order="{order}"),
)


def _asking(first: str, last: str) -> dict[str, Fact]:
    """The days of which the user asks what came on them, as facts."""
    days = {"f98": (Label.ASKED_FROM, first), "f99": (Label.ASKED_TO, last)}
    return {
        fact_id: Fact(
            fact_id=fact_id,
            kind=FactKind.DATE,
            label=label,
            value=f"{day}T12:00:00+05:30",
            display=day,
            sources=[FactSource(source="user", record_id="question")],
            as_of=datetime.fromisoformat("2026-11-23T10:00:00+05:30"),
        )
        for fact_id, (label, day) in days.items()
    }


def _says_none_issued(sentence: str, found: dict[str, Fact], first: str, last: str, *, order: str = ORDER) -> bool:
    text = sentence.format(first=reference("f98"), last=reference("f99"), order=order)
    return check_sentence(text, {**found, **_asking(first, last)}, known_ids={ORDER, NOBODYS}).accepted


@pytest.mark.parametrize("sentence", NONE_ISSUED)
def test_nothing_was_issued_is_said_only_of_days_on_which_nothing_was(sentence: str) -> None:
    found = worlds.story().facts  # issued on 8 and 12 November

    assert _says_none_issued(sentence, found, "2026-11-09", "2026-11-11")
    assert not _says_none_issued(sentence, found, "2026-11-08", "2026-11-08")
    assert not _says_none_issued(sentence, found, "2026-11-10", "2026-11-20")


@pytest.mark.parametrize("sentence", NONE_ISSUED)
def test_nothing_was_issued_is_not_said_of_what_is_not_known(sentence: str) -> None:
    found = worlds.story().facts
    unknown = {key: fact for key, fact in found.items() if fact.label is not Label.GRANTED}

    assert not _says_none_issued(sentence, unknown, "2026-11-09", "2026-11-11")
    assert not _says_none_issued(sentence, found, "2026-11-09", "2026-11-11", order=NOBODYS)


@pytest.mark.parametrize(
    "sentence", ["₹15.00 was issued on [[f98]].", "- ₹15.00 on [[f98]].", "It came on [[f99]].", "- [[f98]]: ₹15.00."]
)
def test_a_day_that_was_only_asked_about_is_told_of_nothing(sentence: str) -> None:
    facts = {**worlds.story().facts, **_asking("2026-11-09", "2026-11-09")}

    assert not check_sentence(sentence, facts, known_ids={ORDER}).accepted
