"""What is told of a record is what stands in that record: its sum, its day, its gift card, its name, together.

A set of sums and a set of days may each be right while every sum stands beside another's day. So each fact that names
the record it follows from is held against the row of the world. A customer's facts name none.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.money import Money
from evals.harness.injected_faults import RouteFault, RouteFaultKind
from evals.harness.transcript import AskedTurn, SeenTurn
from tools.cards import CashbackCard, Fact, Label

_SUMS = {Label.INSTALLMENT, Label.ATTEMPTED}
_DAYS = {Label.ISSUED_ON, Label.ATTEMPTED_ON}
_BENEFIT = ("businessReferenceId", "promotionId", "benefitId")
_HIDDEN = "["  # what stands for personal data in a name begins with it
_Row = Mapping[str, Any]


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    kept = (fault.kind is RouteFaultKind.RECORDED for fault in asked.task.faults if isinstance(fault, RouteFault))
    if seen.answer is None or any(kept):  # a kept body is not of this world
        return
    zone = ZoneInfo(asked.task.zone)
    records = _records(asked.rows)
    for fact in seen.facts.values():
        if len(fact.sources) != 1:
            continue
        rows = records.get(fact.sources[0].record_id, [])
        wrong = [told for row in rows if (told := _differs(fact, row, zone))]
        if rows and len(wrong) == len(rows):
            yield f"{fact.label.value} {fact.display} is told of {fact.sources[0].record_id}, which has {wrong[0]}"
    yield from _unfounded(seen.facts.values(), records)
    names = _names(asked.rows)
    for card in seen.answer.cashback:
        yield from _misnamed(card, names)


def _differs(fact: Fact, row: _Row, zone: ZoneInfo) -> str | None:
    """Say what the row has in the place of what the fact tells; None when they agree, or the row does not say."""
    if fact.label in _SUMS and isinstance(fact.value, Money):
        return _other(fact.value.amount_minor, row.get("amountMinor"))
    if fact.label is Label.ITEM_PROMISED and isinstance(fact.value, Money):
        return _other(fact.value.amount_minor, row.get("eligibleMinor"))
    if fact.label in _DAYS:
        return _other(_day(fact.value, zone), _day(row.get("eventTime"), zone))
    if fact.label is Label.CREATED_ON:
        return _other(_day(fact.value, zone), _day(row.get("createdAt"), zone))
    if fact.label is Label.GIFT_CARD and "eventId" in row:  # a row of PED may hold several
        return _other(fact.display[-4:], (row.get("gcId") or "")[-4:] or None)
    if fact.label is Label.ITEM_TITLE and _HIDDEN not in fact.display:
        return _other(fact.display, row.get("title"))
    return None


def _unfounded(facts: Iterable[Fact], records: Mapping[str, list[_Row]]) -> Iterator[str]:
    """Add up the events that a granted sum is said to follow from."""
    for fact in facts:
        named = [records.get(source.record_id, []) for source in fact.sources]
        if fact.label is not Label.GRANTED or not isinstance(fact.value, Money):
            continue
        if named and all(len(rows) == 1 and "eventId" in rows[0] for rows in named):
            total = _granted([rows[0] for rows in named])
            if total != fact.value.amount_minor:
                yield f"granted {fact.display} is told of {len(named)} records, which come to {total}"


def _granted(events: list[_Row]) -> int:
    """Return what was issued less what was taken back, in minor units: of no issuance more than it was."""
    left = {row["eventId"]: row.get("amountMinor", 0) for row in events if row.get("type") == "ISSUED"}
    for row in events:
        target = row.get("reversesEventId")
        if row.get("type") == "REVERSED" and target in left:
            left[target] = max(0, left[target] - row.get("amountMinor", 0))
    return sum(left.values())


def _other(told: object, written: object) -> str | None:
    return None if written is None or told == written else str(written)


def _day(instant: object, zone: ZoneInfo) -> date | None:
    """Return the day of an instant that is written with its offset; of any other form None."""
    try:
        return datetime.fromisoformat(str(instant)).astimezone(zone).date()
    except ValueError:
        return None


def _records(rows: tuple[_Row, ...]) -> dict[str, list[_Row]]:
    """Return the rows by the number of the record: an event's own, a benefit's and an item's made of what it is of."""
    found: dict[str, list[_Row]] = {}
    for row in rows:
        if "lineItemId" in row and "eventId" not in row:
            number = "#".join([*(row[part] for part in (*_BENEFIT, "lineItemId")), row.get("shipmentId") or ""])
        else:
            number = row.get("eventId") or "#".join(row[part] for part in _BENEFIT)
        found.setdefault(number, []).append(row)
    return found


def _names(rows: tuple[_Row, ...]) -> dict[tuple[str, ...], str]:
    return {tuple(row[key] for key in _BENEFIT): row["promotionName"] for row in rows if row.get("promotionName")}


def _misnamed(card: CashbackCard, names: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    written = names.get((card.business_reference_id, card.promotion_id, card.benefit_id))
    if written is None or card.promotion_name is None or _HIDDEN in card.promotion_name:
        return
    if card.promotion_name != written:
        yield f"the promotion of {card.benefit_id} is called {card.promotion_name!r}, and not {written!r}"
