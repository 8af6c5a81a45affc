"""The next step follows from reasons and conflicts, and its note holds ids, codes and figures with their records."""

import re

import pytest

from agent.answer_builder import AnswerBuilder
from agent.next_step import build_next_step
from agent.turn_events import NextStep, NextStepCode
from api.edge_rendering import Edge
from core.contract import Conflict, ExecutionV2, IssuanceStatus, Reason, SourceStatus
from evals.menu_oracle.generated_worlds import seeded
from evals.menu_oracle.staging import executions_of
from language.message_catalogue import LANGUAGES, load_catalogue
from tests.agent.scene import in_progress
from tests.harness import AGENT
from tests.story_order import (
    FIRST_AT,
    FIRST_CARD,
    NOW,
    ORDER,
    benefit,
    cashback,
    execution,
    inr,
    issuance,
    sources,
    without_concessions,
)
from tools.cards import ToolStatus

LEFT = f"What is left on order {ORDER}?"
OTHER = "404-1111111-2222222"


def step(message: str, *executions: ExecutionV2, **changes: object) -> NextStep | None:
    answer = in_progress(message, *executions, **changes)  # type: ignore[arg-type]
    answer.add_offline_answer()
    return rendered(answer)


def rendered(answer: AnswerBuilder) -> NextStep | None:
    """Return the step as a support agent reads it."""
    found = build_next_step(answer, turn=1)
    edge = Edge(AGENT, answer.scope.vault)
    shown = found and {name: edge.text(getattr(found, name), answer.scope.facts)[0] for name in ("text", "note")}
    return found.model_copy(update=shown) if found and shown else None


def _conflict(code: str) -> Conflict:
    return Conflict(
        code=code,
        promotion_id="PROMO-FEST",
        benefit_id="BEN-1",
        field="eligible",
        values={"ped": 10000, "lineItems": 9000},
        chosen="ped",
        rule="pedPromise",
    )


def _excess() -> ExecutionV2:
    sums = cashback(eligible=3000, issued=3600, remaining=0).model_copy(update={"over_issued": inr(600)})
    return execution(benefit=benefit(cashback=sums, reasons=[Reason.OVER_ISSUED]), totals=[sums])


def _done() -> ExecutionV2:
    sums = cashback(eligible=3600, issued=3600, remaining=0)
    done = benefit(cashback=sums, reasons=[Reason.COMPLETE], issuance_status=IssuanceStatus.ISSUED)
    return execution(benefit=done, totals=[sums])


def _unrevealed(**changes: object) -> ExecutionV2:
    card = {"benefit_type": "SCRATCH_CARD", "reasons": [Reason.SCRATCH_CARD_UNREVEALED], "issuances": []}
    nothing = cashback(eligible=10000, issued=0, remaining=10000)
    return execution(benefit=benefit(cashback=nothing, **(card | changes)))


def _because(*reasons: Reason) -> ExecutionV2:
    return execution(benefit=benefit(reasons=list(reasons)))


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (execution(), "waitForShipment"),
        (_because(Reason.ISSUANCE_PENDING, Reason.AWAITING_SHIPMENT), "waitForIssuance"),
        (_because(Reason.AWAITING_SHIPMENT, Reason.ISSUANCE_FAILED), "escalateFailed"),
        (_because(Reason.DUPLICATE_ISSUANCE, Reason.OVER_ISSUED), "reportDuplicate"),
        (_excess(), "reportOverIssue"),
        (_because(Reason.SOURCE_CONFLICT), "reportConflict"),
        (execution(conflicts=[_conflict("eligibleDiffers")]), "reportConflict"),
        (_because(Reason.MALFORMED_ROW), "reportUnreadableRecord"),
        (_unrevealed(), "askCustomerToReveal"),
        (_unrevealed(expires_at=NOW), "nothingToDo"),
        (_done(), "nothingToDo"),
        (without_concessions(), "tryAgainLater"),
        (execution(partial=True, sources=sources(line_items=SourceStatus.TIMEOUT)), "tryAgainLater"),
    ],
)
def test_it_follows_from_the_most_urgent_reason(found: ExecutionV2, code: str) -> None:
    suggested = step(LEFT, found)

    assert suggested is not None
    assert suggested.code == code
    assert suggested.text == load_catalogue("en").term(f"next_step.{code}")
    assert suggested.note.startswith(f"nextStep: {code}\nrequestId: req\nconversation: conv, turn 1\n")


