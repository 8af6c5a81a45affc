"""Each stage of a turn takes a number of calls that grows with its input, or less. Calls are counted, not time."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest

from agent.next_step import build_next_step
from agent.reading.lookup_plan import plan_lookups
from agent.reading.question_reader import read_question
from agent.reply_drafts import build_reply_drafts
from agent.selecting.offline_selector import OfflineSelector
from agent.selecting.suggestions import suggest_questions
from agent.turn_events import FactsFound
from api.edge_rendering import Edge
from core.contract import ExecutionV2
from evals.menu_oracle.worlds import NOW, ZONE, World
from guardrails.authorization.field_projection import Projection
from guardrails.pii.vault import Vault
from tests.agent.large_orders import (
    ORDER,
    as_execution,
    gathered_rows,
    of_benefits,
    of_closures,
    of_installments,
    of_reversals,
)
from tests.agent.reading.settings import LEAD
from tests.agent.scene import in_progress
from tests.call_counter import calls_of
from tests.harness import AGENT, detector
from tools.fact_builder import build_outcome
from tools.facts import FactBook
from tools.order_record import LookupResult, from_execution

pytestmark = pytest.mark.slow

MOST_GROWTH = 2.2
SENTENCE = "What is left on order 404-1029384-5566778, and why did only ₹36.00 come to 98450 12345 on 5 Nov? "
_Result = TypeVar("_Result")


class _Stages:
    """Runs the stages of a turn one after another and keeps the number of calls of each."""

    def __init__(self) -> None:
        self.calls: dict[str, int] = {}

    def run(self, name: str, work: Callable[[], _Result]) -> _Result:
        found: list[_Result] = []
        self.calls[name] = calls_of(lambda: found.append(work()))
        return found[0]


def _calls_over(world: World) -> dict[str, int]:
    """Return the calls of each stage of a turn about the order of a world."""
    stages = _Stages()
    gathered = stages.run("read rows", lambda: asyncio.run(gathered_rows(world)))
    execution = stages.run("fold", lambda: as_execution(gathered))
    body = stages.run("render body", lambda: execution.model_dump_json(by_alias=True))
    parsed = stages.run("parse body", lambda: ExecutionV2.model_validate_json(body))
    record = stages.run("record", lambda: from_execution(parsed))
    vault, book = Vault(detector(), key=b"v" * 32), FactBook(ZONE)
    lookup = LookupResult((record,), partial=False, sources=())
    projected = stages.run("projection", lambda: Projection(AGENT.role, vault).lookup(lookup, lookup.orders))
    outcome = stages.run("facts", lambda: build_outcome("details", projected, book, as_of=NOW))
    answer = in_progress(f"Show all installments of order {ORDER}", execution)
    stages.run("menu", lambda: answer.menu.statements)
    stages.run("selection", lambda: OfflineSelector().select(answer.task))
    stages.run("realise", answer.add_offline_answer)
    stages.run("drafts", lambda: build_reply_drafts(answer))
    stages.run("next step", lambda: build_next_step(answer, turn=1))
    stages.run("suggestions", lambda: suggest_questions(answer.task, answer.selected, answer.realiser.catalogue))
    edge, found = (
        Edge(AGENT, vault),
        FactsFound(
            facts=list(outcome.facts),
            cashback=list(outcome.cashback),
            installments=list(outcome.installments),
            items=[],
            partial=False,
            sources=[],
        ),
    )
    stages.run("edge", lambda: edge.event(found, {}))
    return stages.calls


@pytest.mark.parametrize(
    ("world_of", "sizes"),
    [
        pytest.param(of_installments, (100, 200, 400, 800), id="installments"),
        pytest.param(of_benefits, (20, 40, 80), id="benefits"),
        pytest.param(of_closures, (200, 400, 800), id="closures"),
        pytest.param(of_reversals, (100, 200, 400), id="reversals"),
    ],
)
def test_twice_the_records_take_twice_the_calls(world_of: Callable[[int], World], sizes: tuple[int, ...]) -> None:
    _calls_over(world_of(sizes[0]))  # loads and caches what the first turn of a process loads
    counted = [_calls_over(world_of(size)) for size in sizes]
    growth = {
        (stage, size): calls[stage] / before[stage]
        for before, calls, size in zip(counted[:-1], counted[1:], sizes[1:], strict=True)
        for stage in calls
    }

    assert {where: times for where, times in growth.items() if times > MOST_GROWTH} == {}


@pytest.mark.parametrize("repeats", [5, 10, 20])
def test_twice_the_question_takes_twice_the_calls(repeats: int) -> None:
    def read(text: str) -> None:
        plan_lookups(read_question(text, LEAD), LEAD)

    half, text = SENTENCE * repeats, SENTENCE * (2 * repeats)
    read(text)  # typo corrections are cached

    assert calls_of(lambda: read(text)) <= MOST_GROWTH * calls_of(lambda: read(half))


@pytest.mark.parametrize("repeats", [5, 10, 20])
def test_twice_the_text_is_redacted_with_twice_the_calls(repeats: int) -> None:
    def redact(text: str) -> None:
        Vault(detector(), key=b"v" * 32).admit(text)

    half, text = SENTENCE * repeats, SENTENCE * (2 * repeats)
    redact(text)

    assert calls_of(lambda: redact(text)) <= MOST_GROWTH * calls_of(lambda: redact(half))
