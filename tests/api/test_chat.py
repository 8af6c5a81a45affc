"""``POST /v1/chat`` as its callers meet it."""

import json
import re
from typing import Any

import httpx
import pytest

from api.app import create_app
from core.errors import IdentityUnavailable
from core.identity.tokens import AUDIENCE_REWARDS, Principal, Role
from tests.api.conftest import Chat
from tests.harness import AGENT, LEAD, SHOPPER
from tests.story_order import FIRST_CARD, ORDER, SECOND_CARD

QUESTION = f"Customer says order {ORDER} was promised 100 rupees cashback but only got 36, what happened?"


def frames(body: str) -> list[dict[str, Any]]:
    """Parse a body of server-sent events; the name and the number of each frame are checked on the way."""
    events = []
    for number, frame in enumerate(body.strip().split("\n\n"), start=1):
        name, identity, data = frame.split("\n")
        event = json.loads(data.removeprefix("data: "))
        assert name == f"event: {event['type']}"
        assert re.fullmatch(rf"id: conv_[\w-]+/\d+/{number}", identity)
        events.append(event)
    return events


async def test_the_answer_as_json(chat: Chat) -> None:
    response = await chat.post({"message": QUESTION})

    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    answer = response.json()
    assert answer["outcome"] == "answered"
    assert ORDER in answer["text"]
    assert "₹64.00 remains" in answer["text"]
    assert "gift card •••• 2222, for “Cotton bedsheet” and “Notebook set”" in answer["text"]
    assert FIRST_CARD not in response.text
    assert SECOND_CARD not in response.text
    assert "[[" not in response.text
    assert "<GIFT_CARD" not in response.text
    [card] = answer["cashback"]
    assert card["promised"] == {"amountMinor": 10000, "currency": "INR"}
    assert card["remaining"] == {"amountMinor": 6400, "currency": "INR"}
    assert [i["giftCard"] for i in answer["installments"]] == ["•••• 1111", "•••• 2222"]


async def test_each_figure_stands_where_it_says_and_names_its_records(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION})).json()

    facts = {fact["factId"]: fact for fact in answer["facts"]}
    stated = [(answer["text"][f["start"] : f["end"]], facts[f["factId"]]) for f in answer["figures"]]
    assert all(shown == fact["display"] for shown, fact in stated)
    by_label = {fact["label"]: fact for _, fact in stated}
    assert by_label["granted"]["sources"] == [
        {"source": "concessions", "recordId": "EV-1"},
        {"source": "concessions", "recordId": "EV-2"},
    ]
    assert by_label["promised"]["sources"][0]["source"] == "ped"


async def test_each_statement_stands_where_it_says(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION})).json()
    spans = answer["statements"]

    assert [span["kind"] for span in spans] == ["position.whole", "installments.lines", "items.waiting"]
    assert {span["businessReferenceId"] for span in spans} == {ORDER}
    assert "\n".join(answer["text"][span["start"] : span["end"]] for span in spans) == answer["text"]
    assert re.fullmatch(r"s\d+", spans[0]["statementId"])
    assert (answer["language"], answer["choices"], answer["knowledge"]) == ("en", [], None)
    assert len(answer["suggestions"]) <= 3


async def test_the_answer_as_a_stream(chat: Chat) -> None:
    response = await chat.post({"message": QUESTION}, Accept="text/event-stream")

    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-accel-buffering"] == "no"
    events = frames(response.text)
    kinds = [event["type"] for event in events]
    assert kinds[:4] == ["run.started", "tool.started", "tool.finished", "facts"]
    assert kinds[-1] == "answer.completed"
    assert events[1]["arguments"] == {"businessReferenceId": ORDER}
    prose = "".join(event["text"] for event in events if event["type"] == "answer.delta")
    assert prose.strip() == events[-1]["answer"]["text"]


async def test_the_reply_draft_holds_what_the_customer_may_see(chat: Chat) -> None:
    draft = (await chat.post({"message": QUESTION})).json()["replyDraft"]

    assert "₹64.00 remains" in draft
    for internal in ("PED", "Concessions", "tracker", "EV-1", "[[", "<GIFT", FIRST_CARD):
        assert internal not in draft