def test_an_order_that_is_done_does_not_hide_one_that_is_not() -> None:
    failed = _because(Reason.ISSUANCE_FAILED).model_copy(update={"business_reference_id": OTHER})
    suggested = step(f"compare {ORDER} and {OTHER}", _done(), failed)

    assert suggested is not None
    assert suggested.code is NextStepCode.ESCALATE_FAILED
    assert suggested.text.startswith(f"{OTHER}: ")
    assert ORDER not in suggested.note


def test_where_a_sum_remains_without_a_reason_nothing_is_suggested() -> None:
    assert step(LEFT, _because()) is None


@pytest.mark.parametrize("message", ["hello", "tell me a joke", "cashback of order 40/41?"])
def test_without_a_lookup_there_is_none(message: str) -> None:
    assert step(message) is None


def test_of_an_order_that_was_not_found_there_is_none() -> None:
    assert step(LEFT, status=ToolStatus.NOT_FOUND) is None


def test_while_it_is_open_which_order_is_meant_there_is_none() -> None:
    other = execution(business_reference_id=OTHER)

    assert step("what is left?", execution(), other) is None


def test_while_nothing_can_be_read_it_is_to_try_again() -> None:
    suggested = step(LEFT, status=ToolStatus.UNAVAILABLE)

    assert suggested is not None
    assert suggested.code is NextStepCode.TRY_AGAIN_LATER
    assert "failed: unavailable" in suggested.note


def test_the_note_holds_ids_codes_and_figures_with_their_records() -> None:
    twice = [issuance(f"EV-{n}", 1500, FIRST_CARD, FIRST_AT, "SHP-1") for n in (1, 2)]
    doubled = execution(
        benefit=benefit(issuances=twice, reasons=[Reason.DUPLICATE_ISSUANCE]), conflicts=[_conflict("equalIssuances")]
    )
    suggested = step(LEFT, doubled)

    assert suggested is not None
    lines = suggested.note.splitlines()
    assert f"order: {ORDER}" in lines
    assert "benefit: PROMO-FEST / BEN-1 (INSTANT_CASHBACK)" in lines
    assert "reasons: DUPLICATE_ISSUANCE" in lines
    assert "conflicts: equalIssuances" in lines
    assert f"promised: ₹100.00 [ped {ORDER}#PROMO-FEST#BEN-1]" in lines
    assert [line for line in lines if line.startswith("issuance: ")] == [
        f"issuance: ISSUED, ₹15.00, 8 Nov 2026, •••• 1111 [concessions EV-{n}]" for n in (1, 2)
    ]


def test_the_note_has_cards_by_their_last_four_only_and_no_name() -> None:
    suggested = step(LEFT, execution())

    assert suggested is not None
    assert FIRST_CARD not in suggested.note
    assert "•••• 1111" in suggested.note
    assert "Festive" not in suggested.note
    assert not re.search(r"\[\[f|<[A-Z_]+_\d+>|CUST-", suggested.note)


def test_the_text_is_in_the_language_of_the_question() -> None:
    suggested = step(f"ऑर्डर {ORDER} का कितना कैशबैक बाकी है?", execution())

    assert suggested is not None
    assert suggested.text == load_catalogue("hi").term("next_step.waitForShipment")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_text(language: str) -> None:
    terms = load_catalogue(language).terms

    assert {key.removeprefix("next_step.") for key in terms if key.startswith("next_step.")} == set(NextStepCode)


@pytest.mark.parametrize("seed", range(40))
def test_in_any_world_the_note_is_bounded_and_shows_no_full_card(seed: int) -> None:
    world = seeded(seed)
    suggested = step(f"what about {world.orders[0]}?", *executions_of(world))
    cards = {row["gcId"] for row in (*world.events, *world.ped, *world.items) if row.get("gcId")}

    if suggested is not None:
        assert len(suggested.note.splitlines()) < 10 + 10 * 30
        assert not [card for card in cards if card in suggested.note]
        assert "[[" not in suggested.note
        if world.down:
            assert suggested.code is NextStepCode.TRY_AGAIN_LATER
