"""How much of the failed attempts is still open.

A failed attempt is closed by sums: later issuances, cancellations and expiries of the same target, or of a coarser or
finer one, consume it chronologically. A retry rarely names the same target as the attempt: a shipment fails as a whole
and is issued item by item, or an item is shipped again under another number.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.contract import EventType
from rewards.stores.rows import EventRow

_CLOSING = frozenset({EventType.ISSUED, EventType.CANCELLED, EventType.EXPIRED})


class Target(NamedTuple):
    """The item and shipment that an event names; with neither, the whole benefit."""

    line_item_id: str | None
    shipment_id: str | None

    @classmethod
    def of(cls, event: EventRow) -> "Target":
        item, shipment = event.line_item_id or None, event.shipment_id or None
        return BENEFIT if item is None and shipment is None else cls(item, shipment)


BENEFIT = Target(None, None)


class _Failure:
    def __init__(self, amount_minor: int) -> None:
        self.open_minor = amount_minor


class _OpenFailures:
    """The open failures, indexed by every target whose events may close them, oldest first."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str | Target | None], deque[_Failure]] = {}

    def add(self, target: Target, amount_minor: int) -> None:
        failure = _Failure(amount_minor)
        for place in _index_keys(target):
            self._places.setdefault(place, deque()).append(failure)

    def close(self, target: Target, amount_minor: int) -> None:
        """Close open failures of this target, nearest first. Each is removed once, so the total cost is linear."""
        for place in _lookup_keys(target):
            failures = self._places.get(place, deque())
            while failures and amount_minor:
                used = min(failures[0].open_minor, amount_minor)
                failures[0].open_minor -= used
                amount_minor -= used
                if not failures[0].open_minor:
                    failures.popleft()

    def sum_minor(self) -> int:
        return sum(failure.open_minor for failure in self._places.get(("all", None), ()))


def open_failed_minor(events: Sequence[EventRow]) -> int:
    """Return the sum of failed attempts still open, in minor units. A failed retry counts once."""
    if not any(event.type == EventType.ISSUE_FAILED for event in events):
        return 0
    failures = _OpenFailures()
    # At the same instant the failure sorts first: a success at that instant is its retry.
    for event in sorted(events, key=lambda event: (event.event_time, event.type in _CLOSING, event.event_id)):
        is_failure = event.type == EventType.ISSUE_FAILED
        if is_failure or event.type in _CLOSING:
            target = Target.of(event)
            failures.close(target, event.amount_minor)
            if is_failure and event.amount_minor:
                failures.add(target, event.amount_minor)
    return failures.sum_minor()


def _index_keys(target: Target) -> Iterable[tuple[str, str | Target | None]]:
    item, shipment = target
    yield "exact", target
    yield "all", None
    if item is not None:
        yield "item", item
        if shipment is None:
            yield "items alone", None
    if shipment is not None:
        yield "shipment", shipment
        if item is None:
            yield "shipments alone", None


def _lookup_keys(target: Target) -> Iterable[tuple[str, str | Target | None]]:
    """Yield the keys to look up: the target itself, its parts, its wholes, and what may be either."""
    item, shipment = target
    yield "exact", target
    if target == BENEFIT:
        yield "all", None
        return
    if item is not None:
        yield "item", item  # of any shipment: it may have been shipped again
        if shipment is not None:
            yield "exact", Target(None, shipment)
    else:
        yield "shipment", shipment
    yield "exact", BENEFIT
    if shipment is None:
        yield "shipments alone", None
    if item is None:
        yield "items alone", None
