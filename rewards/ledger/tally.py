"""The sums of an event log, independent of the order of arrival and of repeated deliveries."""

from dataclasses import dataclass
from datetime import datetime

from core.contract import EventType
from rewards.ledger.event_log import EventLog
from rewards.stores.rows import EventRow


@dataclass(frozen=True, slots=True)
class AppliedReversal:
    """The effect of one reversal on an issuance, in minor units: at most what was left of it, and never zero."""

    event_id: str
    amount_minor: int
    at: datetime
    reinstates: bool | None
    reason_code: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums in minor units of the benefit's currency. ``capped``: reversals of more than was left of their issuance."""

    issued: int
    reversed: int
    reinstated: int
    cancelled: int
    expired: int
    reserved: int
    failed: int  # and not closed since then
    reversals: dict[str, list[AppliedReversal]]  # by the id of the issuance, oldest first
    fully_reversed: frozenset[str]  # ids of issuances that are completely reversed
    applied: tuple[EventRow, ...]
    capped: tuple[EventRow, ...]

    @property
    def granted(self) -> int:
        return self.issued - self.reversed

    @property
    def not_reinstated(self) -> int:
        """What was reversed and is not due again."""
        return self.reversed - self.reinstated


def tally(log: EventLog) -> Tally:
    """Return the sums of a log, which must be in one currency."""
    left = {event.event_id: event.amount_minor for event in log.issued}
    reversals: dict[str, list[AppliedReversal]] = {}
    applied: list[EventRow] = []
    capped: list[EventRow] = []
    reinstated = 0
    for event in log.of_type(EventType.REVERSED):
        target = event.reverses_event_id
        if target is None or target not in left:
            continue  # parked
        amount = min(event.amount_minor, left[target])
        if amount < event.amount_minor:
            capped.append(event)
        left[target] -= amount
        if amount:
            reversals.setdefault(target, []).append(_apply(event, amount))
        applied.append(event)
        reinstated += amount if event.reinstates else 0
    return Tally(
        issued=_sum(log.issued),
        reversed=sum(part.amount_minor for parts in reversals.values() for part in parts),
        reinstated=reinstated,
        cancelled=_sum(log.of_type(EventType.CANCELLED)),
        expired=_sum(log.of_type(EventType.EXPIRED)),
        reserved=_sum(log.of_type(EventType.RESERVED)),
        failed=log.open_failed_minor,
        reversals=reversals,
        fully_reversed=frozenset(target for target in reversals if left[target] == 0),
        applied=tuple(applied),
        capped=tuple(capped),
    )


def _apply(event: EventRow, amount_minor: int) -> AppliedReversal:
    return AppliedReversal(event.event_id, amount_minor, event.event_time, event.reinstates, event.reason_code)


def _sum(events: tuple[EventRow, ...]) -> int:
    return sum(event.amount_minor for event in events)
