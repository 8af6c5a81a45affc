"""Runs the answers of one subject: one service, and a conversation for each answer."""

import time
from dataclasses import replace
from pathlib import Path

from evals.answers.answer_server import AnswerServer
from evals.answers.answer_task import AnswerGroup
from evals.checks.base import CheckFinding
from evals.checks.registry import judge
from evals.harness.results import TaskResult
from evals.harness.service_under_test import ServiceUnderTest, serving
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.harness.world import World
from evals.tiers.tier import Tier


async def run_answers(group: AnswerGroup, world: World, folder: Path, *, started_s: float) -> TaskResult:
    """Ask each question in ``folder``, which is created, and judge its turn. A finding names its answer."""
    store = world.store(folder)
    server = AnswerServer(group.members[0].answer)
    turns: list[SeenTurn] = []
    stored: set[str] = set()
    findings: list[CheckFinding] = []
    try:
        async with serving(group, store, folder, server) as served:
            for number, member in enumerate(group.members, start=1):
                server.begin(member.answer)
                async with served.chat(member.principal.principal()) as chat:
                    stage = ServiceUnderTest(
                        member, chat=chat, double=served.double, folder=folder, server=server, model=served.model
                    )
                    seen = _with_new_lines(await stage.ask(member.turns[0].ask), stored)
                turns.append(seen)
                found = judge(AskedTurn(member, 1, world.secrets, world.rows), seen)
                findings += (CheckFinding(number, each.check, f"{member.id}: {each.message}") for each in found)
    finally:
        store.close()
    duration_s = time.perf_counter() - started_s
    return TaskResult(group, tuple(turns), tuple(findings), duration_s, Tier.SCRIPTED)


def _with_new_lines(seen: SeenTurn, stored: set[str]) -> SeenTurn:
    """Return a turn with what its own conversation left on disk: the lines that are not among those before, added now.

    To search the conversations of all answers after each would take most of the time.
    """
    lines = seen.stored.splitlines()
    new = [line for line in lines if line not in stored]
    stored.update(new)
    return replace(seen, stored="\n".join(new))
