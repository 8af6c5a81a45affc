"""When a benefit was created, reserved and issued, and which of these instants lies in a window."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.contract import EventType
from core.instants import latest
from core.windows import TimeField, Window
from rewards.ledger.evidence import BenefitEvidence, Evidence
from rewards.stores.rows import EventRow, PedRow
from rewards.stores.unreadable_rows import UnreadableRow

_CLOCK_SKEW = timedelta(minutes=5)
CreatedAtSource = Literal["recorded", "derivedFromEvents", "lastUpdatedFallback"]


@dataclass(frozen=True, slots=True)
class Creation:
    """When a benefit was created. With ``is_upper_bound``, it was created at that instant or earlier."""

    at: datetime
    source: CreatedAtSource
    is_upper_bound: bool = False


def get_creation(evidence: BenefitEvidence) -> Creation | None:
    """Return PED's recorded time, else the first reservation, else the earliest known instant of the benefit."""
    ped, log = evidence.ped, evidence.log
    reserved = log.of_type(EventType.RESERVED)
    if ped is not None and ped.created_at is not None:
        if not ped.is_creation_derived:
            return Creation(ped.created_at.at, "recorded")
        known = [ped.created_at.at, *(event.event_time for event in reserved[:1])]
        return Creation(min(known), "derivedFromEvents")
    if reserved:
        # In a log with gaps an earlier reservation may be missing.
        return Creation(reserved[0].event_time, "derivedFromEvents", is_upper_bound=not evidence.is_log_complete)
    if log.events:
        return Creation(log.events[0].event_time, "derivedFromEvents", is_upper_bound=True)
    if ped is not None:
        return Creation(ped.last_updated_time.at, "lastUpdatedFallback", is_upper_bound=True)
    return None


def reserved_at(evidence: BenefitEvidence) -> datetime | None:
    """Return the time recorded by PED's writer, else the earliest reservation in PED or the events."""
    ped = evidence.ped
    recorded = ped.reserved_at.at if ped is not None and ped.reserved_at is not None else None
    if ped is not None and recorded is not None and not ped.is_reservation_derived:
        return recorded
    first = (event.event_time for event in evidence.log.of_type(EventType.RESERVED)[:1])
    return min((at for at in (recorded, *first) if at is not None), default=None)


def last_updated_at(evidence: BenefitEvidence, *, as_of: datetime) -> datetime | None:
    """Return the latest known instant of the benefit; future events have not changed anything yet."""
    ped = evidence.ped
    return latest(
        ped.last_updated_time.at if ped else None,
        *(item.updated_at for item in evidence.items or ()),
        *(event.event_time for event in evidence.log.events if not is_ahead(event.event_time, as_of=as_of)),
    )


def is_ahead(instant: datetime, *, as_of: datetime) -> bool:
    """Whether an instant is in the future by more than clock skew explains."""
    return instant > as_of + _CLOCK_SKEW


def not_ahead_from(instant: datetime) -> datetime:
    """Return the first instant as of which the given one is not ahead."""
    return instant - _CLOCK_SKEW


def count_decided_by(as_of: datetime, evidence: Evidence) -> tuple[int, int]:
    """Return how many events are in the future and how many cards have expired: all that the clock decides.

    As time passes the first number only falls and the second only rises, so equal numbers mean the same events and
    cards.
    """
    latest_past = as_of + _CLOCK_SKEW
    expiries = (row.expires_at for row in evidence.ped or ())
    return (
        sum(event.event_time > latest_past for event in evidence.events),
        sum(expiry is not None and as_of >= expiry.at for expiry in expiries),
    )


def get_instant_in(window: Window, evidence: BenefitEvidence, field: TimeField) -> datetime | None:
    """Return the instant by which a benefit belongs to a window, or None if it does not.

    A creation time that is an upper bound belongs to every window that does not start after it: missing a row would be
    worse than returning one too many.
    """
    if field is TimeField.ISSUED:
        return next((event.event_time for event in evidence.log.issued if event.event_time in window), None)
    if field is TimeField.RESERVED:
        at = reserved_at(evidence)
        return at if at in window else None
    creation = get_creation(evidence)
    if creation is None:
        return None
    if creation.is_upper_bound:
        return creation.at if creation.at >= window.start else None
    return creation.at if creation.at in window else None


def get_possible_instant_in(window: Window, row: UnreadableRow, field: TimeField) -> datetime | None:
    """Return the instant by which a malformed row may belong to a window, or None if it does not.

    A time that cannot be read may lie in every window: missing an order would be worse than returning one too many.
    """
    if issubclass(row.model, EventRow):
        return _possible_event_time(window, row, field)
    if not issubclass(row.model, PedRow) or field is TimeField.ISSUED:
        return None
    if field is TimeField.RESERVED:
        return _possible_instant(window, row, "reservedAt")
    if row.instant("createdAt") is None and "createdAt" not in row.fields:
        bound = row.instant("lastUpdatedTime")  # a row is never created after it
        return window.start if bound is None else bound if bound >= window.start else None
    return _possible_instant(window, row, "createdAt")


def is_instant_unreadable(row: UnreadableRow, field: TimeField) -> bool:
    """Whether the time by which a malformed row belongs to a window is there and cannot be read."""
    if issubclass(row.model, EventRow):
        return field is not TimeField.CREATED and "eventTime" in row.fields
    names = {TimeField.CREATED: "createdAt", TimeField.RESERVED: "reservedAt"}
    return issubclass(row.model, PedRow) and names.get(field) in row.fields


def _possible_event_time(window: Window, row: UnreadableRow, field: TimeField) -> datetime | None:
    wanted = {TimeField.RESERVED: EventType.RESERVED, TimeField.ISSUED: EventType.ISSUED}.get(field)
    if wanted is None or row.readable.get("type", wanted) != wanted:
        return None
    return _possible_instant(window, row, "eventTime")


def _possible_instant(window: Window, row: UnreadableRow, name: str) -> datetime | None:
    at = row.instant(name)
    if at is None:
        return window.start if name in row.fields else None
    return at if at in window else None
