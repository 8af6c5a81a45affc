"""A client that goes away takes its turn with it."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.turn import Question
from api.app import create_app
from rewards.identity import AUDIENCE_AGENT
from tests.harness import AGENT, Harness, answer_json, harness
from tests.scripted import Step, scripted
from tests.story import ORDER, execution

_TTL = timedelta(minutes=5)
_LOOK_UP = [("get_promotion_execution_details", json.dumps({"businessReferenceId": ORDER}))]


async def _nothing() -> None:
    return


async def _ask_and_leave(world: Harness, conversation_id: str, accept: str) -> None:
    """Send a question straight into the application, and hang up as soon as the model is thinking."""
    app = create_app(agent=world.agent, tokens=world.tokens, on_close=_nothing)
    token = world.tokens.mint(AGENT, audiences=(AUDIENCE_AGENT,), ttl=_TTL)
    body = json.dumps({"message": f"and {ORDER}?", "conversationId": conversation_id}).encode()
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/v1/chat",
        "raw_path": b"/v1/chat",
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("chat", 80),
        "client": ("test", 1),
        "headers": [
            (b"authorization", f"Bearer {token}".encode()),
            (b"content-type", b"application/json"),
            (b"accept", accept.encode()),
        ],
    }
    sent_body = False
    thinking = asyncio.Event()

    async def receive() -> dict[str, Any]:
        nonlocal sent_body
        if not sent_body:
            sent_body = True
            return {"type": "http.request", "body": body, "more_body": False}
        await thinking.wait()
        return {"type": "http.disconnect"}

    async def send(_: Any) -> None:
        return

    call = asyncio.ensure_future(app(scope, receive, send))
    while not world.conversations.is_running(conversation_id):  # noqa: ASYNC110  (nothing signals the claim)
        await asyncio.sleep(0)
    thinking.set()
    await asyncio.wait_for(call, 5)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_the_conversation_is_free_again_and_nothing_half_is_stored(tmp_path: Path, accept: str) -> None:
    provider, _ = scripted(Step(calls=_LOOK_UP), Step(text=["[[f1]] was promised. "]), Step(hangs=True))
    async with harness(tmp_path, provider=provider) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        first = await world.ask(f"What is left on order {ORDER}?")
        await _ask_and_leave(world, first.conversation_id, accept)

        again = await world.agent.open(Question("and?", AGENT, first.conversation_id, "r"))

    assert again.next_turn == 2
