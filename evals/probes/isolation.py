"""Fifty conversations side by side in one service are answered as if each were alone in a service of its own."""

import asyncio
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from core.identity.tokens import Principal, Role
from evals.harness.injected_faults import RouteFault, RouteFaultKind
from evals.harness.service_under_test import serving
from evals.harness.task_files import TASKS, load_task
from evals.harness.turn_observer import listening, tapped
from evals.harness.world import load_world
from evals.tiers.scripted.scripted_server import ScriptedProvider

CONVERSATIONS = 50
_AT_ONCE = 6  # with all of them at once a busy machine lets lookups run out of time, which is no fault of isolation
_OWN, _FOREIGN = "404-1029384-5566778", "402-3334445-1112223"
_QUESTIONS = (
    f"What is left on order {_OWN}?",
    f"What is left on order {_FOREIGN}?",
    "What cashback was created on 26 September?",
    f"What was granted on {_OWN} and on {_FOREIGN}?",
    "Where is the cashback?",
)
_ASKERS = (
    Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-9001", customer_id="CUST-1001"),
    Principal(role=Role.SUPPORT_AGENT, subject="sana", case_id="CASE-9002", customer_id="CUST-2002"),
    Principal(role=Role.CUSTOMER, subject="leela", customer_id="CUST-3003"),
    Principal(role=Role.SUPPORT_LEAD, subject="meera", reason="escalation 4711"),
)
# The same bodies, after a while: so that lookups of many are under way together.
_SLOW = RouteFault(route="/promotion-executions/*", kind=RouteFaultKind.SLOW)
_TOKEN = re.compile(r"<([A-Z][A-Z_]*)_(\d+)>")
_LATE = {"unavailable", "partial"}
# Of a run or a conversation, not of an answer.
_CHANGING = re.compile(
    r'"(?:conversationId|requestId|latencyMs|conversation_id|request_id|latency_ms)":\s*(?:"[^"]*"|[\d.]+)'
)
_RUN_ID = re.compile(r"\b(?:run-|lc_)[\w-]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|conv_[\w-]+")


async def probe(folder: Path) -> list[str]:
    """Compare each conversation among the fifty with the same one alone."""
    pairs = [(asker, question) for asker in _ASKERS for question in _QUESTIONS]
    chosen = [pairs[number % len(pairs)] for number in range(CONVERSATIONS)]
    with listening():
        alone: dict[tuple[Principal, str], str] = {}
        asked: list[str] = []  # of models
        for number, pair in enumerate(pairs):
            [alone[pair]], bodies = await _answers([pair], folder / f"alone-{number}", faults=())
            asked += bodies
        together, bodies = await _answers(chosen, folder / "together", faults=(_SLOW,))
        asked += bodies
        # Nothing is broken in this world: what could not be looked up ran out of time on a busy machine.
        late = [place for place, told in enumerate(together) if _outcome(told) in _LATE]
        again, _ = await _answers([chosen[place] for place in late], folder / "again", faults=(_SLOW,))
        for place, told in zip(late, again, strict=True):
            together[place] = told
    return [
        f"conversation {number} ({asker.role.value}, {question!r}) is answered otherwise than alone: "
        f"{_outcome(told)}, not {_outcome(alone[(asker, question)])}, or in other words"
        for number, ((asker, question), told) in enumerate(zip(chosen, together, strict=True), start=1)
        if told != alone[(asker, question)]
    ] + [
        f"a model is sent tokens of another conversation: {', '.join(foreign)}"
        for body in asked
        if (foreign := _foreign_tokens(body))
    ]


def _foreign_tokens(told: str) -> list[str]:
    """Name the kinds of tokens that are not numbered from 1 without a gap, as a conversation's own are."""
    numbers: dict[str, set[int]] = {}
    for kind, number in _TOKEN.findall(told):
        numbers.setdefault(kind, set()).add(int(number))
    return sorted(kind for kind, own in numbers.items() if own != set(range(1, max(own) + 1)))


def _outcome(told: str) -> str:
    found = re.search(r'"outcome": "(\w+)"', told)
    return found[1] if found else "no answer"


async def _answers(
    pairs: Sequence[tuple[Principal, str]], folder: Path, *, faults: tuple[RouteFault, ...]
) -> tuple[list[str], list[str]]:
    """Return all that was told of each question, and the requests to the model that chose for them."""
    task = load_task(TASKS / "story-order.yaml")
    store = load_world("story").store(folder)
    server = ScriptedProvider()
    try:
        async with serving(task.model_copy(update={"faults": faults}), store, folder, server) as served:
            room = asyncio.Semaphore(_AT_ONCE)
            told = await asyncio.gather(*(_told(served.chat(asker), question, room) for asker, question in pairs))
            return list(told), server.requests
    finally:
        store.close()


async def _told(chat: httpx.AsyncClient, question: str, room: asyncio.Semaphore) -> str:
    """Return all that was told of a question, and what was decided and asked for it."""
    with tapped() as tap:
        async with room, chat:
            response = await chat.post("/v1/chat", json={"message": question}, headers={"Accept": "application/json"})
    steps = sorted(str(step) for step in tap.steps)  # of look-ups that run side by side
    whole: dict[str, Any] = {"status": response.status_code, "answer": response.json(), "steps": steps}
    return _RUN_ID.sub("", _CHANGING.sub("", json.dumps(whole, ensure_ascii=False).replace('\\"', '"')))
