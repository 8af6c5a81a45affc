"""The reply draft: what a customer may know, no figure that is in doubt, one greeting per conversation."""

import re

import pytest

from agent.answer_builder import AnswerBuilder, EarlierTurns
from agent.reply_drafts import build_reply_drafts
from core.contract import Conflict, ExecutionV2, Reason, SourceStatus
from tests.agent.scene import in_progress
from tests.story_order import (
    FIRST_AT,
    FIRST_CARD,
    ORDER,
    benefit,
    cashback,
    execution,
    inr,
    issuance,
    item,
    sources,
    without_concessions,
)
from tools.cards import REFERENCE, ToolStatus

LEFT = f"What is left on order {ORDER}?"
CLAIM = f"Customer says order {ORDER} was promised 100 rupees cashback but only got 36, what happened?"
INTERNAL = re.compile(
    r"\b(PED|Concessions|tracker|record|ticket|duplicate|conflict|EV-\d|the customer|database)\b", re.I
)


def draft(message: str, *executions: ExecutionV2, **changes: object) -> str | None:
    answer = in_progress(message, *executions, **changes)  # type: ignore[arg-type]
    answer.add_offline_answer()
    return shown(answer)


def shown(answer: AnswerBuilder) -> str | None:
    text = build_reply_drafts(answer).default
    return text and REFERENCE.sub(lambda match: answer.scope.facts[match[1]].display, text)


@pytest.mark.parametrize(
    "message",
    [
        LEFT,
        CLAIM,
        f"the tool shows only one card on {ORDER}, why?",
        f"which source says so on {ORDER}?",
        f"do the records agree on {ORDER}?",
        f"can I close the ticket of {ORDER}?",
        f"write a reply for {ORDER} please, she is very upset",
        f"what should I do about {ORDER}?",
    ],
)
def test_it_states_the_position_and_nothing_internal(message: str) -> None:
    text = draft(message, execution())

    assert text is not None
    assert text.startswith("Hello")
    assert "₹64.00" in text
    assert not INTERNAL.search(text)


def test_to_a_claim_it_says_why_as_the_answer_does() -> None:
    text = draft(CLAIM, execution())

    assert text is not None
    assert "not shipped" in text


def test_it_greets_once_a_conversation() -> None:
    text = draft(
        "and what is left?", execution(), recent=(ORDER,), earlier_turns=EarlierTurns(orders=frozenset({ORDER}))
    )

    assert text is not None
    assert "Hello" not in text
    assert "₹64.00" in text


def _conflict() -> ExecutionV2:
    conflict = Conflict(
        code="promiseDiffers",
        promotion_id="PROMO-FEST",
        benefit_id="BEN-1",
        field="eligible",
        values={"ped": 10000, "lineItems": 9000},
        chosen="ped",
        rule="pedPromise",
    )
    return execution(conflicts=[conflict], benefit=benefit(reasons=[Reason.SOURCE_CONFLICT]))


def _duplicate() -> ExecutionV2:
    twice = [issuance(f"EV-{n}", 1500, FIRST_CARD, FIRST_AT, "SHP-1") for n in (1, 2)]
    return execution(benefit=benefit(issuances=twice, reasons=[Reason.DUPLICATE_ISSUANCE]))


def _excess() -> ExecutionV2:
    sums = cashback(eligible=3000, issued=3600, remaining=0).model_copy(update={"over_issued": inr(600)})
    return execution(benefit=benefit(cashback=sums, reasons=[Reason.OVER_ISSUED]), totals=[sums])


@pytest.mark.parametrize(
    "found",
    [
        without_concessions(),
        execution(partial=True, sources=sources(line_items=SourceStatus.TIMEOUT)),
        _conflict(),
        _duplicate(),
        _excess(),
    ],
)
def test_while_a_figure_is_in_doubt_it_holds_the_customer_off(found: ExecutionV2) -> None:
    answer = in_progress(LEFT, found)
    answer.add_offline_answer()
    text = build_reply_drafts(answer).default

    assert text is not None
    assert not REFERENCE.search(text)
    assert not re.search(r"\d", text)
    assert not INTERNAL.search(text)


def test_an_unrevealed_card_is_described_without_its_worth() -> None:
    card = benefit(
        benefit_type="SCRATCH_CARD",
        reasons=[Reason.SCRATCH_CARD_UNREVEALED],
        cashback=cashback(eligible=10000, issued=0, remaining=10000),
        issuances=[],
        line_items=[item(1, "Kettle", 10000, 0, None)],
    )
    answer = in_progress(LEFT, execution(benefit=card))
    answer.add_offline_answer()
    text = shown(answer)

    assert "₹100.00" in REFERENCE.sub(lambda m: answer.scope.facts[m[1]].display, answer.realiser.text)
    assert text is not None
    assert "100" not in text
    assert "scratch" in text.lower()


def test_a_failed_issuance_is_apologised_for() -> None:
    text = draft(LEFT, execution(benefit=benefit(reasons=[Reason.ISSUANCE_FAILED])))

    assert text is not None
    assert "sorry" in text.lower()


@pytest.mark.parametrize("message", ["hello", "tell me a joke", "cashback of order 40/41?"])
def test_where_there_is_nothing_to_tell_there_is_no_draft(message: str) -> None:
    assert draft(message) is None


def test_of_an_order_that_was_not_found_there_is_no_draft() -> None:
    assert draft(LEFT, status=ToolStatus.NOT_FOUND) is None


def test_it_is_in_the_language_of_the_customer() -> None:
    text = draft(f"ऑर्डर {ORDER} का कितना कैशबैक बाकी है?", execution())

    assert text is not None
    assert re.search("[\u0900-\u097f]", text)
    assert not re.search("[A-Za-z]{3}", text.replace("CUST", "").replace("Desk lamp", "").replace("Yoga mat", ""))
