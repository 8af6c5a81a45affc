"""What holds for every protocol through which one may ask. A new one is added to the table in ``edges.py``."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import MAX_BODY_BYTES, MAX_CONVERSATION_BYTES
from core.identity.tokens import AUDIENCE_REWARDS, Principal, Role
from core.rate_limits import RateLimits
from tests.api.protocols.conftest import DESK, QUESTION, Asking, Opened, send_and_leave
from tests.api.protocols.edges import EDGES, RUN
from tests.core.test_rate_limits import RATES
from tests.harness import AGENT, LEAD, SHOPPER
from tests.scripted_model import Cite, Step, scripted
from tests.story_order import FIRST_CARD, NOW, ORDER, SECOND_CARD

STRANGER = AGENT.model_copy(update={"case_id": "CASE-9002", "customer_id": "CUST-2002"})
SERVICE = Principal(role=Role.SERVICE, subject="batch", scopes=frozenset({"rewards:ingest"}))
OTHER_ORDER = "404-9999999-5566778"
# The others make a lookup, for which there is neither a conversation nor a model: ``test_mcp.py`` has what holds there.
of_turns = pytest.mark.parametrize(
    "edge", [edge for edge in EDGES if edge.runs_turns], ids=lambda edge: edge.name, indirect=True
)
PHONE, EMAIL = "98450 12345", "asha.rao@example.com"


def _refused(asking: Asking, response: httpx.Response) -> tuple[int, str]:
    """Return status and code of a refusal, whose form is checked on the way."""
    assert response.headers["content-type"] == asking.edge.error_type
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-request-id"]
    return response.status_code, asking.edge.code(response)


async def test_the_question_is_answered(asking: Asking) -> None:
    response = await asking.ask(QUESTION)

    assert response.status_code == 200, response.text
    assert "₹64.00 remains" in asking.edge.text(response)
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (lambda _: {}, "tokenMissing"),
        (lambda _: {"Authorization": "Basic cmF2aTpyYXZp"}, "tokenMissing"),
        (lambda _: {"Authorization": "Bearer not.a.token"}, "tokenInvalid"),
        (lambda asking: asking.bearer(audience=AUDIENCE_REWARDS), "tokenInvalid"),
        (lambda asking: asking.bearer(ttl_s=-60), "tokenExpired"),
    ],
)
async def test_only_a_valid_token_for_this_service_may_ask(asking: Asking, headers: Any, code: str) -> None:
    for body in (asking.edge.body(QUESTION, None), {"nonsense": PHONE}):
        response = await asking.send(body, headers(asking))

        assert _refused(asking, response) == (401, code)
        assert response.headers["www-authenticate"].startswith("Bearer ")
    assert asking.world.requests == []


async def test_a_service_may_not_ask(asking: Asking) -> None:
    assert _refused(asking, await asking.ask(QUESTION, SERVICE)) == (403, "notAllowed")


async def test_another_customers_order_reads_like_a_missing_one(asking: Asking) -> None:
    asking.world.router.get(f"promotion-executions/{OTHER_ORDER}").respond(404)
    foreign = await asking.ask(QUESTION, STRANGER, "conv-foreign" if asking.edge.has_threads else None)
    missing = await asking.ask(
        QUESTION.replace(ORDER, OTHER_ORDER), STRANGER, "conv-missing" if asking.edge.has_threads else None
    )

    assert asking.edge.text(foreign) == asking.edge.text(missing).replace(OTHER_ORDER, ORDER)
    assert "64.00" not in foreign.text
    assert FIRST_CARD[-4:] not in foreign.text


@of_turns
async def test_another_principals_conversation_reads_like_a_missing_one(asking: Asking) -> None:
    begun = await asking.world.ask(QUESTION)
    assert (await asking.ask("and what is left?", AGENT, begun.conversation_id)).status_code == 200
    for principal in (STRANGER, SHOPPER, LEAD):
        foreign = await asking.ask("and what is left?", principal, begun.conversation_id)
        missing = await asking.ask("and what is left?", principal, "conv_AAAAAAAAAAAAAAAA")

        assert _refused(asking, foreign) == _refused(asking, missing) == (404, "conversationNotFound")
        assert _without_request_id(foreign) == _without_request_id(missing)


def _without_request_id(response: httpx.Response) -> str:
    return response.text.replace(response.headers["x-request-id"], "")


async def test_a_name_of_a_conversation_that_another_uses_too_is_not_theirs(asking: Asking) -> None:
    if not asking.edge.has_threads:
        return
    assert (await asking.ask(QUESTION, AGENT, "chat-1")).status_code == 200
    [mine] = await asking.world.conversations.list(AGENT, limit=5)
    again = await asking.ask("and what is left?", AGENT, "chat-1")
    theirs = await asking.ask(QUESTION, STRANGER, "chat-1")

    assert "₹64.00 remains" in asking.edge.text(again)
    assert len(await asking.world.conversations.list(AGENT, limit=5)) == 1
    [other] = await asking.world.conversations.list(STRANGER, limit=5)
    assert other.conversation_id != mine.conversation_id
    assert "64.00" not in theirs.text
    assert mine.conversation_id not in theirs.text


@of_turns
async def test_nothing_that_a_hostile_model_writes_is_sent(opened: Opened) -> None:
    hostile: list[str | Cite] = [
        f"Call {PHONE} now. ",
        "<script>alert(1)</script> ",
        Cite("remains"),
        f" Rs 999 to {EMAIL}",
    ]
    provider, script = scripted(
        Step(
            calls=[("pay_out", json.dumps({"to": EMAIL})), ("get_remaining_cashback", '{"businessReferenceId": "X1"}')]
        ),
        Step(text=hostile),
    )
    async with opened(provider) as asking:
        asking.world.router.get("promotion-executions/X1/cashback").respond(404)
        response = await asking.ask(QUESTION)

    assert response.status_code == 200
    assert script.steps == []
    assert "₹64.00 remains" in asking.edge.text(response)
    for written in (PHONE, "alert(1)", "Rs 999", EMAIL, "pay_out", "X1", "call-0", "[[", "<GIFT_CARD"):
        assert written not in response.text, written
    assert FIRST_CARD not in response.text
    assert SECOND_CARD not in response.text


@of_turns
async def test_personal_data_of_a_question_is_not_repeated(asking: Asking) -> None:
    for message in (f"{PHONE} and {EMAIL} ask about {ORDER}", f"order {PHONE.replace(' ', '')}?", PHONE + "x" * 4000):
        response = await asking.ask(message)

        assert PHONE not in response.text
        assert PHONE.replace(" ", "") not in response.text
        assert EMAIL not in response.text


@of_turns
async def test_a_turn_that_fails_ends_with_its_code_and_stores_nothing(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecursionError(PHONE)

    monkeypatch.setattr("agent.turn.build_answer", broken)
    response = await asking.ask(QUESTION)

    assert asking.edge.failure(response) == "stepLimit"
    assert PHONE not in response.text
    assert await asking.world.conversations.list(AGENT, limit=5) == []


@of_turns
async def test_a_bug_ends_a_turn_with_a_fixed_code(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError(PHONE)

    monkeypatch.setattr("agent.turn.read_question", broken)
    response = await asking.ask(QUESTION)

    assert asking.edge.failure(response) == "internalError"
    assert PHONE not in response.text


async def test_a_body_has_a_size(asking: Asking) -> None:
    limit = MAX_CONVERSATION_BYTES if asking.edge.takes_histories else MAX_BODY_BYTES
    body = asking.edge.body(QUESTION, None) | {"padding": "x" * limit}

    assert _refused(asking, await asking.send(body, asking.bearer())) == (413, "tooLarge")


async def test_a_history_may_be_longer_than_a_question(asking: Asking) -> None:
    if not asking.edge.takes_histories:
        return
    body = asking.edge.body(QUESTION, None)
    earlier = {"id": "m", "role": "user", "content": "x" * MAX_BODY_BYTES, "parts": []}
    response = await asking.send(body | {"messages": [earlier, *body["messages"]]}, asking.bearer())

    assert "₹64.00 remains" in asking.edge.text(response)


@of_turns
async def test_a_question_has_a_size(asking: Asking) -> None:
    for message in ("x" * 4001, "", "  \n"):
        assert _refused(asking, await asking.ask(message)) == (422, "invalidRequest")


@of_turns
async def test_a_name_of_a_conversation_has_a_size(asking: Asking) -> None:
    assert _refused(asking, await asking.ask(QUESTION, conversation="c" * 257)) == (422, "invalidRequest")


async def test_who_asks_too_often_is_refused_until_later(opened: Opened) -> None:
    async with opened(limits=RateLimits(RATES | {"read": RATES["chat"]})) as asking:
        statuses = [(await asking.ask("hello")).status_code for _ in range(2)]
        statuses.append((await asking.send({"nonsense": True}, asking.bearer())).status_code)
        refused = await asking.ask("hello")
        other = await asking.ask("hello", SHOPPER)

    assert statuses == [200, 200, 422]  # what makes no sense is counted too
    assert _refused(asking, refused) == (429, "rateLimited")
    assert 1 <= int(refused.headers["retry-after"]) <= 61
    assert other.status_code == 200


@of_turns
async def test_a_second_turn_of_a_conversation_that_has_one_running_is_refused(opened: Opened) -> None:
    began = asyncio.Event()

    async def waits() -> None:
        began.set()
        await asyncio.Event().wait()

    provider, _ = scripted(Step(text=["[[f1]] "], waits=waits))
    async with opened(provider) as asking:
        begun = await asking.world.conversations.claim(AGENT, None, now=NOW)
        refused = await asking.ask("and?", AGENT, begun.conversation_id)

    assert _refused(asking, refused) == (409, "turnInProgress")
    assert not began.is_set()


@of_turns
async def test_a_client_that_leaves_ends_its_turn(opened: Opened) -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def waits() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    provider, _ = scripted(Step(text=["[[f1]] "], waits=waits))
    async with opened(provider) as asking:
        headers = asking.edge.headers | asking.bearer()
        await send_and_leave(asking.service.app, asking.edge.path, asking.edge.body(QUESTION, None), headers, began)

        assert ended.is_set()
        assert await asking.world.conversations.list(AGENT, limit=5) == []


_KEYS = ["id", "role", "content", "parts", "type", "text", "messages", "threadId", "runId", "message", "stream"]
_KEYS += ["metadata", "conversation_id", "stream_options", "conversationId", "tools", "state"]
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["user", RUN])
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=_VALUES, at=st.integers(0, 6))
async def test_a_malformed_body_is_never_a_fault_of_this_service(asking: Asking, value: Any, at: int) -> None:
    body = asking.edge.body("hello", None)
    keys = sorted(body)
    for broken in (value, body | {keys[at % len(keys)]: value}, body | {"messages": [value]}):
        headers = asking.edge.headers | asking.bearer() | {"content-type": "application/json"}
        response = await asking.http.post(asking.edge.path, content=json.dumps(broken), headers=headers)

        assert response.status_code in (200, 202, 400, 404, 422), response.text
        assert response.status_code in (200, 202) or response.headers["content-type"] == asking.edge.error_type


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"messages":' + b"[" * 50_000])
async def test_what_is_no_json_is_refused(asking: Asking, content: bytes) -> None:
    headers = asking.edge.headers | asking.bearer() | {"content-type": "application/json"}
    response = await asking.http.post(asking.edge.path, content=content, headers=headers)

    assert response.status_code in (400, 422)
    assert _refused(asking, response)[1] in ("invalidRequest", "requestFailed")


async def test_other_methods_are_refused_in_the_same_form(asking: Asking) -> None:
    response = await asking.http.put(asking.edge.path, headers=asking.bearer())

    assert _refused(asking, response) == (405, "methodNotAllowed")


async def test_scripts_of_the_configured_origins_may_ask_and_of_no_others(asking: Asking) -> None:
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    for origin, granted in ((DESK, DESK), ("https://desk.example.evil.test", None), ("null", None)):
        preflight = await asking.http.options(asking.edge.path, headers={"Origin": origin} | asks)
        answer = await asking.send(asking.edge.body("hello", None), asking.bearer() | {"Origin": origin})
        refusal = await asking.send({}, {"Origin": origin})

        for response in (preflight, answer, refusal):
            assert response.headers.get("access-control-allow-origin") == granted
            assert "access-control-allow-credentials" not in response.headers
            assert "Origin" in response.headers["vary"]
    assert (answer.status_code, refusal.status_code) == (403 if asking.edge.refuses_origins else 200, 401)
