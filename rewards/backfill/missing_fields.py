"""The fields that one PED row lacks and its events prove. Pure: no database, no clock.

A creation time is taken only from the first reservation. An issuance is only a bound, and ``lastUpdatedTime`` has moved
with every later change: a row with nothing better stays undated, and the search continues to find it as such. Only
values that reading derives anyway are added, so that no v2 answer changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.contract import EventType
from core.gift_cards import split_gift_cards
from rewards.ledger.event_log import EventLog
from rewards.stores.rows import DERIVED, EventRow, PedRow


class BackfillFinding(StrEnum):
    """What could not be derived, and where the two databases disagree. No recorded value is overwritten."""

    NO_RESERVATION = "noReservation"  # nothing proves when the benefit was created
    RESERVED_AFTER_LAST_UPDATE = "reservedAfterLastUpdate"  # the row is older than its first known reservation
    CREATED_AFTER_RESERVATION = "createdAfterReservation"  # the recorded creation is later than the reservation
    FOREIGN_EVENTS = "foreignEvents"  # events of another customer: nothing is derived from them
    CONTESTED_EVENTS = "contestedEvents"  # one event id with two contents: nothing is derived from them


@dataclass(frozen=True, slots=True)
class RowCompletion:
    """The attributes to add to a row, possibly none, and the findings."""

    additions: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[BackfillFinding, ...] = ()


def build_completion(ped: PedRow, events: Iterable[EventRow]) -> RowCompletion:
    """Return the completion of a row by the events of its order."""
    log = EventLog.of(event for event in events if event.benefit_key == ped.benefit_key)
    if any(event.customer_id != ped.customer_id for event in log.events):
        return RowCompletion(findings=(BackfillFinding.FOREIGN_EVENTS,))
    if log.contested:
        return RowCompletion(findings=(BackfillFinding.CONTESTED_EVENTS,))
    reserved = log.of_type(EventType.RESERVED)
    reserved_at = reserved[0].event_time if reserved else None
    finding = _finding(ped, reserved_at)
    additions: dict[str, Any] = {}
    if reserved_at is not None and ped.created_at is None and finding is None:
        additions |= {"createdAt": reserved_at.isoformat(), "createdAtSource": DERIVED}
    if reserved_at is not None and ped.reserved_at is None:
        additions |= {"reservedAt": reserved_at.isoformat(), "reservedAtSource": DERIVED}
    # A row without cards gets none, as v1 would show them. Missing cards go in front, so that the last stays the last.
    if ped.gift_card_ids and (missing := _missing_gift_cards(ped, log)):
        additions["gcIds"] = [*missing, *ped.gift_card_ids]
    return RowCompletion(additions, () if finding is None else (finding,))


def _finding(ped: PedRow, reserved_at: datetime | None) -> BackfillFinding | None:
    if ped.created_at is not None:
        is_late = reserved_at is not None and ped.created_at.at > reserved_at
        return BackfillFinding.CREATED_AFTER_RESERVATION if is_late else None
    if reserved_at is None:
        return BackfillFinding.NO_RESERVATION
    return BackfillFinding.RESERVED_AFTER_LAST_UPDATE if reserved_at > ped.last_updated_time.at else None


def _missing_gift_cards(ped: PedRow, log: EventLog) -> list[str]:
    """Return the issued cards that PED does not hold in any form, oldest first."""
    known = set(ped.gift_card_ids)
    issued = (card for event in log.issued for card in split_gift_cards(event.gc_id))
    return list(dict.fromkeys(card for card in issued if card not in known))
