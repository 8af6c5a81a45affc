"""How often one may ask: counted per principal and purpose, and told in the answer."""

from collections.abc import AsyncIterator

import httpx
import pytest

from api.app import create_app
from core.rate_limits import RateLimits
from tests.api.conftest import Chat
from tests.core.test_rate_limits import RATES
from tests.harness import LEAD, SHOPPER


@pytest.fixture
async def limited(chat: Chat) -> AsyncIterator[Chat]:
    """The service with limits; ``chat`` has none."""
    app = create_app(agent=chat.world.agent, tokens=chat.world.tokens, on_close=_nothing, limits=RateLimits(RATES))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat") as http:
        yield Chat(http, chat.world)


async def _nothing() -> None:
    return


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_a_refusal_for_too_many_questions_says_when_to_retry(limited: Chat, accept: str) -> None:
    for _ in range(3):
        assert (await limited.post({"message": "hello"}, Accept=accept)).status_code == 200
    refused = await limited.post({"message": "hello, call 98450 12345"}, Accept=accept)

    assert (refused.status_code, refused.json()["code"], refused.json()["retryable"]) == (429, "rateLimited", True)
    assert refused.headers["content-type"] == "application/problem+json"
    assert 1 <= int(refused.headers["retry-after"]) <= 61
    assert "98450" not in refused.text
    assert (await limited.post({"message": "hello"}, SHOPPER)).status_code == 200


async def test_reveals_are_counted_separately(limited: Chat) -> None:
    headers = {"Authorization": f"Bearer {limited.token(LEAD)}"}
    body = {"factId": "f1", "conversationId": "conv_nowhere"}
    statuses = [(await limited.http.post("/v1/reveal", json=body, headers=headers)).status_code for _ in range(3)]

    assert statuses == [404, 429, 429]


async def test_a_message_has_a_size(limited: Chat) -> None:
    response = await limited.post({"message": "x" * 4001})

    assert (response.status_code, response.json()["code"]) == (422, "invalidRequest")


READS = ("/v1/conversations", "/v1/conversations/conv_nowhere", "/v1/conversations?limit=many")
CHANGES = (("PATCH", {"title": "x"}), ("PATCH", {"title": ""}), ("DELETE", None))


async def test_reading_and_changing_conversations_are_counted_separately(limited: Chat) -> None:
    headers = {"Authorization": f"Bearer {limited.token()}"}
    reads = [(await limited.http.get(READS[n % 3], headers=headers)).status_code for n in range(6)]
    path = READS[1]
    changes = [
        (await limited.http.request(method, path, json=body, headers=headers)).status_code for method, body in CHANGES
    ]
    refused = await limited.http.delete(path, headers=headers)

    assert reads == [200, 404, 422, 200, 429, 429]  # what makes no sense is counted too
    assert changes == [404, 422, 429]
    assert (refused.status_code, refused.json()["code"], refused.json()["retryable"]) == (429, "rateLimited", True)
    assert refused.headers["content-type"] == "application/problem+json"
    assert 1 <= int(refused.headers["retry-after"]) <= 61
    assert (await limited.post({"message": "hello"})).status_code == 200
    other = {"Authorization": f"Bearer {limited.token(LEAD)}"}
    assert (await limited.http.get("/v1/conversations", headers=other)).status_code == 200


async def test_feedback_counts_as_a_change_and_the_case_summary_as_a_read(limited: Chat) -> None:
    headers = {"Authorization": f"Bearer {limited.token()}"}
    body = {"conversationId": "conv_nowhere", "turn": 1, "rating": "up"}
    changes = [(await limited.http.post("/v1/feedback", json=body, headers=headers)).status_code for _ in range(3)]
    lead = {"Authorization": f"Bearer {limited.token(LEAD)}"}
    reads = [(await limited.http.get("/v1/case-summary", headers=lead)).status_code for _ in range(5)]

    assert changes == [404, 404, 429]
    assert reads == [422, 422, 422, 422, 429]


async def test_who_is_not_known_is_not_counted(limited: Chat) -> None:
    statuses = {(await limited.http.get("/v1/conversations")).status_code for _ in range(6)}

    assert statuses == {401}


async def test_every_route_of_people_is_counted(chat: Chat) -> None:
    """A new route must not be reached without a count."""
    app = create_app(agent=chat.world.agent, tokens=chat.world.tokens, on_close=_nothing)
    schema = app.openapi()["paths"]
    uncounted = [
        (path, method)
        for path, methods in schema.items()
        if path.startswith("/v1/")
        for method, route in methods.items()
        if "429" not in route["responses"]
    ]

    assert uncounted == []
