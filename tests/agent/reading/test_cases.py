"""Questions of the same kind are read the same in every language and spelling: ``data/cases.yaml``."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.reading.lookup_plan import PlannedLookup, plan_lookups
from agent.reading.question import Question
from agent.reading.question_reader import read_question
from language.days import Days
from tests.agent.reading.settings import CUSTOMER, FOLLOW, FRESH, LEAD, SECOND, ZONE, A, B

ORDERS = {"A": A, "B": B}
SETTINGS = {"fresh": FRESH, "follow": FOLLOW, "second": SECOND, "lead": LEAD, "customer": CUSTOMER}
_NOT_FIELDS = {"kind", "in", "looks", "has", "lacks", "asks", "q"}


def _cases() -> Iterator[Any]:
    path = Path(__file__).parent / "data" / "cases.yaml"
    for group in yaml.safe_load(path.read_text(encoding="utf-8")):
        for ask in group["asks"]:
            case = {**group, **({"q": ask} if isinstance(ask, str) else ask)}
            yield pytest.param(case, id=f"{group['kind']}: {case['q']}")


@pytest.mark.parametrize("case", list(_cases()))
def test_a_question_is_read(case: dict[str, Any]) -> None:
    context = SETTINGS[case.get("in", "fresh")]
    read = read_question(str(case["q"]), context)
    topics = {topic.value for topic in read.topics}

    if "looks" in case:
        assert [_shown(lookup) for lookup in plan_lookups(read, context)] == [ORDERS.get(o, o) for o in case["looks"]]
    assert topics >= set(case.get("has", ()))
    assert topics.isdisjoint(case.get("lacks", ()))
    for name in set(case) - _NOT_FIELDS:
        assert _field(read, name) == _expected(name, case[name]), name


def _shown(lookup: PlannedLookup) -> str:
    """Return the order of a lookup, or its window as whole days, both inclusive, with the customer that it names."""
    if "businessReferenceId" in lookup.arguments:
        return lookup.arguments["businessReferenceId"]
    first = datetime.fromisoformat(lookup.arguments["createdFrom"]).astimezone(ZONE)
    end = datetime.fromisoformat(lookup.arguments["createdTo"]).astimezone(ZONE)
    window = f"{first.date()}..{end.date() - timedelta(days=1)}"
    return " ".join(filter(None, (lookup.arguments.get("customerId"), window)))


def _field(read: Question, name: str) -> Any:
    value = getattr(read, name)
    if name == "topics":
        return {topic.value for topic in value}
    if name == "claims":
        return [claim.amount_minor for claim in value]
    if name == "benefit":
        return [value.benefit_type, value.ordinal] if value else None
    return list(value) if isinstance(value, tuple) else value


def _expected(name: str, value: Any) -> Any:
    if name == "topics":
        return set(value)
    if name == "days" and value is not None:
        first, _, last = str(value).partition("..")
        return Days(date.fromisoformat(first), date.fromisoformat(last or first))
    return [ORDERS.get(o, o) for o in value] if name in ("orders", "excluded_orders") else value
