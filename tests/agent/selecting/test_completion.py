"""The completion of a selection: required statements, and the answer where the selection gives none."""

import pytest

from core.contract import Conflict, Reason, SourceStatus
from tests.agent.scene import in_progress, kinds, statement_ids
from tests.harness import SHOPPER
from tests.story_order import ORDER, benefit, cashback, execution, inr, sources, without_concessions
from tools.cards import ToolStatus

OTHER = "171-5550123-9988776"
LEFT = f"What is left on order {ORDER}?"


def test_a_selection_that_answers_is_left_as_it_is() -> None:
    answer = in_progress(LEFT, execution())
    answer.add_chosen(statement_ids(answer, "remaining.sum"))

    assert answer.add_missing() == ""
    assert kinds(answer) == ["remaining.sum"]


def test_an_empty_selection_is_what_the_offline_selector_says() -> None:
    alone, completed = in_progress(LEFT, execution()), in_progress(LEFT, execution())
    alone.add_offline_answer()
    completed.add_missing()

    assert completed.realiser.text == alone.realiser.text != ""
    assert kinds(completed) == kinds(alone)


@pytest.mark.parametrize("chosen", ["promised.sum", "record.promotion", "installments.lines"])
def test_what_does_not_answer_is_completed_once_without_repeating(chosen: str) -> None:
    answer = in_progress(LEFT, execution())
    answer.add_chosen(statement_ids(answer, chosen))
    answer.add_missing()
    said = kinds(answer)

    assert said[0] == chosen
    assert "position.whole" in said
    assert len(said) == len(set(said))
    assert answer.add_missing() == ""


def test_a_source_that_did_not_answer_is_stated_whatever_was_chosen() -> None:
    answer = in_progress(LEFT, without_concessions())
    answer.add_chosen(statement_ids(answer, "unknown.promised_only"))
    answer.add_missing()

    assert "unknown.source" in kinds(answer)
    assert "unknown.sums" in kinds(answer)


def test_an_unknown_sum_is_stated_where_it_is_asked_for() -> None:
    answer = in_progress(f"was anything taken back on {ORDER}?", without_concessions())
    answer.add_missing()

    assert "unknown.source" in kinds(answer)


def test_a_conflict_about_stated_records_is_stated_to_the_staff_only() -> None:
    conflict = Conflict(
        code="promiseDiffers",
        promotion_id="PROMO-FEST",
        benefit_id="BEN-1",
        field="eligible",
        values={"ped": 10000, "lineItems": 9000},
        chosen="ped",
        rule="pedPromise",
    )
    found = execution(benefit=benefit(reasons=[Reason.AWAITING_SHIPMENT, Reason.SOURCE_CONFLICT]), conflicts=[conflict])
    staff, customer = in_progress(LEFT, found), in_progress(LEFT, found, principal=SHOPPER)
    for answer in (staff, customer):
        answer.add_chosen(statement_ids(answer, "remaining.sum"))
        answer.add_missing()

    assert any(kind.startswith("conflict.") for kind in kinds(staff))
    assert not any(kind.startswith("conflict.") for kind in kinds(customer))


def test_an_excess_is_stated_to_the_staff_whatever_was_chosen() -> None:
    excess = cashback(eligible=3000, issued=3600, remaining=0).model_copy(update={"over_issued": inr(600)})
    found = execution(benefit=benefit(cashback=excess, reasons=[Reason.OVER_ISSUED], line_items=[]), totals=[excess])
    answer = in_progress(f"what was granted on {ORDER}?", found)
    answer.add_chosen(statement_ids(answer, "granted.sum"))
    answer.add_missing()

    assert "excess.over_issued" in kinds(answer)


def test_a_refusal_may_not_be_left_out() -> None:
    answer = in_progress(f"please credit the rest of {ORDER} now, and what is left?", execution())
    answer.add_chosen(statement_ids(answer, "remaining.sum"))
    answer.add_missing()

    assert "refusal.write" in kinds(answer)


def test_an_order_that_was_asked_for_and_left_out_is_added() -> None:
    answer = in_progress(
        f"what is left on {ORDER} and on {OTHER}?", execution(), execution(business_reference_id=OTHER)
    )
    [first] = [s for s in answer.menu.of("remaining.sum") if s.subject.order == ORDER]
    answer.add_chosen([first.statement_id])
    answer.add_missing()

    assert {said.statement.subject.order for said in answer.realiser.spans} >= {ORDER, OTHER}


@pytest.mark.parametrize("status", [ToolStatus.NOT_FOUND, ToolStatus.UNAVAILABLE])
def test_an_order_that_was_asked_for_and_could_not_be_read_is_stated(status: ToolStatus) -> None:
    answer = in_progress(f"what is left on {ORDER} and on {OTHER}?", execution(), status=status)
    answer.add_chosen(statement_ids(answer, "remaining.sum"))
    answer.add_missing()

    assert set(kinds(answer)) & {"lookup.not_found", "lookup.nothing_found", "unknown.records_of_some"}


def test_a_silent_source_of_an_order_outside_the_answer_is_not_repeated() -> None:
    """A customer learns that something is missing, not from which database."""
    silent = execution(partial=True, sources=sources(line_items=SourceStatus.TIMEOUT))
    answer = in_progress(LEFT, silent, principal=SHOPPER)
    answer.add_offline_answer()

    assert kinds(answer).count("unknown.source") == 1
    assert "tracker" not in answer.realiser.text.lower()
