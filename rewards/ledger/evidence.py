"""The rows of one order from all sources, and those of one benefit.

"Did not answer" and "has no rows" are distinct everywhere: None stands for a source that did not answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from core.contract import EventType
from core.money import Money, money
from core.unlocked_property import cached_property
from rewards.ledger.event_log import EventLog
from rewards.stores.ped_records import PedRecord
from rewards.stores.rows import EventRow, LineItemRow, PedRow
from rewards.stores.unreadable_rows import UnreadableRow

# The statuses in PED of a benefit that ended without money, and the event type that confirms each.
_PED_ENDINGS = {"CANCELLED": EventType.CANCELLED, "EXPIRED": EventType.EXPIRED, "FAILED": EventType.ISSUE_FAILED}
# The statuses in PED that mean that nothing was issued. Any other status may mean that something was.
_PED_NOT_ISSUED = {"PENDING", "RESERVED", *_PED_ENDINGS}


_Row = TypeVar("_Row", PedRow, LineItemRow, EventRow)


@dataclass(frozen=True)
class Evidence:
    """The rows of one order. ``events_complete`` is False if some event source did not answer.

    ``unreadable`` are malformed rows of sources that did answer. ``records`` are PED's rows as v1 returns them; a
    cached order has none.
    """

    business_reference_id: str
    ped: tuple[PedRow, ...] | None
    items: tuple[LineItemRow, ...] | None
    events: tuple[EventRow, ...]
    events_complete: bool
    unreadable: tuple[UnreadableRow, ...] = ()
    records: tuple[PedRecord, ...] = field(default=(), compare=False, repr=False)

    @property
    def is_empty(self) -> bool:
        return not (self.ped or self.items or self.events or self.unreadable)

    @property
    def has_silent_source(self) -> bool:
        return self.ped is None or self.items is None or not self.events_complete

    @property
    def is_partial(self) -> bool:
        """Whether some amount may be unknown because a source did not answer, or a row cannot be read."""
        return self.has_silent_source or bool(self.unreadable)

    @cached_property
    def _owners_in_ped(self) -> frozenset[str | None]:
        """The owners that PED names; None stands for a row whose owner cannot be read."""
        return _owners(self.ped or (), self.unreadable_of(PedRow))

    @cached_property
    def _owners_in_events(self) -> frozenset[str | None]:
        return _owners(self.events, self.unreadable_of(EventRow))

    @cached_property
    def owners(self) -> frozenset[str]:
        """All customers who may own the order: those named by PED, or those named by the events if PED proves none."""
        in_ped = self._owners_in_ped
        found = in_ped if in_ped and None not in in_ped else in_ped | self._owners_in_events
        return frozenset(owner for owner in found if owner is not None)

    @property
    def is_owner_proven(self) -> bool:
        """Whether every row that decides the owner names one: those of PED, else those of the events."""
        in_ped, in_events = self._owners_in_ped, self._owners_in_events
        return (bool(in_ped) and None not in in_ped) or (bool(in_events) and None not in in_events)

    def unreadable_of(self, model: type[PedRow] | type[LineItemRow] | type[EventRow]) -> tuple[UnreadableRow, ...]:
        """Return the malformed rows of one kind."""
        return tuple(row for row in self.unreadable if issubclass(row.model, model))

    @property
    def customer_id(self) -> str | None:
        """The owner; of several candidates always the first in sort order, so that the result is stable."""
        return min(self.owners, default=None)

    @cached_property
    def own_events(self) -> tuple[EventRow, ...]:
        """The events of the owner named by PED; those of other customers are left out, and reported as a conflict."""
        named = self._owners_in_ped - {None}
        return tuple(event for event in self.events if event.customer_id in named) if named else self.events

    @cached_property
    def _foreign_keys(self) -> frozenset[tuple[str, str]]:
        named = self._owners_in_ped - {None}
        return frozenset(row.benefit_key for row in self.events if named and row.customer_id not in named)

    def benefits(self) -> list["BenefitEvidence"]:
        """Return the evidence of each benefit, ordered by promotion and benefit id."""
        ped, items = _by_benefit(self.ped or ()), _by_benefit(self.items or ())
        events = _by_benefit(self.own_events)
        unreadable: dict[tuple[str, str], list[UnreadableRow]] = {}
        for row in self.unreadable:
            if row.benefit_key is not None:
                unreadable.setdefault(row.benefit_key, []).append(row)
        # Rows of a source that counts as silent make unknown what depends on the source, as its silence does.
        silent = tuple(
            model
            for model, is_silent in (
                (PedRow, self.ped is None),
                (LineItemRow, self.items is None),
                (EventRow, not self.events_complete),
            )
            if is_silent
        )
        of_any = tuple(r for r in self.unreadable if r.benefit_key is None and not issubclass(r.model, silent))
        return [
            BenefitEvidence(
                promotion_id=key[0],
                benefit_id=key[1],
                ped=ped[key][0] if key in ped else None,
                is_ped_answered=self.ped is not None,
                items=None if self.items is None else _ordered(items.get(key, ())),
                log=EventLog.of(events.get(key, ())),
                has_foreign_events=key in self._foreign_keys,
                is_log_answered=self.events_complete,
                unreadable=(*unreadable.get(key, ()), *of_any),
            )
            for key in sorted({*ped, *items, *events, *unreadable})
        ]


@dataclass(frozen=True)
class BenefitEvidence:
    """The rows of one benefit, at least one row of some source.

    ``unreadable`` are malformed rows that are of this benefit or may be: with one, no amount is known.
    """

    promotion_id: str
    benefit_id: str
    ped: PedRow | None
    is_ped_answered: bool
    items: tuple[LineItemRow, ...] | None
    log: EventLog
    is_log_answered: bool
    has_foreign_events: bool = False  # of a customer other than PED's: whether they count is unknown
    unreadable: tuple[UnreadableRow, ...] = ()

    @cached_property
    def is_ped_known(self) -> bool:
        """Whether PED answered, and each of its rows that may be of this benefit can be read."""
        return self.is_ped_answered and not self._has_unreadable(PedRow)

    @cached_property
    def is_log_complete(self) -> bool:
        """Whether every event source answered, and each event that may be of this benefit can be read."""
        return self.is_log_answered and not self._has_unreadable(EventRow)

    def _has_unreadable(self, model: type[PedRow] | type[LineItemRow] | type[EventRow]) -> bool:
        return any(issubclass(row.model, model) for row in self.unreadable)

    @cached_property
    def known_currency(self) -> str | None:
        """The currency of the benefit: that of PED, else of the tracker, else of the first event.

        None if only malformed rows are known and none of them has one that can be read.
        """
        ranked = (self.ped, *(self.items or ()), *self.log.events, *self.unreadable)
        return next((row.currency for row in ranked if row is not None and row.currency is not None), None)

    @property
    def currency(self) -> str:
        """The currency of a benefit some amount of which is known.

        Raises:
            ValueError: if it is not known.
        """
        if self.known_currency is None:
            raise ValueError("no row of the benefit has a currency")
        return self.known_currency

    @cached_property
    def is_log_in_one_currency(self) -> bool:
        return all(event.currency == self.known_currency for event in self.log.events)

    @cached_property
    def comparable_items(self) -> tuple[LineItemRow, ...]:
        """The tracker's rows, empty if they are not all known or if their currency differs from the benefit's."""
        items = () if self._has_unreadable(LineItemRow) else self.items or ()
        return items if all(item.currency == self.known_currency for item in items) else ()

    @cached_property
    def promise_difference(self) -> int | None:
        """PED's promise minus the sum of the tracker's rows, in minor units; None unless both are known."""
        if self.ped is None or not self.comparable_items:
            return None
        return self.ped.eligible_minor - sum(item.eligible_minor for item in self.comparable_items)

    @property
    def is_promise_rounded(self) -> bool:
        """Whether the two promises differ only by rounding the items' shares: by less than one minor unit per item."""
        difference = self.promise_difference
        return difference is not None and abs(difference) < len(self.comparable_items)

    @property
    def has_silent_source(self) -> bool:
        return not self.is_ped_answered or self.items is None or not self.is_log_answered

    @property
    def is_issued_elsewhere(self) -> bool:
        """Whether PED or the tracker records an issuance, or has a status unknown here that may mean one."""
        ped = self.ped
        by_ped = ped is not None and (ped.benefit_issuance_status not in _PED_NOT_ISSUED or bool(ped.gift_card_ids))
        return by_ped or any(item.issued_minor or item.status == "ISSUED" for item in self.items or ())

    @property
    def parked_reversals(self) -> tuple[EventRow, ...]:
        """Reversals whose issuance is not in the log; empty if the log has gaps, as this is then undecidable."""
        return self.log.parked if self.is_log_complete else ()

    @property
    def lacks_issued_events(self) -> bool:
        """Whether money was issued that the log does not record: then it cannot determine what remains."""
        return self.is_log_complete and not self.log.holds_issued_money and self.is_issued_elsewhere

    @property
    def is_without_events(self) -> bool:
        """Whether the benefit has no events: such a record may be older than the event log."""
        return self.is_log_complete and not self.log.events

    @property
    def unproven_ending(self) -> EventType | None:
        """The type of the event that PED's status requires and the log lacks.

        None if the log holds an issuance: then PED's status is outdated, which is a known lag.
        """
        ending = None if self.ped is None else _PED_ENDINGS.get(self.ped.benefit_issuance_status)
        if ending is None or not self.is_log_complete or self.log.issued or self.log.of_type(ending):
            return None
        return ending

    @property
    def is_position_known(self) -> bool:
        """Whether the position can be computed from the log: complete, with all issuances, and in one currency.

        A log without an issuance proves that nothing was issued only if PED, which may record one, agrees; a log
        without events proves nothing about a benefit that has ended according to PED.
        """
        holds_all_issued = self.log.holds_issued_money or (self.is_ped_known and not self.is_issued_elsewhere)
        holds_the_end = self.unproven_ending is None or not self.is_without_events
        is_certain = not self.has_foreign_events and not self.unreadable
        return (
            self.is_log_complete and holds_all_issued and holds_the_end and is_certain and self.is_log_in_one_currency
        )

    def money(self, amount_minor: int) -> Money:
        return money(amount_minor, self.currency)


def _owners(rows: Iterable[PedRow | EventRow], unreadable: Iterable[UnreadableRow]) -> frozenset[str | None]:
    return frozenset(row.customer_id for row in (*rows, *unreadable))


def _ordered(items: Iterable[LineItemRow]) -> tuple[LineItemRow, ...]:
    return tuple(sorted(items, key=lambda item: (item.line_item_id, item.shipment_id or "")))


def _by_benefit(rows: Iterable[_Row]) -> dict[tuple[str, str], list[_Row]]:
    found: dict[tuple[str, str], list[_Row]] = {}
    for row in rows:
        found.setdefault(row.benefit_key, []).append(row)
    return found
