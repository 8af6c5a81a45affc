"""The lookups for the questions in ``tests/agent/data`` find every order that the answer is about."""

import re
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest
import yaml

from agent.reading.lookup_plan import PlannedLookup, plan_lookups
from agent.reading.question import ReadingContext
from agent.reading.question_reader import read_question
from tests.agent.questions import DATA, NOW, QuestionCase, load_questions
from tests.agent.reading.settings import FRESH

pytestmark = pytest.mark.slow

FILES = sorted(path.name for path in DATA.glob("questions_*.yaml"))
_OFFERED = 2  # the customer's orders that are offered, newest first
_ORDER = re.compile(r"\d{3}-\d{7}-\d{7}")


@cache
def _orders() -> dict[str, dict[str, dict[str, Any]]]:
    loaded: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load((DATA / "orders.yaml").read_text(encoding="utf-8"))
    return loaded


def _made_on(order: dict[str, Any]) -> date:
    return min(datetime.strptime(day, "%d %b %Y").replace(tzinfo=NOW.tzinfo).date() for day in order["days"])


def _reading_context(asked: QuestionCase) -> ReadingContext:
    """Return the reading context after earlier questions: the orders that they named, or those offered for them."""
    context = replace(FRESH, role=asked.asker.role, customer_id=asked.asker.customer_id, known_orders=frozenset())
    for text in asked.before:
        named = tuple(_ORDER.findall(text))
        earlier = tuple(o for o in (*context.recent_orders, *context.earlier_orders) if o not in named)
        if named:
            context = replace(context, recent_orders=named, earlier_orders=earlier, listed_orders=())
        elif not context.recent_orders:
            offered = list(_orders()[asked.world].values())[:_OFFERED]
            context = replace(context, listed_orders=tuple(order["id"] for order in offered))
        context = replace(context, last_question=text)
    return context


def _finds(lookup: PlannedLookup, order: dict[str, Any]) -> bool:
    if "businessReferenceId" in lookup.arguments:
        return bool(lookup.arguments["businessReferenceId"] == order["id"])
    first, end = (datetime.fromisoformat(lookup.arguments[name]) for name in ("createdFrom", "createdTo"))
    return first.date() <= _made_on(order) < end.date()


def _missed(asked: QuestionCase) -> list[str]:
    """Return the orders of the answer that no lookup finds; none are needed for a refusal or a clarifying question."""
    context = _reading_context(asked)
    lookups = plan_lookups(read_question(asked.text, context), context)
    if asked.expected.get("o", "answered") == "refused" and not asked.expected["about"]:
        return [str(lookup) for lookup in lookups]
    if asked.expected.get("o", "answered") != "answered" or "oneof" in asked.expected or "else" in asked.expected:
        return []
    about = [_orders()[asked.world][name] for name in asked.expected["about"] if asked.expected.get("has")]
    return [order["id"] for order in about if not any(_finds(lookup, order) for lookup in lookups)]


@pytest.mark.parametrize("name", FILES)
def test_every_order_of_an_answer_is_found(name: str) -> None:
    missed = {f"{asked.before} {asked.text}": found for asked in load_questions(name) if (found := _missed(asked))}

    assert missed == {}
