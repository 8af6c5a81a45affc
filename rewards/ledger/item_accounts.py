"""What the events leave of each tracker row's due amount, and where they exceed it.

Events name an item, a shipment, both or neither. An event that names an item counts against that item in all its
shipments, one that names a shipment against the remainder of its items, and any other against the remainder of the
benefit. An event whose item or shipment is unknown to the tracker counts at the next coarser level.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from core.contract import EventType
from rewards.ledger.evidence import BenefitEvidence
from rewards.ledger.items import CLOSED_STATUSES, closed_without_event
from rewards.ledger.tally import Tally
from rewards.stores.rows import EventRow, LineItemRow

_ISSUED = frozenset({"ISSUED"})


@dataclass(frozen=True, slots=True)
class Overuse:
    """An item or shipment of which more was issued, or issued and closed, than was due. In minor units."""

    code: Literal["itemOverIssued", "itemClosedTwice"]
    line_item_id: str | None
    shipment_id: str | None
    due: int
    used: int


@dataclass(frozen=True, slots=True)
class ItemAccount:
    """The tracker's rows after deducting the events, in minor units.

    ``left`` is aligned with the rows. ``open_minor`` is what the open rows have still to receive. ``reversed_excess``
    was issued beyond an item's due and reversed, so that it consumed nothing of the promise.
    """

    left: tuple[int, ...]
    open_minor: int
    reversed_excess: int
    overuses: tuple[Overuse, ...]


@dataclass(slots=True)
class _Movements:
    """The amounts moved by the events of one scope. ``lost`` was reversed and is not due again."""

    issued: int = 0
    granted: int = 0
    lost: int = 0
    closed: int = 0


class _Scope(NamedTuple):
    """What events count against: an item, a shipment, or with neither the whole benefit."""

    line_item_id: str | None = None
    shipment_id: str | None = None


_WHOLE = _Scope()


class _Rows:
    """The rows, indexed by item and by shipment, and the remainder of each."""

    def __init__(self, rows: Sequence[LineItemRow]) -> None:
        self.rows = rows
        self.left = [row.eligible_minor for row in rows]
        self.unplaced = 0  # consumed from one of several rows, without evidence of which
        self.places: dict[_Scope, list[int]] = defaultdict(list)
        self.place: dict[tuple[str, str | None], int] = {}
        for place, row in enumerate(rows):
            self.place[row.line_item_id, row.shipment_id] = place
            self.places[_WHOLE].append(place)
            self.places[_Scope(row.line_item_id, None)].append(place)
            if row.shipment_id is not None:
                self.places[_Scope(None, row.shipment_id)].append(place)

    def scope_of(self, event: EventRow) -> _Scope:
        if event.line_item_id is not None:
            scope = _Scope(event.line_item_id, None)
            if scope in self.places:
                return scope
        if event.shipment_id is not None:
            scope = _Scope(None, event.shipment_id)
            if scope in self.places:
                return scope
        return _WHOLE

    def due_of(self, scope: _Scope) -> int:
        return sum(self.rows[place].eligible_minor for place in self.places[scope])

    def left_of(self, scope: _Scope) -> int:
        left = sum(self.left[place] for place in self.places[scope])
        return left if scope != _WHOLE else max(0, left - self.unplaced)

    def use(self, places: Iterable[int], amount: int, *, only: frozenset[str] | None = None) -> int:
        """Deduct an amount from the rows, only those with a status in ``only`` if given, and return the excess."""
        for place in places:
            if only is None or self.rows[place].status in only:
                used = min(amount, self.left[place])
                self.left[place] -= used
                amount -= used
        return amount

    def use_of(self, scope: _Scope, granted: int, closed: int) -> None:
        """Deduct sums from a scope: from rows with a matching status first, then from all, or from none for certain."""
        places = self.places[scope]
        over = self.use(places, granted, only=_ISSUED) + self.use(places, closed, only=CLOSED_STATUSES)
        still_open = [place for place in places if self.left[place]]
        if len(still_open) == 1 or over >= self.left_of(scope):
            self.use(still_open, over)
        else:
            self.unplaced += over


def build_item_account(evidence: BenefitEvidence, sums: Tally) -> ItemAccount | None:
    """Return the account of the tracker's rows after deducting the events, or None without rows."""
    rows = _Rows(evidence.comparable_items)
    if not rows.rows:
        return None
    by_scope, by_row = _collect_movements(rows, evidence, sums)
    placed = {place: used - rows.use([place], used) for place, used in by_row.items()}
    overuses: list[Overuse] = []
    excess = 0
    for scope in sorted(by_scope, key=_narrow_first):
        moved = by_scope[scope]
        due = rows.due_of(scope)
        # An event that names both was already deducted from its row, and is counted here.
        capacity = due if scope.line_item_id else rows.left_of(scope)
        if scope == _Scope():
            capacity = max(0, capacity + (evidence.promise_difference or 0))  # PED's promise counts, not the items' sum
        reversed_excess = min(moved.lost, max(0, moved.issued - capacity))
        excess += reversed_excess
        closed = moved.closed + moved.lost - reversed_excess
        if overuse := _overuse(scope, due, moved.granted + due - capacity, closed):
            overuses.append(overuse)
        done = sum(placed.get(place, 0) for place in rows.places[scope]) if scope.line_item_id else 0
        rows.use_of(scope, max(0, moved.granted - done), max(0, closed - max(0, done - moved.granted)))
    return ItemAccount(
        left=tuple(rows.left),
        open_minor=max(0, _open_minor(rows, evidence) - rows.unplaced),
        reversed_excess=excess,
        overuses=tuple(overuses),
    )


