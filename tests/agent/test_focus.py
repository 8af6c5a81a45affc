"""What of the record a question asks for."""

import pytest
from agent.offline.focus import Asked, BenefitChoice, Focus, asked_of
from agent.offline.normalise import read_words


def _asked(text: str, before: Asked | None = None) -> Asked:
    return asked_of(read_words(text), has_claims=False, before=before)


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("how much is left", {Focus.REMAINING}),
        ("kitna mila aur kitna baaki hai", {Focus.GRANTED, Focus.REMAINING}),
        ("कितना कैशबैक मिला", {Focus.GRANTED}),
        ("what was promised", {Focus.PROMISED}),
        ("did it come", set()),
        ("why is it missing", set()),
        ("when did the cashback come", {Focus.WHEN}),
        ("when will the rest come", {Focus.NEXT}),
        ("mera cashback kab aayega", {Focus.NEXT}),
        ("कब आएगा", {Focus.NEXT}),
        ("which gc", {Focus.GIFT_CARD}),
        ("which items are pending", {Focus.ITEMS}),
        ("is the scratch card expired", {Focus.EXPIRY}),
        ("how long is the scratch card valid", {Focus.EXPIRY}),
        ("was anything taken back", {Focus.REVERSAL}),
        ("when was this order placed", {Focus.CREATED}),
        ("which promotion was applied", {Focus.PROMOTION}),
    ],
)
def test_the_parts_that_answer(text: str, focus: set[Focus]) -> None:
    assert _asked(text).focus == focus


@pytest.mark.parametrize(
    "text",
    [
        "just tell me how much is left",
        "sirf itna batao kitna baaki hai",
        "in one line, how much",
        "सिर्फ इतना बताओ कितना",
    ],
)
def test_a_short_answer_is_asked_for(text: str) -> None:
    assert _asked(text).is_short


@pytest.mark.parametrize("text", ["cx got only 36", "only 1 gc came", "why only a part"])
def test_an_only_of_the_customer_asks_for_no_short_answer(text: str) -> None:
    assert not _asked(text).is_short


def test_the_second_scratch_card_and_what_goes_on_from_it() -> None:
    first = _asked("first scratch card kab aaya")

    assert first.benefit == BenefitChoice("SCRATCH_CARD", 1)
    assert _asked("and the second one?", before=first).benefit == BenefitChoice("SCRATCH_CARD", 2)
    assert _asked("gc for second inst").installment == 2


def test_a_claim_is_answered_by_the_whole_story() -> None:
    assert asked_of(read_words("got only thirty six left"), has_claims=True).focus == frozenset()
