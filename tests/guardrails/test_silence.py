"""Who says that a source did not answer must be able to prove it."""

import pytest
from guardrails.grounding import GroundingCode, check_sentence
from tools.set_sentences.hindi import HINDI
from tools.set_sentences.hinglish import HINGLISH

from tests.guardrails.worlds import story

SAID = (
    "Please note: the Concessions database did not answer, so this answer is not complete.",
    "The Concessions database didn't respond.",
    "The Concessions database is not available.",
    "The Concessions database is unavailable at the moment.",
    "There was no answer: the Concessions database has not answered.",
    HINDI.source_missing.format(source=HINDI.sources["concessions"]),
    HINGLISH.source_missing.format(source=HINGLISH.sources["concessions"]),
)

# As a customer is told it.
OURS = (
    "Please note: one of our records did not answer, so this answer is not complete.",
    *(SET.source_missing.format(source=SET.sources["records"]) for SET in (HINDI, HINGLISH)),
)


@pytest.mark.parametrize("sentence", OURS)
def test_a_customer_is_told_of_our_records_where_one_was_silent(sentence: str) -> None:
    facts = story().facts

    assert check_sentence(sentence, facts, silent=frozenset({"records"})).accepted
    assert not check_sentence(sentence, facts, silent=frozenset()).accepted


@pytest.mark.parametrize("sentence", SAID)
def test_a_customer_is_not_told_which_one_it_is(sentence: str) -> None:
    assert not check_sentence(sentence, story().facts, silent=frozenset({"records"})).accepted


@pytest.mark.parametrize("sentence", SAID)
@pytest.mark.parametrize("silent", [frozenset(), frozenset({"ped"}), frozenset({"lineItems", "ped"})])
def test_a_source_that_answered_is_not_called_silent(sentence: str, silent: frozenset[str]) -> None:
    verdict = check_sentence(sentence, story().facts, silent=silent)

    assert not verdict.accepted
    assert verdict.code is GroundingCode.UNSUPPORTED_CLAIM


@pytest.mark.parametrize("sentence", [SAID[0], *SAID[-2:]])
def test_one_that_did_not_may_be_told(sentence: str) -> None:
    assert check_sentence(sentence, story().facts, silent=frozenset({"concessions"})).accepted


@pytest.mark.parametrize(
    "sentence", ["All sources answered.", "The sources are PED and the tracker.", "The record was created by PED."]
)
def test_what_says_no_such_thing_is_left_to_the_other_checks(sentence: str) -> None:
    with_silence = check_sentence(sentence, story().facts, silent=frozenset())

    assert with_silence == check_sentence(sentence, story().facts)
