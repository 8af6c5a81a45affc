"""The client of the rewards API: typed answers, typed errors, an identity on every request."""

import httpx
import pytest
import respx

from core.windows import parse_window
from tests.harness import answer_json
from tests.story_order import ORDER, execution
from tools.errors import (
    ContractViolation,
    RewardsError,
    RewardsInvalid,
    RewardsNotFound,
    RewardsThrottled,
    RewardsTimeout,
    RewardsUnauthorised,
    RewardsUnavailable,
)
from tools.rewards_client import OrderSearch, RewardsClient

PATH = f"promotion-executions/{ORDER}"


async def test_asks_for_version_2_as_the_bearer(router: respx.MockRouter, client: RewardsClient) -> None:
    route = router.get(PATH, params={"version": "2"}).mock(return_value=answer_json(execution()))

    found = await client.with_token("the-token").execution(ORDER)

    assert found == execution()
    assert route.calls.last.request.headers["authorization"] == "Bearer the-token"


async def test_a_window_goes_out_with_its_offset(router: respx.MockRouter, client: RewardsClient) -> None:
    page = {"data": [], "hasMore": False, "nextCursor": None, "partial": False, "sources": []}
    route = router.get("customers/CUST-1001/promotion-executions").respond(json=page)
    window = parse_window("2026-09-26T00:00:00+05:30", "2026-09-27T00:00:00+05:30")

    found = await client.with_token("t").executions("CUST-1001", OrderSearch(window=window, limit=10))

    assert found.data == []
    query = route.calls.last.request.url.params
    assert query["from"] == "2026-09-25T18:30:00+00:00"
    assert query["to"] == "2026-09-26T18:30:00+00:00"
    assert query["timeField"] == "created"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, RewardsInvalid),
        (401, RewardsUnauthorised),
        (403, RewardsNotFound),
        (404, RewardsNotFound),
        (422, RewardsInvalid),
        (429, RewardsThrottled),
        (500, RewardsUnavailable),
        (503, RewardsUnavailable),
        (302, ContractViolation),
    ],
)
async def test_each_status_is_one_error(
    router: respx.MockRouter, client: RewardsClient, status: int, error: type[RewardsError]
) -> None:
    router.get(PATH).respond(status, headers={"x-request-id": "r-1"}, json={"secret": "98450 12345"})

    with pytest.raises(error) as raised:
        await client.with_token("t").execution(ORDER)

    assert type(raised.value) is error
    assert raised.value.request_id == "r-1"
    assert "98450" not in repr(raised.value)


@pytest.mark.parametrize(
    ("failure", "error"),
    [(httpx.ReadTimeout("slow"), RewardsTimeout), (httpx.ConnectError("down"), RewardsUnavailable)],
)
async def test_a_transport_failure_is_not_an_empty_answer(
    router: respx.MockRouter, client: RewardsClient, failure: httpx.HTTPError, error: type[RewardsError]
) -> None:
    router.get(PATH).mock(side_effect=failure)

    with pytest.raises(error):
        await client.with_token("t").execution(ORDER)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"businessReferenceId": "x", "phone": "98450 12345"}'])
async def test_a_body_that_is_not_the_contract_is_an_error_that_does_not_quote_it(
    router: respx.MockRouter, client: RewardsClient, body: bytes
) -> None:
    router.get(PATH).respond(200, content=body)

    with pytest.raises(ContractViolation) as raised:
        await client.with_token("t").execution(ORDER)

    assert "98450" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
