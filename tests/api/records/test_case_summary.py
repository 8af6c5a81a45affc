"""``GET /v1/case-summary``: the orders of the case as typed values; what is not known is null and never zero."""

from typing import Any

import httpx
import pytest

from core.contract import Cashback, ExecutionV2, Page, Reason, SourceStatus
from core.identity.tokens import Principal, Role
from core.money import Money
from tests.api.conftest import Chat
from tests.api.records.conftest import chat, looked_up
from tests.harness import AGENT, LEAD, SHOPPER, answer_json
from tests.story_order import (
    CREATED_AT,
    CUSTOMER,
    FIRST_CARD,
    NOW,
    ORDER,
    benefit,
    cashback,
    execution,
    sources,
    without_concessions,
)

__all__ = ["chat"]

PATH = "/v1/case-summary"
OTHER, THIRD = "404-1111111-2222222", "404-3333333-4444444"
LEAD_OF_CASE = LEAD.model_copy(update={"case_id": "CASE-9001", "customer_id": CUSTOMER})
SEARCH = f"customers/{CUSTOMER}/promotion-executions"


def page(*orders: ExecutionV2, cursor: str | None = None, partial: bool = False) -> httpx.Response:
    found: Page[ExecutionV2] = Page(
        data=list(orders), has_more=cursor is not None, next_cursor=cursor, partial=partial, sources=sources()
    )
    return answer_json(found)


def other(order: str = OTHER, **changes: Any) -> ExecutionV2:
    return execution(business_reference_id=order, **changes)


def dollars(cents: int) -> Cashback:
    sums = cashback(eligible=cents, issued=0, remaining=cents)
    amounts = {
        name: Money(amount_minor=value.amount_minor, currency="USD") for name, value in sums if isinstance(value, Money)
    }
    return sums.model_copy(update=amounts)


def complete() -> Cashback:
    return cashback(eligible=5000, issued=5000, remaining=0)


def unrevealed() -> ExecutionV2:
    nothing = cashback(eligible=10000, issued=0, remaining=10000)
    card = benefit(
        benefit_type="SCRATCH_CARD",
        reasons=[Reason.SCRATCH_CARD_UNREVEALED],
        cashback=nothing,
        issuances=[],
        line_items=[],
        gift_cards=[],
    )
    return other(benefit=card, totals=[nothing])


async def summary(chat: Chat, *orders: ExecutionV2, who: Principal = AGENT, query: str = "") -> dict[str, Any]:
    chat.world.router.get(SEARCH).mock(return_value=page(*orders))
    response = await looked_up(chat, PATH + query, who)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    return dict(response.json())


def inr(amount: int | None) -> dict[str, Any] | None:
    return None if amount is None else {"amountMinor": amount, "currency": "INR"}


def sums(promised: int | None, granted: int | None, remaining: int | None) -> dict[str, Any]:
    return {"currency": "INR", "promised": inr(promised), "granted": inr(granted), "remaining": inr(remaining)}


@pytest.mark.parametrize("who", [AGENT, LEAD_OF_CASE, SHOPPER], ids=lambda each: each.role)
async def test_it_has_the_orders_of_the_recent_window_and_their_sums(chat: Chat, who: Principal) -> None:
    done = benefit(reasons=[Reason.COMPLETE], cashback=complete())
    found = await summary(chat, execution(), other(benefit=done), who=who)

    assert [order["businessReferenceId"] for order in found["orders"]] == [ORDER, OTHER]
    assert [order["totals"] for order in found["orders"]] == [[sums(10000, 3600, 6400)], [sums(5000, 5000, 0)]]
    assert [order["isOpen"] for order in found["orders"]] == [True, False]
    assert found["totals"] == [sums(15000, 8600, 6400)]
    assert (found["open"], found["unknown"], found["needsAction"]) == ([ORDER], [], [])
    assert found["window"] == {"from": "2026-05-27T00:00:00+05:30", "to": "2026-11-24T00:00:00+05:30"}
    assert found["orders"][0]["createdAt"] == CREATED_AT.isoformat()
    assert found["orders"][0]["reasons"] == ["AWAITING_SHIPMENT"]
    assert found["orders"][0]["nextStep"] == (None if who is SHOPPER else "waitForShipment")
    assert (found["hasMore"], found["partial"], found["asOf"]) == (False, False, NOW.isoformat())
    assert FIRST_CARD not in str(found)