def _collect_movements(
    rows: _Rows, evidence: BenefitEvidence, sums: Tally
) -> tuple[dict[_Scope, _Movements], dict[int, int]]:
    """Return the movements by scope, and the amounts that name both the item and the shipment of a row."""
    by_scope: dict[_Scope, _Movements] = defaultdict(_Movements)
    by_row: dict[int, int] = defaultdict(int)
    log = evidence.log
    for event in (*log.issued, *log.of_type(EventType.CANCELLED), *log.of_type(EventType.EXPIRED)):
        moved = by_scope[rows.scope_of(event)]
        used = event.amount_minor
        if event.type == EventType.ISSUED:
            moved.issued += used
            moved.granted += used
            if reversals := sums.reversals.get(event.event_id):
                reversed_minor = sum(part.amount_minor for part in reversals)
                lost = sum(part.amount_minor for part in reversals if not part.reinstates)
                moved.granted -= reversed_minor
                moved.lost += lost
                used += lost - reversed_minor
        else:
            moved.closed += event.amount_minor
        place = rows.place.get((event.line_item_id or "", event.shipment_id))
        if place is not None:
            by_row[place] += used
    return by_scope, by_row


def _narrow_first(scope: _Scope) -> tuple[bool, bool, str, str]:
    item, shipment = scope.line_item_id, scope.shipment_id
    return item is None, shipment is None, item or "", shipment or ""


def _overuse(scope: _Scope, due: int, granted: int, closed: int) -> Overuse | None:
    """Return the overuse of an item or a shipment; the sums of the benefit cover the whole benefit."""
    if scope == _WHOLE or granted + closed <= due:
        return None
    code: Literal["itemOverIssued", "itemClosedTwice"] = "itemOverIssued" if granted > due else "itemClosedTwice"
    used = granted if granted > due else granted + closed
    return Overuse(code, scope.line_item_id, scope.shipment_id, due, used)


def _open_minor(rows: _Rows, evidence: BenefitEvidence) -> int:
    """Return what the rows have still to receive: open rows, and rows that only the tracker calls closed."""
    unproven = {id(row) for row in closed_without_event(evidence)}
    total = 0
    for row, left in zip(rows.rows, rows.left, strict=True):
        if row.status in _ISSUED:
            total += max(0, min(left, row.issued_minor - (row.eligible_minor - left)))
        elif row.status not in CLOSED_STATUSES or id(row) in unproven:
            total += left
    return total
