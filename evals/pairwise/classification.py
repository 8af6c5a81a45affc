"""Which circumstances the questions of a task have: from what it declares and from the rows of its world alone."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from core.identity.tokens import Role
from core.money import exponent
from evals.harness.expectations import Expect
from evals.harness.injected_faults import Fault, RouteFaultKind, SourceFault, SourceFaultKind
from evals.harness.question_language import QuestionLanguage, language_of
from evals.harness.task import Task
from evals.harness.world import load_world
from evals.oracles.world_rows import Row, WorldRows, instant, key_of
from evals.pairwise.dimensions import EVENTS_OF_A_PAGE, SHOWN, Case, Dimension
from evals.steps.actor import Asker
from evals.steps.state_steps import FaultsStep, RowsStep
from evals.steps.step import AskStep

_ROLES = {
    Role.SUPPORT_AGENT: "agent",
    Role.SUPPORT_LEAD: "lead",
    Role.CUSTOMER: "customer",
    Role.SERVICE: "service",
}
_ID = re.compile(r"\d{3}-\d{7}-\d{7}|P\d{2}-\d{8}-\d{5}")
_SPACED = re.compile(r"\b(\d{3})[ .]?(\d{7})[ .]?(\d{7})\b")
_CUSTOMER = re.compile(r"\bCUST-\d+\b")
_HISTORY = re.compile(r"history|itihas|इतिहास", re.IGNORECASE)
_LATE = (SourceFaultKind.TIMEOUT, RouteFaultKind.TIMEOUT, RouteFaultKind.SLOW)
_PARTIAL = (SourceFaultKind.MALFORMED_ROW, RouteFaultKind.MISSING_FIELD, RouteFaultKind.CUT_OFF)


@dataclass
class _Conversation:
    """What the questions so far have established."""

    world: WorldRows
    faults: Sequence[Fault]
    asked: int = 0
    orders: set[str] = field(default_factory=set)  # of the latest question that named or found some
    has_new_card: bool = False  # since the latest question
    fails_since: int = 0  # how many questions were asked before these faults


@dataclass(frozen=True)
class _Question:
    asker: Asker
    text: str
    expect: Expect
    zone: ZoneInfo


def cases_of(task: Task) -> Iterator[Case]:
    """Yield the circumstances of each question whose language and orders are known."""
    conversation = _Conversation(WorldRows(load_world(task.world).rows), task.faults)
    zone = ZoneInfo(task.zone)
    for turn in task.turns:
        yield from _asked(conversation, _Question(task.principal, turn.ask, turn.expect, zone))
    for step in task.steps:
        match step:
            case AskStep():
                asker = task.principals.get(step.actor or "", task.principal)
                yield from _asked(conversation, _Question(asker, step.ask, step.expect, zone))
            case RowsStep():
                rows = [one.row for one in step.rows]
                conversation.world = WorldRows((*conversation.world.rows, *rows))
                conversation.has_new_card |= any(row.get("benefitType") == "SCRATCH_CARD" for row in rows)
            case FaultsStep():
                conversation.faults, conversation.fails_since = step.faults, conversation.asked


def _asked(conversation: _Conversation, question: _Question) -> Iterator[Case]:
    language = language_of(question.text)
    orders, is_window = _orders(conversation, question)
    conversation.asked += 1
    conversation.orders = orders or conversation.orders
    if language is QuestionLanguage.OTHER or not orders:
        return
    rows = conversation.world.orders
    for scope in sorted({_scope(question.asker, order, rows) for order in orders}):
        own = {order for order in orders if _scope(question.asker, order, rows) == scope}
        yield {
            Dimension.ROLE: _ROLES[question.asker.role],
            Dimension.LANGUAGE: language.value,
            Dimension.BENEFITS: _benefits(conversation.world, own),
            Dimension.CURRENCY: _currency(conversation.world, own),
            Dimension.SOURCES: _sources(conversation),
            Dimension.TURN: _turn(conversation),
            Dimension.PAGE: _page(conversation.world, own, question, is_window=is_window),
            Dimension.SCOPE: scope,
        }
    conversation.has_new_card = False


def _orders(conversation: _Conversation, question: _Question) -> tuple[set[str], bool]:
    """Return the orders that a question names or finds by its days, and whether it is about days."""
    folded = "".join(
        str(unicodedata.decimal(letter, letter)) for letter in unicodedata.normalize("NFKC", question.text)
    )
    folded = _SPACED.sub(r"\1-\2-\3", re.sub("[\u2010-\u2015]", "-", folded))
    if named := set(_ID.findall(folded)):
        return named, False
    if found := _found_by_day(conversation.world, question):
        return found, True
    declared = {amount.order for amount in question.expect.amounts or () if amount.order}
    return declared or conversation.orders, False


def _found_by_day(world: WorldRows, question: _Question) -> set[str]:
    """Return the customer's orders of the days that the task declares, or all of a customer that the question names."""
    days = {day.label.value: day.day for day in question.expect.dates or ()}
    named = _CUSTOMER.search(question.text)
    if "windowFrom" not in days and named is None:
        return set()
    first = days.get("windowFrom", date.min)
    last = days.get("windowTo", date.max if first == date.min else first)
    customer = named[0] if named else question.asker.customer
    return {
        row["businessReferenceId"]
        for row in world.rows
        if row.get("customerId") == customer
        and row.get("createdAt")
        and first <= instant(row["createdAt"]).astimezone(question.zone).date() <= last
    }


