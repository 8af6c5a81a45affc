"""Refuses a caller by an order's first owner, before anything else of the order is read.

A refusal therefore costs the same for a foreign and a missing order, and for any size. The first owner decides refusals
only: a caller who passes is checked against the whole order, see ``ownership``.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from core.identity.tokens import Principal
from rewards.auth.ownership import get_own_customer, may_see_every_order
from rewards.errors import NotFound, OwnershipUnproven, SourceUnavailable
from rewards.sources.base import FirstOwner, Sources
from rewards.sources.gathering import Deadline, owner_read, read_all

CachedOwners = Callable[[str], Awaitable[frozenset[str]]]


async def require_first_owner(
    principal: Principal,
    order_forms: Sequence[str],
    sources: Sources,
    deadline: Deadline,
    cached_owners: CachedOwners,
) -> None:
    """Raise unless the cache or the first rows of an order, in one of its forms, name the caller.

    Callers who may see every order pass without a read, and owners of a cached order without a read of the databases.
    All forms are looked up before a refusal, so that the number of reads reveals nothing.

    Raises:
        NotFound: if the order is missing or foreign, and PED and Concessions both answered.
        OwnershipUnproven: if one of the two did not answer: it could have proven the owner.
    """
    if may_see_every_order(principal):
        return
    customer = get_own_customer(principal)
    for order in order_forms:
        if await cached_owners(order) == {customer}:
            return
    lookups = []
    for order in order_forms:
        lookup = await _look_up(sources, order, customer, deadline)
        if lookup.may_be_of(customer):
            return
        lookups.append(lookup)
    first_known = next((lookup for lookup in lookups if not lookup.is_empty), lookups[-1])
    raise NotFound if first_known.is_answered else OwnershipUnproven


async def require_first_ped_owner(
    principal: Principal, order_forms: Sequence[str], sources: Sources, deadline: Deadline
) -> None:
    """Raise unless PED's first row of an order, in one of its forms, names the caller.

    Raises:
        NotFound: if PED has no row, or the row names another customer.
        SourceUnavailable: if PED did not answer.
    """
    if may_see_every_order(principal):
        return
    customer = get_own_customer(principal)
    owners: list[FirstOwner | None] = []
    for order in order_forms:
        (reading,) = await read_all([owner_read(sources.ped, order)], deadline.halved())
        if reading.answer is not None and reading.answer.customer_id == customer is not None:
            return
        owners.append(reading.answer)
    first_known = next((owner for owner in owners if owner is None or not owner.is_empty), owners[-1])
    raise SourceUnavailable if first_known is None else NotFound


@dataclass(frozen=True, slots=True)
class _Lookup:
    """The first owners of one order; None stands for a source that did not answer."""

    ped: FirstOwner | None
    events: Sequence[FirstOwner | None]

    @property
    def is_answered(self) -> bool:
        return self.ped is not None and None not in self.events

    @property
    def is_empty(self) -> bool:
        return all(owner is None or owner.is_empty for owner in (self.ped, *self.events))

    def may_be_of(self, customer_id: str | None) -> bool:
        """Whether PED's first row names this customer, or, without one, the first event of some source."""
        by_ped = {self.ped.customer_id} - {None} if self.ped is not None else set()
        by_events = {owner.customer_id for owner in self.events if owner is not None}
        return customer_id is not None and customer_id in (by_ped or by_events)


async def _look_up(sources: Sources, order: str, customer_id: str | None, deadline: Deadline) -> _Lookup:
    """Ask PED, and unless PED names this customer also the event sources, which decide between 404 and 503."""
    (ped,) = await read_all([owner_read(sources.ped, order)], deadline.halved())
    lookup = _Lookup(ped.answer, events=())
    if lookup.may_be_of(customer_id):
        return lookup
    readings = await read_all([owner_read(source, order) for source in sources.of_events], deadline.halved())
    return _Lookup(ped.answer, [reading.answer for reading in readings])
