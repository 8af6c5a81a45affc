"""The history of an order: a truncated history removes nothing that the order itself has."""

from datetime import timedelta

import respx

from core.contract import HistoryEntry, Issuance, Page
from tests.harness import answer_json
from tests.story_order import (
    CUSTOMER,
    FIRST_AT,
    ORDER,
    SECOND_AT,
    benefit,
    cashback,
    execution,
    issuance,
    without_concessions,
)
from tools import wording
from tools.arguments import OrderArguments
from tools.cards import Label
from tools.fact_builder import build_outcome
from tools.facts import FactBook
from tools.issuance_history import get_issuance_history
from tools.order_record import LookupResult
from tools.rewards_client import RewardsClient
from tools.tool_outcome import ToolOutcome

ORDER_PATH = f"promotion-executions/{ORDER}"
HISTORY_PATH = f"{ORDER_PATH}/issuances"
_FIRST, _SECOND = benefit().issuances


def _entry(event: Issuance) -> HistoryEntry:
    return HistoryEntry(
        **dict(event),
        business_reference_id=ORDER,
        customer_id=CUSTOMER,
        promotion_id="PROMO-FEST",
        benefit_id="BEN-1",
    )


def _page(*events: Issuance, number: int = 0) -> Page[HistoryEntry]:
    """Return the last page or, with a ``number``, one that has a next page."""
    return Page(
        data=[_entry(event) for event in events],
        has_more=number > 0,
        next_cursor=f"page-{number}" if number else None,
        partial=False,
        sources=[],
    )


async def _looked_up(client: RewardsClient) -> LookupResult:
    return await get_issuance_history(OrderArguments(business_reference_id=ORDER), client.with_token("t"))


def _outcome(found: LookupResult) -> ToolOutcome:
    book = FactBook(wording.get_zone("en-IN"))
    return build_outcome("get_issuance_history", found, book, as_of=found.orders[0].as_of)


def _endless(router: respx.MockRouter, *events: Issuance) -> None:
    pages = iter(range(1, 1000))
    router.get(HISTORY_PATH).mock(side_effect=lambda _: answer_json(_page(*events, number=next(pages))))


async def test_a_history_that_is_cut_off_hides_no_installment(router: respx.MockRouter, client: RewardsClient) -> None:
    router.get(ORDER_PATH).mock(return_value=answer_json(execution()))
    _endless(router, _FIRST)

    found = await _looked_up(client)
    outcome = _outcome(found)

    assert found.has_more
    assert found.orders[0].benefits[0].issuances == (_FIRST, _SECOND)
    assert [f.value for f in outcome.facts if f.label is Label.INSTALLMENT_COUNT] == [2]


async def test_a_truncated_list_has_no_count(router: respx.MockRouter, client: RewardsClient) -> None:
    router.get(ORDER_PATH).mock(return_value=answer_json(without_concessions()))
    _endless(router, _FIRST)

    outcome = _outcome(await _looked_up(client))

    assert [f.display for f in outcome.facts if f.label is Label.INSTALLMENT] == ["₹15.00"]
    assert [f for f in outcome.facts if f.label is Label.INSTALLMENT_COUNT] == []
    assert outcome.has_more


async def test_what_only_the_history_has_is_listed_in_order(router: respx.MockRouter, client: RewardsClient) -> None:
    between = issuance("EV-3", 700, "GC-1212-3434-5656", FIRST_AT + timedelta(days=1), "SHP-3")
    router.get(ORDER_PATH).mock(return_value=answer_json(execution()))
    router.get(HISTORY_PATH).mock(return_value=answer_json(_page(_FIRST, between, _SECOND)))

    found = await _looked_up(client)

    assert [i.event_id for i in found.orders[0].benefits[0].issuances] == ["EV-1", "EV-3", "EV-2"]
    assert not found.has_more
    # The list does not add up to the issued sum of the order: the number of installments is not stated.
    assert [f for f in _outcome(found).facts if f.label is Label.INSTALLMENT_COUNT] == []


async def test_a_failed_attempt_in_the_history_hides_nothing_that_older_records_hold(
    router: respx.MockRouter, client: RewardsClient
) -> None:
    recorded = _SECOND.model_copy(update={"event_id": None, "issued_at": None, "status": "RECORDED", "source": "ped"})
    failed = _FIRST.model_copy(update={"type": "ISSUE_FAILED", "status": "FAILED"})
    old = benefit(cashback=cashback(eligible=10000, issued=None, remaining=None), issuances=[failed, recorded])
    router.get(ORDER_PATH).mock(return_value=answer_json(execution(benefit=old)))
    router.get(HISTORY_PATH).mock(return_value=answer_json(_page(failed)))

    found = await _looked_up(client)

    assert found.orders[0].benefits[0].issuances == (failed, recorded)


async def test_an_event_of_an_unknown_type_is_no_installment(router: respx.MockRouter, client: RewardsClient) -> None:
    newer = issuance("EV-4", 3000, "GC-1212-3434-5656", SECOND_AT + timedelta(days=1), "SHP-3").model_copy(
        update={"type": "REWARDED", "status": "UNRECOGNISED"}
    )
    held = benefit(issuances=[_FIRST, _SECOND, newer])
    router.get(ORDER_PATH).mock(return_value=answer_json(execution(benefit=held)))
    router.get(HISTORY_PATH).mock(return_value=answer_json(_page(_FIRST, _SECOND, newer)))

    outcome = _outcome(await _looked_up(client))

    assert [f.display for f in outcome.facts if f.label is Label.INSTALLMENT] == ["₹15.00", "₹21.00"]
    assert "₹30.00" not in [f.display for f in outcome.facts if f.label is not Label.ITEM_PROMISED]
    assert [card.status for card in outcome.installments] == ["ISSUED", "ISSUED"]
