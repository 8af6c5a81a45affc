"""Every question of ``evals/readings/``, read by the product and compared with what its author wrote down."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.reading.lookup_plan import PlannedLookup, plan_lookups
from agent.reading.question import Question, ReadingContext
from agent.reading.question_reader import read_question
from core.identity.tokens import Role
from evals.readings.corpus import ORDERS, Conversation, Reading, files, readings
from language.days import Days

_ZONE = ZoneInfo("Asia/Kolkata")
_OF_A_CASE = {Role.SUPPORT_AGENT, Role.CUSTOMER}
_REFERENCES = ("orders", "excluded_orders")


async def probe(folder: Path) -> list[str]:
    """Return each question that is read differently; ``folder`` is not used."""
    del folder
    return [f"{name}: {line}" for name in parts() for line in problems_of(name)]


def parts() -> tuple[str, ...]:
    """Return the names of the files."""
    return tuple(files())


def problems_of(name: str) -> list[str]:
    """Return each question of one file that is read differently."""
    return [f"{each.question!r}: {line}" for each in _corpus(name) for line in _problems(each)]


def questions_of(name: str) -> list[str]:
    return [each.question for each in _corpus(name)]


@cache
def _corpus(name: str) -> tuple[Reading, ...]:
    return tuple(readings(files()[name]))


def _problems(reading: Reading) -> Iterator[str]:
    context = _context(reading.conversation)
    read = read_question(reading.question, context)
    for key, expected in reading.expected.items():
        found = _found(read, key, context)
        wanted = _wanted(key, expected)
        if key == "has":
            is_met = wanted <= found
        elif key == "lacks":
            is_met = not wanted & found
        else:
            is_met = wanted == found
        if not is_met:
            yield f"{key} is {_shown(found)}, expected {_shown(wanted)}"


@cache
def _context(conversation: Conversation) -> ReadingContext:
    role, orders = Role(conversation.role), _orders
    context = ReadingContext(
        now=datetime.combine(conversation.today, time(10), tzinfo=_ZONE),
        zone=_ZONE,
        role=role,
        customer_id="CUST-1001" if role in _OF_A_CASE else None,
        case_id="CASE-1" if role is Role.SUPPORT_AGENT else None,
        known_orders=frozenset({ORDERS["A"], ORDERS["B"], "RCH88X"}),
        locale=conversation.locale,
        other_languages=frozenset({"mr", "ta", "bn"}),
    )
    return replace(
        context,
        recent_orders=orders(conversation.recent),
        earlier_orders=orders(conversation.earlier),
        listed_orders=orders(conversation.listed),
        last_question=conversation.last,
    )


def _orders(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(ORDERS.get(name, name) for name in names)


def _found(read: Question, key: str, context: ReadingContext) -> Any:
    if key in ("topics", "has", "lacks"):
        return {topic.value for topic in read.topics}
    if key == "looks":
        return [_lookup(lookup) for lookup in plan_lookups(read, context)]
    value = getattr(read, key)
    if key == "claims":
        return [f"{claim.currency} {claim.amount_minor}" for claim in value]
    if key == "benefit":
        return [value.benefit_type, value.ordinal] if value else None
    return list(value) if isinstance(value, tuple) else value


def _lookup(lookup: PlannedLookup) -> str:
    """Return the order of a lookup, or its window as whole days, both inclusive, with the customer that it names."""
    if "businessReferenceId" in lookup.arguments:
        name = " with its history" if lookup.name.endswith("history") else ""
        return lookup.arguments["businessReferenceId"] + name
    first = datetime.fromisoformat(lookup.arguments["createdFrom"]).astimezone(_ZONE)
    end = datetime.fromisoformat(lookup.arguments["createdTo"]).astimezone(_ZONE)
    window = f"{first.date()}..{end.date() - timedelta(days=1)}"
    return " ".join(filter(None, (lookup.arguments.get("customerId"), window)))


def _wanted(key: str, value: Any) -> Any:
    if key in ("topics", "has", "lacks"):
        return set(value)
    if key in ("days", "promotion_days") and value is not None:
        first, _, last = str(value).partition("..")
        return Days(date.fromisoformat(first), date.fromisoformat(last or first))
    if key == "looks":
        return [_named(each) for each in value]
    if key == "claims":
        return [each if isinstance(each, str) else f"INR {each}" for each in value]
    return [_named(each) for each in value] if key in _REFERENCES else value


def _named(reference: str) -> str:
    name, _, rest = str(reference).partition(" ")
    return " ".join(filter(None, (ORDERS.get(name, name), rest)))


def _shown(value: Any) -> str:
    return ", ".join(sorted(value)) or "nothing" if isinstance(value, set) else str(value)
