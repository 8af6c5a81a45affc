"""Each fact agrees with the record it names: amount, day, gift card, title and promotion.

A set of amounts and a set of days may each be right while every amount is paired with the wrong day. So each fact that
names the record it is derived from is compared with that row of the world. A customer's facts name no record.
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
_HIDDEN = "["  # the first character of a placeholder for personal data
_Row = Mapping[str, Any]


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    kept = (fault.kind is RouteFaultKind.RECORDED for fault in asked.task.faults if isinstance(fault, RouteFault))
    if seen.answer is None or any(kept):  # a recorded body does not come from this world
        return
    zone = ZoneInfo(asked.task.zone)
    records = _records(asked.rows)
    for fact in seen.facts.values():
        if len(fact.sources) != 1:
            continue
        rows = records.get(fact.sources[0].record_id, [])
        wrong = [found for row in rows if (found := _differs(fact, row, zone))]
        if rows and len(wrong) == len(rows):
            yield f"{fact.label.value} {fact.display} is stated for {fact.sources[0].record_id}, which has {wrong[0]}"
    yield from _unfounded(seen.facts.values(), records)
    names = _names(asked.rows)
    for card in seen.answer.cashback:
        yield from _misnamed(card, names)


def _differs(fact: Fact, row: _Row, zone: ZoneInfo) -> str | None:
    """Return the row's value if it differs from the fact's; None if they agree or the row has no value."""
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
    """Compare each granted sum with the total of the events that it names."""
    for fact in facts:
        named = [records.get(source.record_id, []) for source in fact.sources]
        if fact.label is not Label.GRANTED or not isinstance(fact.value, Money):
            continue
        if named and all(len(rows) == 1 and "eventId" in rows[0] for rows in named):
            total = _granted([rows[0] for rows in named])
            if total != fact.value.amount_minor:
                yield f"granted {fact.display} is stated for {len(named)} records, which add up to {total}"


def _granted(events: list[_Row]) -> int:
    """Return issued less reversed, in minor units; an issuance is never reversed by more than its amount."""
    left = {row["eventId"]: row.get("amountMinor", 0) for row in events if row.get("type") == "ISSUED"}
    for row in events:
        target = row.get("reversesEventId")
        if row.get("type") == "REVERSED" and target in left:
            left[target] = max(0, left[target] - row.get("amountMinor", 0))
    return sum(left.values())


def _other(stated: object, written: object) -> str | None:
    return None if written is None or stated == written else str(written)


def _day(instant: object, zone: ZoneInfo) -> date | None:
    """Return the day of an ISO 8601 instant in a zone; None for any other form."""
    try:
        return datetime.fromisoformat(str(instant)).astimezone(zone).date()
    except ValueError:
        return None


def _records(rows: tuple[_Row, ...]) -> dict[str, list[_Row]]:
    """Return the rows by record id: an event's own id; for a benefit and an item the joined parts of its key."""
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
        yield f"the promotion of {card.benefit_id} is called {card.promotion_name!r}, not {written!r}"
