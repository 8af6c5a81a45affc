"""What is selected for whole questions (``answers.yaml``): at first, later in a conversation, and for the customer."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agent.next_step import find_step
from agent.selecting.reply_draft import DraftSelector, is_in_doubt, shorten
from agent.selecting.selector import SelectionTask, statement_ids
from evals.menu_oracle import example_worlds
from evals.menu_oracle.falsifying_changes import FALSIFIED
from evals.menu_oracle.selected_kinds import selected, task_for
from evals.menu_oracle.staging import STAFF, Staged, as_draft, stage
from evals.menu_oracle.worlds import World
from statements.menu import Menu

_FILE = Path(__file__).with_name("answers.yaml")
_FIRST_QUESTION = "What happened?"


@cache
def _tables() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def answer_problems() -> Iterator[str]:
    """Yield each answer that consists of other kinds than expected, and each next step that is another."""
    tables = _tables()
    for section, kinds in (("first", _first), ("later", _later), ("drafts", _draft), ("short_drafts", _short_draft)):
        for name, questions in tables[section].items():
            staged = stage(_world(name), STAFF)
            for question, expected in questions.items():
                if (found := kinds(question, staged)) != expected:
                    yield f"{section}, {name}, {question!r}: {', '.join(found)}; expected {', '.join(expected)}"
    for name, expected in tables["steps"].items():
        situation = stage(_world(name), STAFF).situation
        steps = [step.value for order in situation.orders if (step := find_step(order.record, situation.now))]
        if steps != [expected]:
            yield f"steps, {name}: {', '.join(steps)}; expected {expected}"


def _world(name: str) -> World:
    world: World = FALSIFIED[name].world if "." in name else getattr(example_worlds, name)
    return world


def _first(question: str, staged: Staged) -> list[str]:
    return [each.statement.kind for each in selected(task_for(question, staged))]


def _later(question: str, staged: Staged) -> list[str]:
    before = selected(task_for(_FIRST_QUESTION, staged))
    orders = frozenset(staged.world.orders)
    task = replace(task_for(question, staged), earlier_statements=statement_ids(before), explained_orders=orders)
    return [each.statement.kind for each in selected(task)]


def _drafted(question: str, staged: Staged) -> tuple[DraftSelector, SelectionTask]:
    """Return the selector of the reply, and its task in the customer's own view."""
    own = as_draft(staged)
    situation = replace(own.situation, is_draft=True)
    task = task_for(question, replace(own, situation=situation))
    return DraftSelector(is_in_doubt(staged.situation)), replace(task, menu=Menu(situation, own.ids))


def _draft(question: str, staged: Staged) -> list[str]:
    selector, task = _drafted(question, staged)
    return [each.statement.kind for each in selector.select(task)]


def _short_draft(question: str, staged: Staged) -> list[str]:
    selector, task = _drafted(question, staged)
    return [each.statement.kind for each in shorten(selector.select(task), task)]