def _rows_of(world: WorldRows, order: str) -> list[Row]:
    return [row for row in world.rows if row["businessReferenceId"] == order]


def _benefits(world: WorldRows, orders: set[str]) -> str:
    most = max(len({key_of(row) for row in _rows_of(world, order)}) for order in orders)
    return ("none", "one", "two", "several")[min(most, 3)]


def _currency(world: WorldRows, orders: set[str]) -> str:
    found = {str(row["currency"]) for order in orders for row in _rows_of(world, order)}
    if len(found) != 1:
        return "mixed" if found else "none"
    [currency] = found
    if currency == "INR":
        return "rupees"
    return {0: "noDecimals", 2: "twoDecimals", 3: "threeDecimals"}[exponent(currency)]


def _sources(conversation: _Conversation) -> str:
    kinds = {fault.kind for fault in conversation.faults}
    if not kinds:
        return "all"
    if 0 < conversation.fails_since < conversation.asked and any(
        isinstance(f, SourceFault) for f in conversation.faults
    ):
        return "stale"
    if kinds & set(_LATE):
        return "late"
    return "partial" if kinds & set(_PARTIAL) else "fails"


def _turn(conversation: _Conversation) -> str:
    if conversation.has_new_card and conversation.asked > 2:
        return "newCard"
    return "first" if conversation.asked == 1 else "followUp"


def _page(world: WorldRows, orders: set[str], question: _Question, *, is_window: bool) -> str:
    if is_window and len(orders) >= SHOWN:
        return "full" if len(orders) == SHOWN else "oneMore"
    is_long = any(sum("eventId" in row for row in _rows_of(world, order)) > EVENTS_OF_A_PAGE for order in orders)
    return "cursor" if is_long and _HISTORY.search(question.text) else "none"


def _scope(asker: Asker, order: str, rows: Mapping[str, object]) -> str:
    if order not in rows:
        return "missing"
    if asker.role in (Role.SUPPORT_LEAD, Role.SERVICE):
        return "any"
    return "own" if asker.customer in _owners(order, rows) else "foreign"


def _owners(order: str, rows: Mapping[str, object]) -> set[str]:
    sources = rows[order]
    named = [*(getattr(sources, "ped", None) or ()), *(getattr(sources, "events", None) or ())]
    return {str(row["customerId"]) for row in named}