async def test_a_customer_sees_neither_records_nor_a_draft(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION}, SHOPPER)).json()

    assert answer["outcome"] == "answered"
    assert answer["replyDraft"] is None
    assert all(fact["sources"] == [] for fact in answer["facts"])


async def test_a_lead_sees_every_customer(chat: Chat) -> None:
    assert (await chat.post({"message": QUESTION}, LEAD)).json()["outcome"] == "answered"


async def test_another_customers_case_gets_the_answer_of_a_missing_order(chat: Chat) -> None:
    stranger = AGENT.model_copy(update={"case_id": "CASE-9002", "customer_id": "CUST-2002"})
    foreign = (await chat.post({"message": QUESTION}, stranger)).json()
    other = "404-9999999-5566778"
    chat.world.router.get(f"promotion-executions/{other}").respond(404)
    missing = (await chat.post({"message": QUESTION.replace(ORDER, other)}, stranger)).json()

    assert foreign["outcome"] == "needsInput"
    varying = {"conversationId", "facts"}
    assert {k: v for k, v in foreign.items() if k not in varying} == {
        k: v for k, v in missing.items() if k not in varying
    }


async def test_a_conversation_goes_on_and_is_nobody_elses(chat: Chat) -> None:
    first = (await chat.post({"message": QUESTION})).json()
    body = {"message": "and what is left?", "conversationId": first["conversationId"]}

    assert (await chat.post(body)).json()["turn"] == 2
    stranger = await chat.post(body, SHOPPER)
    missing = await chat.post(body | {"conversationId": "conv_none"}, SHOPPER)
    assert stranger.status_code == missing.status_code == 404
    assert stranger.json()["code"] == missing.json()["code"] == "conversationNotFound"


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "tokenMissing"),
        ("Basic abc", "tokenMissing"),
        ("Bearer nonsense", "tokenInvalid"),
        (f"Bearer {'x' * 5000}", "tokenInvalid"),
    ],
)
async def test_without_a_valid_token_there_is_no_answer(chat: Chat, authorization: str | None, code: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    challenge = "" if code == "tokenMissing" else ', error="invalid_token"'
    response = await chat.http.post("/v1/chat", json={"message": "hi"}, headers=headers)

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == f'Bearer realm="rewards-agent"{challenge}'
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == code


async def test_two_tokens_in_one_request_are_refused(chat: Chat) -> None:
    own = ("Authorization", f"Bearer {chat.token()}")
    response = await chat.http.post("/v1/chat", json={"message": "hi"}, headers=[own, own])
    assert (response.status_code, response.json()["code"]) == (401, "tokenInvalid")


async def test_an_expired_token_and_one_for_another_service_are_refused(chat: Chat) -> None:
    for token, code in (
        (chat.token(ttl_s=-60), "tokenExpired"),
        (chat.token(audience=AUDIENCE_REWARDS), "tokenInvalid"),
    ):
        response = await chat.http.post(
            "/v1/chat", json={"message": "hi"}, headers={"Authorization": f"Bearer {token}"}
        )
        assert (response.status_code, response.json()["code"]) == (401, code)


async def test_the_case_of_the_body_must_be_the_tokens(chat: Chat) -> None:
    assert (await chat.post({"message": QUESTION, "caseId": "CASE-9001"})).status_code == 200
    response = await chat.post({"message": QUESTION, "caseId": "CASE-9002"})

    assert (response.status_code, response.json()["code"]) == (403, "caseMismatch")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": ""},
        {"message": "  "},
        {"message": "x" * 4001},
        {"message": 7},
        {"message": "hi", "locale": "xx"},
        [],
    ],
)
async def test_a_body_that_makes_no_sense_is_not_echoed(chat: Chat, body: object) -> None:
    response = await chat.post(body)

    assert response.status_code == 422
    assert response.json() == {
        "type": "about:blank",
        "title": "The request is invalid.",
        "status": 422,
        "code": "invalidRequest",
        "requestId": response.headers["x-request-id"],
        "retryable": False,
    }


