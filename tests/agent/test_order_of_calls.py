"""The calls of one message have the order in which the model wrote them, whichever LangGraph starts first."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.model_loop import Gateways, compiled_loop
from tests.agent.test_model_turn import DETAILS, LEFT, play_story
from tests.harness import answer_json, harness
from tests.scripted_model import Step, messages_text, scripted
from tests.story_order import CUSTOMER, ORDER, execution

OTHERS = ("404-0000000-0000001", "404-0000000-0000002")
CALLS = [
    (DETAILS, json.dumps({"businessReferenceId": OTHERS[0]})),
    (DETAILS, json.dumps({"businessReferenceId": 7})),
    (DETAILS, json.dumps({})),
    ("drop_tables", "{}"),
    (DETAILS, json.dumps({"businessReferenceId": OTHERS[1]})),
    (DETAILS, json.dumps({"businessReferenceId": OTHERS[1]})),
]
Wrapped = Callable[[Gateways, Any, Any], Awaitable[Any]]


def new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def started_in(order: tuple[int, ...]) -> Wrapped:
    """Return a replacement of the middleware that begins the calls in this order."""
    original = Gateways.awrap_tool_call

    async def delayed(self: Gateways, request: Any, handler: Any) -> Any:
        number = int(request.tool_call["id"].removeprefix("call-"))
        for _ in range(3 * order.index(number)):
            await asyncio.sleep(0)
        return await original(self, request, handler)

    return delayed


async def played(folder: Path, *, slow: str) -> tuple[str, str]:
    """Return what the client was sent and what the model read, without times."""
    provider, script = scripted(Step(calls=CALLS), Step(text=["[[s1]]"]))
    async with harness(folder, provider=provider) as world:
        play_story(world)
        for order in OTHERS:
            found = answer_json(execution(business_reference_id=order, customer_id=CUSTOMER))

            async def respond(_: httpx.Request, found: httpx.Response = found, order: str = order) -> httpx.Response:
                await asyncio.sleep(0.02 if order == slow else 0)
                return found

            world.router.get(f"promotion-executions/{order}").mock(side_effect=respond)
        events = await world.events(LEFT)
    sent = "\n".join(event.model_dump_json(exclude={"latency_ms"}) for event in events)
    sent = re.sub("conv_[A-Za-z0-9_-]+", "conv_", sent)
    return sent, messages_text(script.seen[-1])


@pytest.mark.parametrize("slow", OTHERS)
@pytest.mark.parametrize("order", [(5, 4, 3, 2, 1, 0), (2, 0, 4, 1, 5, 3)])
async def test_neither_the_events_nor_the_menu_depend_on_which_call_begins_or_ends_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: tuple[int, ...], slow: str
) -> None:
    usual = await played(new(tmp_path / "usual"), slow=OTHERS[0])
    monkeypatch.setattr(Gateways, "awrap_tool_call", started_in(order))
    compiled_loop.cache_clear()  # it holds the middleware's functions
    try:
        other = await played(new(tmp_path / "other"), slow=slow)
    finally:
        compiled_loop.cache_clear()

    assert other == usual
    assert ORDER in usual[0]