async def test_each_lookup_is_audited_and_asks_for_the_customer_of_the_case_only(chat: Chat) -> None:
    chat.world.router.get(SEARCH).mock(side_effect=[page(execution(), cursor="next"), page(other())])
    response = await looked_up(chat, PATH)

    assert [order["businessReferenceId"] for order in response.json()["orders"]] == [ORDER, OTHER]
    assert [request.url.params.get("cursor") for request in chat.world.requests] == [None, "next"]
    tried = [(record.tool, record.decision, record.case_id) for record in chat.world.audit.records]
    assert tried == [("list_orders", "allow", "CASE-9001")] * 2


async def test_a_sum_without_all_of_its_parts_is_null(chat: Chat) -> None:
    found = await summary(chat, execution(), other(**_blind()))

    assert found["orders"][1]["totals"] == [sums(10000, None, None)]
    assert found["orders"][1]["isOpen"] is None
    assert found["unknown"] == [OTHER]
    assert found["totals"] == [sums(None, None, None)]  # it is partial: orders may be missing
    assert found["partial"] is True


def _blind() -> dict[str, Any]:
    blind = without_concessions()
    return {"promotions": blind.promotions, "totals": blind.totals, "partial": True, "sources": blind.sources}


async def test_an_unknown_sum_of_complete_records_leaves_the_others(chat: Chat) -> None:
    older = cashback(eligible=10000, issued=None, remaining=None)
    found = await summary(chat, execution(), other(benefit=benefit(cashback=older, reasons=[]), totals=[older]))

    assert found["totals"] == [sums(20000, None, None)]


async def test_an_order_with_no_sum_at_all_may_belong_to_any_currency(chat: Chat) -> None:
    nothing = cashback(eligible=None, issued=None, remaining=None)
    found = await summary(chat, execution(), other(benefit=benefit(cashback=nothing, reasons=[]), totals=[]))

    assert found["totals"] == [sums(None, None, None)]
    assert found["unknown"] == [OTHER]


async def test_currencies_are_never_added_up(chat: Chat) -> None:
    usd = dollars(700)
    found = await summary(chat, execution(), other(benefit=benefit(cashback=usd), totals=[usd]))

    assert [(each["currency"], each["promised"]["amountMinor"]) for each in found["totals"]] == [
        ("INR", 10000),
        ("USD", 700),
    ]


async def test_what_needs_action_has_its_reasons_and_its_step(chat: Chat) -> None:
    failed = benefit(reasons=[Reason.ISSUANCE_FAILED, Reason.AWAITING_SHIPMENT])
    twice = benefit(reasons=[Reason.DUPLICATE_ISSUANCE])
    found = await summary(chat, other(benefit=failed), other(THIRD, benefit=twice), execution())

    assert found["needsAction"] == [OTHER, THIRD]
    assert [order["needsAction"] for order in found["orders"]] == [["ISSUANCE_FAILED"], ["DUPLICATE_ISSUANCE"], []]
    assert [order["nextStep"] for order in found["orders"]] == ["escalateFailed", "reportDuplicate", "waitForShipment"]
    assert any("need a look" in line for line in found["lines"])


async def test_the_worth_of_an_unrevealed_card_is_withheld_from_its_customer_in_totals_too(chat: Chat) -> None:
    found = await summary(chat, execution(), unrevealed(), who=SHOPPER)
    of_staff = await summary(chat, execution(), unrevealed())

    assert found["orders"][1]["totals"] == []
    assert found["totals"] == [sums(None, None, None)]
    assert (found["orders"][1]["isOpen"], found["needsAction"]) == (True, [OTHER])
    assert "₹200" not in " ".join(found["lines"])
    assert of_staff["totals"] == [sums(20000, 3600, 16400)]
    assert of_staff["needsAction"] == []


