"""What a search in a window asks for, and where an order belongs in it."""

from dataclasses import dataclass
from datetime import datetime

from core.contract import IssuanceStatus
from core.windows import TimeField, Window
from rewards.ledger.evidence import BenefitEvidence, Evidence
from rewards.ledger.timestamps import get_creation, get_instant_in, get_possible_instant_in, is_instant_unreadable
from rewards.stores.order_places import OrderPlace
from rewards.stores.rows import PedRow
from rewards.stores.unreadable_rows import UnreadableRow


@dataclass(frozen=True, slots=True)
class Placed:
    """How far an earlier page came with orders that no index places: those up to ``up_to``, in the order of their ids.

    ``places`` are the first of the places found, in the direction of the search and behind the last page. With
    ``is_cut``, more were found than are kept.
    """

    up_to: str
    places: tuple[OrderPlace, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Continuation:
    """Where the next page begins: behind ``after``, with what was already ``placed`` for it."""

    after: OrderPlace | None
    placed: Placed | None = None


@dataclass(frozen=True, slots=True)
class WindowQuery:
    """What to search for. ``begin`` is where the previous page ended."""

    customer_id: str
    window: Window
    field: TimeField
    status: IssuanceStatus | None
    is_descending: bool
    limit: int
    begin: Continuation | None = None

    @property
    def after(self) -> OrderPlace | None:
        return None if self.begin is None else self.begin.after

    def is_ahead(self, place: OrderPlace) -> bool:
        """Whether a place is still to come."""
        after = self.after
        return after is None or (place < after if self.is_descending else place > after)


def find_place(evidence: Evidence, query: WindowQuery) -> OrderPlace | None:
    """Return the first instant that puts an order into the window, or None if nothing does.

    Only benefits of the customer count. For the creation, only those that have a PED row do. A malformed row counts by
    what of its times can be read, see ``get_possible_instant_in``.
    """
    own = tuple(row for row in evidence.ped or () if row.customer_id == query.customer_id)
    unreadable = _unreadable(evidence, query)
    if not own and not any(issubclass(row.model, PedRow) for row in unreadable):
        return None
    order = evidence.business_reference_id
    benefits = Evidence(order, own, (), evidence.events, evidence.events_complete, unreadable).benefits()
    if query.field is TimeField.CREATED:
        instants = [_created_in(query.window, benefit, benefit.ped) for benefit in benefits if benefit.ped is not None]
    else:
        instants = [get_instant_in(query.window, benefit, query.field) for benefit in benefits]
    instants += [get_possible_instant_in(query.window, row, query.field) for row in unreadable]
    known = [instant for instant in instants if instant is not None]
    return OrderPlace(min(known), order) if known else None


def may_be_anywhere(evidence: Evidence, query: WindowQuery) -> bool:
    """Whether a malformed row has the time that places the order, and it cannot be read."""
    return any(is_instant_unreadable(row, query.field) for row in _unreadable(evidence, query))


def _unreadable(evidence: Evidence, query: WindowQuery) -> tuple[UnreadableRow, ...]:
    """The malformed rows that are the customer's or may be."""
    return tuple(row for row in evidence.unreadable if row.customer_id in (query.customer_id, None))


def _created_in(window: Window, benefit: BenefitEvidence, ped: PedRow) -> datetime | None:
    """Return the instant by which a benefit's creation belongs to the window.

    A recorded or derived time of PED counts as it is, because the index has it so. Without one, a row is never created
    after its last update, and the events say more: so a page does not depend on whether a backfill has been there.
    """
    if ped.created_at is not None:
        return ped.created_at.at if ped.created_at.at in window else None
    updated_at = ped.last_updated_time.at
    if updated_at < window.start:
        return None
    at = get_instant_in(window, benefit, TimeField.CREATED)
    creation = get_creation(benefit)
    # A bound that later events have moved would move the order behind pages that already have it.
    return min(at, updated_at) if at is not None and creation is not None and creation.is_upper_bound else at