async def test_a_body_that_is_too_large_is_refused_announced_or_not(chat: Chat) -> None:
    headers = {"Authorization": f"Bearer {chat.token()}", "Content-Type": "application/json"}
    big = b'{"message": "' + b"x" * 70_000 + b'"}'

    async def in_pieces() -> Any:
        yield big[:40_000]
        yield big[40_000:]

    for content in (big, in_pieces()):
        response = await chat.http.post("/v1/chat", content=content, headers=headers)
        assert (response.status_code, response.json()["code"]) == (413, "tooLarge")


async def test_a_turn_that_breaks_ends_with_a_problem_or_an_event(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("98450 12345")

    monkeypatch.setattr(chat.world.tool_gateway, "call", broken)

    stream = await chat.post({"message": QUESTION}, Accept="text/event-stream")
    assert frames(stream.text)[-1] == {"type": "run.failed", "code": "internalError", "retryable": True}
    assert "98450" not in stream.text


async def test_a_second_turn_at_once_is_a_conflict(chat: Chat) -> None:
    first = (await chat.post({"message": QUESTION})).json()
    body = {"message": "and?", "conversationId": first["conversationId"]}
    await chat.world.conversations.claim(AGENT, first["conversationId"], now=chat.world.tokens._clock.now())

    response = await chat.post(body)

    assert (response.status_code, response.json()["code"]) == (409, "turnInProgress")
    assert response.json()["retryable"]


async def test_the_request_id_of_the_caller_is_kept_when_it_can_say_nothing(chat: Chat) -> None:
    own = "0191f3c0-4a5b-7c8d-9e0f-112233445566"
    assert (await chat.http.get("/health/live", headers={"X-Request-Id": own})).headers["x-request-id"] == own
    replaced = await chat.http.get("/health/live", headers={"X-Request-Id": "9845012345"})
    assert len(replaced.headers["x-request-id"]) == 32


async def test_every_response_carries_the_security_headers(chat: Chat) -> None:
    for path, caching in (("/health/live", "no-store"), ("/web/index.html", "no-cache"), ("/nowhere", "no-store")):
        response = await chat.http.get(path)
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == caching


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/demo/identities"), ("POST", "/demo/token"), ("GET", "/rewards/health/live")],
)
async def test_the_demo_is_not_there_outside_the_demo(chat: Chat, method: str, path: str) -> None:
    response = await chat.http.request(method, path)

    assert response.status_code == 404
    assert response.json()["code"] == "notFound"


async def test_a_service_that_may_not_read_may_not_ask(chat: Chat) -> None:
    writer = Principal(role=Role.SERVICE, subject="writer", scopes=frozenset({"rewards:ingest"}))

    response = await chat.post({"message": QUESTION}, writer)

    assert (response.status_code, response.json()["code"]) == (403, "notAllowed")


class _Unreachable:
    """Stands for an identity provider whose keys cannot be had."""

    async def principal_of(self, token: str, *, audience: str) -> Principal:
        raise IdentityUnavailable


async def test_without_the_providers_keys_no_token_is_called_invalid(chat: Chat) -> None:
    app = create_app(agent=chat.world.agent, tokens=_Unreachable(), on_close=_nothing)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://chat") as http:
        response = await http.post("/v1/chat", json={"message": QUESTION}, headers={"Authorization": "Bearer x"})

    assert (response.status_code, response.json()["code"]) == (503, "identityUnavailable")
    assert response.json()["retryable"] is True
    assert "www-authenticate" not in response.headers


async def _nothing() -> None:
    return


async def test_head_and_options_are_answered(chat: Chat) -> None:
    for path, methods in (
        ("/health/live", "GET, HEAD, OPTIONS"),
        ("/v1/chat", "OPTIONS, POST"),
        ("/v1/conversations/x", "DELETE, GET, HEAD, OPTIONS, PATCH"),
    ):
        asked = await chat.http.options(path)
        assert (asked.status_code, asked.headers["allow"]) == (204, methods)
        refused = await chat.http.put(path)
        assert (refused.status_code, refused.headers["allow"]) == (405, methods)
    head = await chat.http.head("/health/live")
    assert (head.status_code, head.content, head.headers["cache-control"]) == (200, b"", "no-store")
