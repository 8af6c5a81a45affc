"""Fifty concurrent conversations in one service get the same answers as each gets alone in a separate service."""

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
from evals.harness.turn_observer import observed_turn, observing_log
from evals.harness.world import load_world
from evals.tiers.scripted.scripted_server import ScriptedProvider

CONVERSATIONS = 50
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
# The same bodies, delayed, so that lookups of several conversations run at the same time.
_SLOW = RouteFault(route="/promotion-executions/*", kind=RouteFaultKind.SLOW)
_TOKEN = re.compile(r"<([A-Z][A-Z_]*)_(\d+)>")
# Values of a run or a conversation rather than of an answer.
_CHANGING = re.compile(
    r'"(?:conversationId|requestId|latencyMs|conversation_id|request_id|latency_ms)":\s*(?:"[^"]*"|[\d.]+)'
)
_RUN_ID = re.compile(r"\b(?:run-|lc_)[\w-]+|\b[0-9a-f]{32}\b|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|conv_[\w-]+")


async def probe(folder: Path) -> list[str]:
    """Compare each of the fifty conversations with the same conversation alone."""
    pairs = [(asker, question) for asker in _ASKERS for question in _QUESTIONS]
    chosen = [pairs[number % len(pairs)] for number in range(CONVERSATIONS)]
    with observing_log():
        alone: dict[tuple[Principal, str], str] = {}
        asked: list[str] = []  # requests to models
        for number, pair in enumerate(pairs):
            [alone[pair]], bodies = await _answers([pair], folder / f"alone-{number}", faults=())
            asked += bodies
        together, bodies = await _answers(chosen, folder / "together", faults=(_SLOW,))
        asked += bodies
    return [
        f"conversation {number} ({asker.role.value}, {question!r}) differs from the same one alone: "
        f"{_outcome(turn)}, not {_outcome(alone[(asker, question)])}, or a different text"
        for number, ((asker, question), turn) in enumerate(zip(chosen, together, strict=True), start=1)
        if turn != alone[(asker, question)]
    ] + [
        f"a model receives tokens of another conversation: {', '.join(foreign)}"
        for body in asked
        if (foreign := _foreign_tokens(body))
    ]


def _foreign_tokens(request: str) -> list[str]:
    """Return the kinds of tokens that are not numbered from 1 without a gap, as those of one conversation are."""
    numbers: dict[str, set[int]] = {}
    for kind, number in _TOKEN.findall(request):
        numbers.setdefault(kind, set()).add(int(number))
    return sorted(kind for kind, own in numbers.items() if own != set(range(1, max(own) + 1)))


def _outcome(turn: str) -> str:
    found = re.search(r'"outcome": "(\w+)"', turn)
    return found[1] if found else "no answer"


async def _answers(
    pairs: Sequence[tuple[Principal, str]], folder: Path, *, faults: tuple[RouteFault, ...]
) -> tuple[list[str], list[str]]:
    """Return what each question's caller received, and the requests to the model."""
    task = load_task(TASKS / "story-order.yaml")
    store = load_world("story").store(folder)
    server = ScriptedProvider()
    try:
        async with serving(task.model_copy(update={"faults": faults}), store, folder, server) as served:
            turns = await asyncio.gather(*(_turn(served.chat(asker), question) for asker, question in pairs))
            return list(turns), server.requests
    finally:
        store.close()


async def _turn(chat: httpx.AsyncClient, question: str) -> str:
    """Return what the caller of a question received, with its policy decisions and requests."""
    with observed_turn() as observations:
        async with chat:
            response = await chat.post("/v1/chat", json={"message": question}, headers={"Accept": "application/json"})
    steps = sorted(str(step) for step in observations.steps)  # sorted, because lookups run concurrently
    whole: dict[str, Any] = {"status": response.status_code, "answer": response.json(), "steps": steps}
    text = json.dumps(whole, ensure_ascii=False).replace('\\"', '"')
    return _RUN_ID.sub("", _CHANGING.sub("", text))
