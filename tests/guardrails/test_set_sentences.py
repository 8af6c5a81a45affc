"""Sentences that are known word for word go out where the facts prove them, and nowhere else."""

import pytest

from guardrails.grounding import check_sentence
from tests.guardrails import worlds
from tests.guardrails.worlds import World
from tests.story import ORDER, inr
from tools.result import Label, reference
from tools.set_sentences.hindi import HINDI
from tools.set_sentences.hinglish import HINGLISH

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
