"""The event log of one benefit: each event once, in a fixed order, however the events arrived."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.contract import EventType
from core.unlocked_property import cached_property
from rewards.ledger.open_failures import open_failed_minor
from rewards.stores.rows import EventRow, row_adapter

_KNOWN_TYPES = frozenset(EventType)
_CLOSING = frozenset({EventType.REVERSED, EventType.CANCELLED, EventType.EXPIRED})


@dataclass(frozen=True)
class EventLog:
    """Events ordered by time, then id. ``contested``: ids that occur with different contents."""

    events: tuple[EventRow, ...]
    contested: tuple[str, ...]

    @classmethod
    def of(cls, events: Iterable[EventRow]) -> "EventLog":
        by_id: dict[str, EventRow] = {}
        contested: set[str] = set()
        for event in events:
            known = by_id.setdefault(event.event_id, event)
            if known is event or known == event:
                continue
            if _content(known) != _content(event):
                contested.add(event.event_id)
            # The order of arrival must not matter.
            by_id[event.event_id] = min(known, event, key=_text)
        ordered = sorted(by_id.values(), key=lambda event: (event.event_time, event.event_id))
        return cls(events=tuple(ordered), contested=tuple(sorted(contested)))

    def of_type(self, kind: EventType) -> tuple[EventRow, ...]:
        return self._by_type.get(kind, ())

    @cached_property
    def _by_type(self) -> dict[str, tuple[EventRow, ...]]:
        by_type: dict[str, list[EventRow]] = {}
        for event in self.events:
            by_type.setdefault(event.type, []).append(event)
        return {kind: tuple(events) for kind, events in by_type.items()}

    @cached_property
    def issued(self) -> tuple[EventRow, ...]:
        return self.of_type(EventType.ISSUED)

    @property
    def holds_issued_money(self) -> bool:
        """Whether the log records issued money; an issuance of zero does not count."""
        return any(event.amount_minor for event in self.issued)

    @cached_property
    def parked(self) -> tuple[EventRow, ...]:
        """Reversals of unknown issuances: they have no effect until the issuance arrives."""
        known = {event.event_id for event in self.issued}
        return tuple(event for event in self.of_type(EventType.REVERSED) if event.reverses_event_id not in known)

    @property
    def closing(self) -> tuple[EventRow, ...]:
        """Events that reverse a sum or end its being due."""
        return tuple(event for event in self.events if event.type in _CLOSING)

    @cached_property
    def unrecognised(self) -> tuple[EventRow, ...]:
        """Events of a type that a newer writer introduced: their effect on amounts is unknown here."""
        return tuple(event for event in self.events if event.type not in _KNOWN_TYPES)

    @property
    def moves_unknown_money(self) -> bool:
        return any(event.amount_minor for event in self.unrecognised)

    @cached_property
    def open_failed_minor(self) -> int:
        """The sum of failed attempts that is still open, in minor units."""
        return open_failed_minor(self.events)


def _text(event: EventRow) -> bytes:
    return row_adapter(type(event)).dump_json(event)


def _content(event: EventRow) -> bytes:
    return row_adapter(type(event)).dump_json(event, exclude={"recorded_at"})