async def test_a_customer_reads_nothing_internal(chat: Chat) -> None:
    twice = benefit(reasons=[Reason.DUPLICATE_ISSUANCE, Reason.OVER_ISSUED, Reason.SOURCE_CONFLICT])
    late = sources(concessions=SourceStatus.TIMEOUT)
    chat.world.router.get(SEARCH).mock(
        return_value=answer_json(
            Page[ExecutionV2](
                data=[other(benefit=twice), execution()], has_more=False, next_cursor=None, partial=True, sources=late
            )
        )
    )
    found = (await looked_up(chat, PATH, SHOPPER)).json()

    assert found["orders"][0]["reasons"] == []
    assert (found["needsAction"], found["orders"][0]["nextStep"]) == ([], None)
    assert {report["source"] for report in found["sources"]} == {"records"}
    assert not {"concessions", "PED", "duplicate"} & set(" ".join(found["lines"]).replace(",", "").split())


async def test_orders_of_others_that_the_api_returns_are_left_out(chat: Chat) -> None:
    found = await summary(chat, execution(), other(customer_id="CUST-2002"))

    assert [order["businessReferenceId"] for order in found["orders"]] == [ORDER]


async def test_without_orders_there_are_no_sums(chat: Chat) -> None:
    found = await summary(chat)

    assert (found["orders"], found["totals"], found["open"]) == ([], [], [])
    assert found["lines"]


async def test_when_there_is_more_than_is_listed_no_sum_is_stated(chat: Chat) -> None:
    chat.world.router.get(SEARCH).mock(return_value=page(execution(), cursor="again"))
    found = (await looked_up(chat, PATH)).json()

    assert found["hasMore"] is True
    assert found["totals"] == [sums(None, None, None)]
    assert len(chat.world.requests) == 4


async def test_a_page_that_cannot_be_read_leaves_it_partial(chat: Chat) -> None:
    chat.world.router.get(SEARCH).mock(side_effect=[page(execution(), cursor="next"), httpx.Response(503)])
    found = (await looked_up(chat, PATH)).json()

    assert (found["partial"], found["hasMore"]) == (True, True)
    assert found["totals"] == [sums(None, None, None)]


@pytest.mark.parametrize(
    ("status", "code"), [(503, "rewardsUnavailable"), (429, "rewardsThrottled"), (401, "notAuthorised")]
)
async def test_while_nothing_can_be_read_it_is_a_problem(chat: Chat, status: int, code: str) -> None:
    chat.world.router.get(SEARCH).mock(return_value=httpx.Response(status))
    response = await looked_up(chat, PATH)

    assert (response.status_code, response.json()["code"]) == (503, code)


@pytest.mark.parametrize(
    "who", [LEAD, Principal(role=Role.SERVICE, subject="job", scopes=frozenset({"rewards:read"}))], ids=lambda e: e.role
)
async def test_a_token_without_a_customer_is_refused(chat: Chat, who: Principal) -> None:
    response = await looked_up(chat, PATH, who)

    assert (response.status_code, response.json()["code"]) == (422, "customerMissing")
    assert chat.world.requests == []


@pytest.mark.parametrize(("query", "language"), [("", "en"), ("?locale=hi-IN", "hi")])
async def test_the_lines_are_in_the_language_of_the_locale(chat: Chat, query: str, language: str) -> None:
    found = await summary(chat, execution(), other(), query=query)

    assert found["language"] == language
    assert ("₹128.00" in " ".join(found["lines"])) is True
    assert any("\u0900" <= char <= "\u097f" for char in " ".join(found["lines"])) is (language == "hi")


async def test_without_a_token_there_is_none(chat: Chat) -> None:
    assert (await chat.http.get(PATH)).json()["code"] == "tokenMissing"
