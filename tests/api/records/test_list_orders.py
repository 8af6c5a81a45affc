"""``GET /v1/customers/{id}/orders``: pages of the orders in scope, and nothing of any others."""

from typing import Any

import httpx
import pytest

from core.contract import ExecutionV2, Page
from tests.api.conftest import Chat
from tests.api.records.conftest import looked_up, without_request_id
from tests.harness import AGENT, LEAD, SHOPPER, answer_json
from tests.story_order import CUSTOMER, ORDER, execution, sources

PATH = f"/v1/customers/{CUSTOMER}/orders"
WINDOW = "from=2026-09-01T00:00:00%2B05:30&to=2026-11-24T00:00:00%2B05:30"
UPSTREAM = f"customers/{CUSTOMER}/promotion-executions"


def page(*orders: ExecutionV2, **changes: Any) -> httpx.Response:
    healthy = Page[ExecutionV2](data=list(orders), has_more=False, next_cursor=None, partial=False, sources=sources())
    return answer_json(healthy.model_copy(update=changes))


def answers(chat: Chat, response: httpx.Response) -> None:
    chat.world.router.get(UPSTREAM).mock(return_value=response)


async def test_a_page_goes_out_and_returns_with_every_parameter(chat: Chat) -> None:
    answers(chat, page(execution(), has_more=True, next_cursor="next.page"))

    query = f"{WINDOW}&timeField=issued&status=FAILED&order=asc&limit=7&cursor=this.page"
    response = await looked_up(chat, f"{PATH}?{query}")

    found = response.json()
    assert ([each["businessReferenceId"] for each in found["data"]], found["hasMore"]) == ([ORDER], True)
    assert found["nextCursor"] == "next.page"
    assert dict(chat.world.requests[-1].url.params) == {
        "version": "2",
        "from": "2026-08-31T18:30:00+00:00",
        "to": "2026-11-23T18:30:00+00:00",
        "timeField": "issued",
        "status": "FAILED",
        "order": "asc",
        "limit": "7",
        "cursor": "this.page",
    }
    [record] = chat.world.audit.records
    assert (record.tool, record.decision, record.status) == ("list_orders", "allow", "ok")
    assert CUSTOMER not in str(record)


async def test_without_orders_the_page_is_empty(chat: Chat) -> None:
    answers(chat, page(partial=True))

    found = (await looked_up(chat, f"{PATH}?{WINDOW}")).json()

    assert (found["data"], found["partial"], found["nextCursor"]) == ([], True, None)


@pytest.mark.parametrize("who", [AGENT, SHOPPER], ids=lambda who: who.role)
async def test_another_customer_is_not_asked_for_and_looks_like_a_missing_one(chat: Chat, who: Any) -> None:
    answers(chat, httpx.Response(404))
    seen = [
        without_request_id(await looked_up(chat, f"/v1/customers/{customer}/orders?{WINDOW}", who))
        for customer in (CUSTOMER, "CUST-2002", "CUST-0")
    ]

    assert seen[0][0] == 404
    assert seen == [seen[0]] * 3
    assert len(chat.world.requests) == 1
    assert [record.decision for record in chat.world.audit.records] == ["allow", "deny", "deny"]


@pytest.mark.parametrize("who", [AGENT, SHOPPER, LEAD], ids=lambda who: who.role)
async def test_an_order_of_somebody_else_in_a_page_is_left_out(chat: Chat, who: Any) -> None:
    stranger = execution(business_reference_id="404-9999999-9999999", customer_id="CUST-2002", partial=True)
    answers(chat, page(stranger, execution()))

    response = await looked_up(chat, f"{PATH}?{WINDOW}", who)

    assert [each["businessReferenceId"] for each in response.json()["data"]] == [ORDER]
    assert response.json()["partial"] is False
    assert "404-9999999" not in response.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "invalidRequest"),
        (f"{WINDOW}&limit=51", "invalidRequest"),
        (f"{WINDOW}&status=PAID", "invalidRequest"),
        ("from=yesterday&to=2026-11-24T00:00:00Z", "invalidTime"),
        ("from=2026-11-01T00:00:00&to=2026-11-24T00:00:00Z", "offsetRequired"),
        ("from=2026-11-24T00:00:00Z&to=2026-11-24T00:00:00Z", "emptyWindow"),
        ("from=2024-11-24T00:00:00Z&to=2026-11-24T00:00:00Z", "windowTooLong"),
    ],
)
async def test_a_wrong_parameter_is_refused_before_anything_is_looked_up(chat: Chat, query: str, code: str) -> None:
    response = await looked_up(chat, f"{PATH}?{query}")

    assert (response.status_code in (400, 422), response.json()["code"]) == (True, code)
    assert (chat.world.requests, chat.world.audit.records) == ([], [])


async def test_a_cursor_that_the_api_refuses_is_the_callers_mistake_and_any_other_refusal_is_ours(chat: Chat) -> None:
    answers(chat, httpx.Response(400, json={"code": "invalidCursor"}))

    with_cursor = await looked_up(chat, f"{PATH}?{WINDOW}&cursor=x")
    without = await looked_up(chat, f"{PATH}?{WINDOW}")

    assert (with_cursor.status_code, with_cursor.json()["code"]) == (400, "cursorInvalid")
    assert (without.status_code, without.json()["code"]) == (503, "rewardsRejected")
