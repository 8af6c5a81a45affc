"""Whether what answers a question is selected where it holds: a rule for every kind and topic, with its exceptions."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agent.reading.question import ReadingContext
from agent.reading.question_reader import read_question
from agent.selecting.completion import get_required
from agent.selecting.offline_selector import OfflineSelector
from agent.selecting.selector import Selected, SelectionTask
from evals.menu_oracle.knowledge import KNOWLEDGE
from evals.menu_oracle.staging import Staged
from evals.menu_oracle.worlds import CUSTOMER
from evals.oracles.kind_rows import kind_rows

_FILE = Path(__file__).with_name("selected_kinds.yaml")


@cache
def _tables() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def selection_problems(kind: str, staged: Staged) -> Iterator[str]:
    """Yield each topic that a kind answers and that is answered without it, in a world in which it holds."""
    exceptions = _tables()["exceptions"].get(kind, ())
    for topic in sorted(kind_rows()[kind].topics):
        question = _tables()["of_kinds"].get(kind, {}).get(topic) or _tables()["questions"].get(topic)
        if question is None:
            continue
        said = kinds_said(question, staged)
        if kind in said and topic in exceptions:
            yield f"{question!r} is answered with {kind}, which is listed as an exception"
        if kind not in said and topic not in exceptions:
            yield f"{question!r} is not answered with {kind}, which holds: {', '.join(said)}"


def kinds_said(question: str, staged: Staged) -> list[str]:
    """Return the kinds of an answer to a question in a conversation about the orders of the world."""
    return [each.statement.kind for each in selected(task_for(question, staged))]


def selected(task: SelectionTask) -> list[Selected]:
    """Return what the offline selector chooses, and what may not be left out beside it."""
    chosen = OfflineSelector().select(task)
    return [*chosen, *get_required(task, chosen)]


def context_for(staged: Staged, *, recent_orders: tuple[str, ...]) -> ReadingContext:
    """Return the context of a question in a conversation about these orders."""
    return ReadingContext(
        now=staged.world.now,
        zone=staged.situation.zone,
        role=staged.role,
        customer_id=CUSTOMER,
        case_id="CASE-1",
        recent_orders=recent_orders,
        last_question="cashback?" if recent_orders else "",
    )


def task_for(question: str, staged: Staged, *, recent_orders: tuple[str, ...] | None = None) -> SelectionTask:
    """Return the task of answering a question, asked as the first one about these orders, or those of the world."""
    orders = staged.world.orders if recent_orders is None else recent_orders
    read = read_question(question, context_for(staged, recent_orders=orders))
    texts = {f"approved.{text.id}": text for text in KNOWLEDGE.texts}
    return SelectionTask(staged.menu, staged.situation, read, texts=texts)
