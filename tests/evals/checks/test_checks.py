"""Every check passes a good turn and fails each bad one: a check that cannot fail is worth nothing."""

import pytest

from evals.checks.registry import CHECKS, judge
from evals.harness.transcript import AskedTurn, SeenTurn
from tests.evals.checks import (
    conversation_turns,
    figure_turns,
    oracle_turns,
    privacy_turns,
    reading_turns,
    record_turns,
    request_turns,
    source_turns,
    wording_turns,
)
from tests.evals.checks.transcripts import (
    GOOD_AMOUNTS,
    GOOD_DATES,
    answer,
    asked,
    events_of,
    seen,
    wire_of,
)

TABLE = [
    *figure_turns.TABLE,
    *record_turns.TABLE,
    *oracle_turns.TABLE,
    *reading_turns.TABLE,
    *source_turns.TABLE,
    *wording_turns.TABLE,
    *request_turns.TABLE,
    *privacy_turns.TABLE,
    *conversation_turns.TABLE,
]


@pytest.mark.parametrize(
    ("name", "question", "turn", "says"), TABLE, ids=[f"{i}-{row[0]}-{row[3] or 'good'}" for i, row in enumerate(TABLE)]
)
def test_a_check_passes_good_turns_and_fails_bad_ones(
    name: str, question: AskedTurn, turn: SeenTurn, says: str | None
) -> None:
    messages = list(CHECKS[name](question, turn))

    assert bool(messages) is (says is not None), messages
    assert says is None or any(says in message for message in messages), messages


def test_every_check_has_a_passing_and_a_failing_turn() -> None:
    proven = {(name, says is None) for name, _, _, says in TABLE}

    assert proven == {(name, passes) for name in CHECKS for passes in (True, False)}


def test_no_check_finds_anything_in_a_good_turn() -> None:
    whole = {"amounts": GOOD_AMOUNTS, "dates": GOOD_DATES, "gift_cards": ["1111"], "reasons": ["AWAITING_SHIPMENT"]}

    assert judge(asked(whole), seen()) == ()


def test_a_finding_names_its_turn_and_its_check() -> None:
    [finding] = judge(asked({"says": ["tomorrow"]}, earlier_turns=1), seen(earlier=(seen(),)))

    assert (finding.turn, finding.check, finding.message) == (2, "says", "the text does not say 'tomorrow'")


def test_a_turn_without_an_answer_is_judged_by_its_outcome_alone() -> None:
    expect = {"amounts": GOOD_AMOUNTS, "says": ["₹64.00"], "gift_cards": ["1111"], "reasons": []}
    turn = seen(answer=None, status=503, failure="turnFailed", events=(), wire="{}", requests=(), audit=())

    assert [finding.check for finding in judge(asked(expect, stream=False), turn)] == ["outcome"]


def test_the_good_wire_is_what_its_events_say() -> None:
    assert wire_of(events_of(answer())).count("event: ") == len(events_of(answer()))
