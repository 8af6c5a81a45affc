"""A client that goes away takes its turn with it."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.turn import TurnRequest
from api.app import create_app
from core.identity.tokens import AUDIENCE_AGENT
from tests.harness import AGENT, Harness, answer_json, harness
from tests.scripted_model import Step, scripted
from tests.story_order import ORDER, execution

_TTL = timedelta(minutes=5)
_MOST_TURNS = 60
_LOOK_UP = [("get_promotion_execution_details", json.dumps({"businessReferenceId": ORDER}))]


async def _nothing() -> None:
    return


async def _ask_and_leave(world: Harness, conversation_id: str | None, accept: str, leaving: asyncio.Event) -> None:
    """Send a question straight into the application, and hang up when the event is set."""
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

    async def receive() -> dict[str, Any]:
        nonlocal sent_body
        if not sent_body:
            sent_body = True
            return {"type": "http.request", "body": body, "more_body": False}
        await leaving.wait()
        return {"type": "http.disconnect"}

    async def send(_: Any) -> None:
        return

    await asyncio.wait_for(app(scope, receive, send), 5)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_the_conversation_is_free_again_and_nothing_half_is_stored(tmp_path: Path, accept: str) -> None:
    work = Work()
    last = Step(text=["[[f1]] was promised. "], waits=work.run)
    provider, _ = scripted(Step(calls=_LOOK_UP), Step(text=["[[f1]] was promised. "]), last)
    async with harness(tmp_path, provider=provider) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        first = await world.ask(f"What is left on order {ORDER}?")
        await _ask_and_leave(world, first.conversation_id, accept, work.began)

        again = await world.agent.open(TurnRequest("and?", AGENT, first.conversation_id, "r"))

    assert again.next_turn == 2


@dataclass
class Work:
    """Something that takes for ever, until it is cancelled; it counts how often the loop has turned since."""

    began: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ended.set()

    async def turns_until_the_end(self) -> int:
        """Count the turns of the loop from the beginning, where the client leaves, to the end."""
        await self.began.wait()
        for turns in range(_MOST_TURNS):
            if self.ended.is_set():
                return turns
            await asyncio.sleep(0)
        return _MOST_TURNS


async def _lookup_of(work: Work) -> httpx.Response:
    await work.run()
    return answer_json(execution())


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
@pytest.mark.parametrize("place", ["model", "tool"])
async def test_model_and_tools_are_cancelled_at_once(tmp_path: Path, accept: str, place: str) -> None:
    """Before any of them could go on: no time passes, only turns of the loop."""
    work = Work()
    provider, _ = scripted(Step(text=["[[f1]] was promised. ", "Of "], waits=work.run))
    async with harness(tmp_path, provider=provider) as world:
        route = world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        if place == "tool":
            route.mock(side_effect=lambda _: _lookup_of(work))
        turns, _ = await asyncio.gather(work.turns_until_the_end(), _ask_and_leave(world, None, accept, work.began))

        assert turns < _MOST_TURNS
        assert await world.conversations.list(AGENT, limit=5) == []
