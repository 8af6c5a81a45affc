"""What is selected for whole questions (``answers.yaml``): at first, later in a conversation, and for the customer."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agent.next_step import find_step
from agent.selecting.chosen_orders import choose_orders
from agent.selecting.reply_draft import DraftSelector, is_in_doubt, shorten
from agent.selecting.selector import SelectionTask, statement_ids
from evals.menu_oracle import example_worlds
from evals.menu_oracle.falsifying_changes import FALSIFIED
from evals.menu_oracle.rows import issued, item, on, other, ped, reserved, world
from evals.menu_oracle.selected_kinds import context_for, selected, task_for
from evals.menu_oracle.staging import STAFF, Staged, as_draft, stage
from evals.menu_oracle.worlds import Days, World
from evals.readings.corpus import ORDERS
from statements.menu import Menu

_FILE = Path(__file__).with_name("answers.yaml")
_FIRST_QUESTION = "What happened?"
_B, _C = {"order": ORDERS["B"], "benefit": "BEN-1"}, {"order": ORDERS["C"], "benefit": "BEN-1"}
_SEVERAL = world(
    *example_worlds.STORY_ROWS,
    *other(
        ped(7000, promotionName="Kitchen bonus", createdAt=on(3)),
        reserved(7000),
        issued("I1", 7000, 12, lineItemId="LI-1", shipmentId="S1", gcId="GC-7F3K-9Q2M-7777"),
        item("LI-1", 7000, "ISSUED", shipmentId="S1", title="Electric kettle"),
        **_B,
    ),
    *other(
        ped(20000, promotionName="Sports bonus", createdAt=on(10)),
        reserved(20000),
        issued("I1", 2500, 12, lineItemId="LI-1", shipmentId="S1", gcId="GC-7F3K-9Q2M-8888"),
        item("LI-1", 2500, "ISSUED", shipmentId="S1", title="Running shoes"),
        item("LI-2", 17500, title="Yoga mat"),
        **_C,
    ),
    window=Days(date(2026, 11, 1), date(2026, 11, 23)),
)


@cache
def _tables() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def answer_problems() -> Iterator[str]:
    """Yield each answer that consists of other kinds than expected, and each next step that is another."""
    tables = _tables()
    yield from choice_problems()
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


def choice_problems() -> Iterator[str]:
    """Yield each question that is taken for one about other orders of several that a search found."""
    staged = stage(_SEVERAL, STAFF)
    for question, expected in _tables()["choices"].items():
        task = task_for(question, staged, recent_orders=())
        chosen = choose_orders(
            staged.situation.outcomes,
            task.question,
            context_for(staged, recent_orders=()),
            last_digits=lambda token: staged.vault.restore(token, lambda _, last_four: last_four),
        )
        names = {order: name for name, order in ORDERS.items()}
        meant = [names[order.order_id] for outcome in chosen.outcomes for order in outcome.orders]
        found = [f"{names[order]}?" for order in chosen.candidates] or meant
        if (is_missing := chosen.is_missing) != (expected == "missing") or not (is_missing or found == expected):
            yield f"choices, {question!r}: {'missing' if is_missing else found}; expected {expected}"


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
