"""The days are the expected ones, in the task's zone, and the text names no other."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from evals.checks.matching import match
from evals.harness.expectations import ExpectedDate
from evals.harness.transcript import AskedTurn, SeenTurn
from tools.cards import Fact, FactKind

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    expected = asked.turn.expect.dates
    if expected is None or seen.answer is None:
        return
    zone = ZoneInfo(asked.task.zone)

    def fits(wanted: ExpectedDate, fact: Fact) -> bool:
        return (
            fact.label.value == wanted.label.value
            and _day(fact, zone) == wanted.day
            and wanted.order in (None, fact.business_reference_id)
            and wanted.benefit in (None, fact.benefit_id)
        )

    facts = [fact for fact in seen.facts.values() if fact.kind is FactKind.DATE]
    matching = match(expected, facts, fits)
    said = {fact.fact_id for fact, _ in seen.mentions()}
    for wanted, fact in matching.fact_of:
        if fact is None:
            yield f"no fact: {_named(wanted)} ({wanted.because})"
            continue
        if wanted.said and asked.turn.expect.details and fact.fact_id not in said:
            yield f"not said in the text: {_named(wanted)}"
        if fact.display != _shown(wanted.day):
            yield f"{_named(wanted)} is shown as {fact.display!r}"
    for fact in matching.left_over:
        if fact.fact_id in said:
            yield f"an unexpected day in the text: {fact.label.value} {fact.display}"


def _day(fact: Fact, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(str(fact.value)).astimezone(zone).date()


def _shown(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _named(wanted: ExpectedDate) -> str:
    about = " ".join(part for part in (wanted.order, wanted.benefit) if part)
    return f"{wanted.label.value} {wanted.day.isoformat()}{f' of {about}' if about else ''}"
