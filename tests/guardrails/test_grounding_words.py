"""An answer is made of words that the check can read: honest ones pass, everything else stays in."""

from datetime import timedelta
from functools import cache

import pytest
from guardrails.grounding import GroundingCode, check_sentence, figures_of
from guardrails.grounding.vocabulary import BOUND, FREE

from rewards.window import Window
from tests.guardrails import worlds
from tests.guardrails.sentences_benign import BENIGN
from tests.guardrails.sentences_false import FALSE
from tests.guardrails.sentences_familiar import FAMILIAR
from tests.guardrails.worlds import World
from tests.story import NOW, ORDER
from tools import phrases
from tools.facts import FactBook

CLAIMED = figures_of("I was promised 100 rupees but got only 40, where is Rs 60?")
_MAKERS = {
    "story": worlds.story,
    "complete": worlds.complete,
    "failed": worlds.failed,
    "scratch": worlds.scratch_card,
    "returned": worlds.returned,
}


@cache
def _world(name: str) -> World:
    return _MAKERS[name]()


def _code(sentence: str, name: str = "story") -> GroundingCode | None:
    world = _world(name)
    return check_sentence(world.fill(sentence), world.facts, known_ids={ORDER}, claimed=CLAIMED).code


@pytest.mark.parametrize(("name", "sentence"), [(name, s) for name, group in BENIGN.items() for s in group])
def test_what_an_honest_answer_says_goes_out(name: str, sentence: str) -> None:
    assert _code(sentence, name) is None


@pytest.mark.parametrize(
    ("name", "sentence"), [(name, s) for table in (FALSE, FAMILIAR) for name, group in table.items() for s in group]
)
def test_what_nothing_proves_stays_in_whatever_its_words(name: str, sentence: str) -> None:
    assert _code(sentence, name) is not None


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (GroundingCode.UNKNOWN_WORDS, "The earbuds are in the warehouse."),
        (GroundingCode.UNKNOWN_WORDS, "It takes a week."),
        (GroundingCode.UNKNOWN_WORDS, "Ask the customer for their OTP."),
        (GroundingCode.UNKNOWN_WORDS, "{granted} was granted to another customer."),
        (GroundingCode.UNKNOWN_WORDS, "இது முடிந்தது."),
        (GroundingCode.UNKNOWN_WORDS, "Everything you were promised is here."),
        (GroundingCode.UNSUPPORTED_CAUSE, "{remaining} remains because the customer asked."),
        (GroundingCode.UNSUPPORTED_CAUSE, "{remaining} remains due to the promotion."),
        (GroundingCode.UNSUPPORTED_AGREEMENT, "Yes."),
        (GroundingCode.UNSUPPORTED_AGREEMENT, "The customer's claim is right."),
        (GroundingCode.UNSUPPORTED_AGREEMENT, "The ₹40 that you mentioned is correct."),
        (GroundingCode.UNSUPPORTED_AGREEMENT, "You mentioned ₹40, and the record confirms it."),
        (GroundingCode.FOREIGN_LINK, "Look at evil.shop for the rest."),
        (GroundingCode.FOREIGN_LINK, "![name](//evil.example/a.png)"),
        (GroundingCode.FOREIGN_LINK, "<b>{granted}</b> was granted."),
        (GroundingCode.FOREIGN_LINK, "~~{remaining} remains~~."),
        (GroundingCode.RELATION_MISMATCH, "{granted} was granted on {day1}."),
        (GroundingCode.RELATION_MISMATCH, "The first installment was {amount2}."),
        (GroundingCode.RELATION_MISMATCH, "{amount2} was issued first, then {amount1}."),
        (GroundingCode.RELATION_MISMATCH, "{amount1} was issued after {amount2}."),
        (GroundingCode.RELATION_MISMATCH, "The latest gift card is {card1}."),
        (GroundingCode.RELATION_MISMATCH, "{title1} has not shipped yet."),
        (GroundingCode.RELATION_MISMATCH, "{title4} has already shipped."),
        (GroundingCode.RELATION_MISMATCH, "The Steel bottle 750 ml is waiting for shipment."),
        (GroundingCode.RELATION_MISMATCH, "{amount1} was issued for {title4}."),
        (GroundingCode.RELATION_MISMATCH, "{remaining} remains for {title1}."),
        (GroundingCode.PAIR_MISMATCH, "{item4} was promised for {title1}."),
    ],
)
def test_each_kind_of_unproven_sentence_has_its_code(code: GroundingCode, sentence: str) -> None:
    assert _code(sentence) is code


def test_one_installment_may_be_told_with_the_day_of_the_whole() -> None:
    assert _code("{granted} was granted on {day1}.", "complete") is None
    assert _code("{granted} was granted on {day1} and {day2}.") is None
    assert _code("As of {day2}, {granted} had been granted.") is None


def test_a_search_that_found_nothing_may_say_so() -> None:
    book = FactBook(phrases.zone_of("en-IN"))
    book.window(Window(NOW - timedelta(days=2), NOW), NOW)

    assert check_sentence("No cashback created from [[f1]] to [[f2]] was found.", book.facts).accepted
    assert check_sentence("I found no cashback for those days.", book.facts).accepted
    assert _code("I found no cashback for this order.") is not None


def test_no_word_is_both_free_and_bound() -> None:
    assert not FREE & BOUND
