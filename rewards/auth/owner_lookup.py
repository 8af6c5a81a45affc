"""Refuses a caller before anything of an order is read but its first owner.

A refusal then costs the same for another customer's order as for a missing one, and the same for any size. Whom the
first rows name decides refusals only: a caller who passes is judged by the whole order, see ``ownership``.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from core.identity.tokens import Principal
from rewards.auth.ownership import may_see_every_order
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
    """Return when an order, in one of its forms, may be the caller's: in the cache, or by the first rows of it.

    Callers who may see every order pass without a read, and those whose order is cached without one of the databases.
    Each form is looked up before any is refused, so that the number of reads says nothing.

    Raises:
        NotFound: when it is missing or foreign, and PED and Concessions both answered.
        OwnershipUnproven: when one of them did not: it could have proven the owner.
    """
    if may_see_every_order(principal):
        return
    for order in order_forms:
        if await cached_owners(order) == {principal.customer_id}:
            return
    lookups = []
    for order in order_forms:
        lookup = await _look_up(sources, order, principal.customer_id, deadline)
        if lookup.may_be_of(principal.customer_id):
            return
        lookups.append(lookup)
    first_known = next((lookup for lookup in lookups if not lookup.is_empty), lookups[-1])
    raise NotFound if first_known.is_answered else OwnershipUnproven


async def require_first_ped_owner(
    principal: Principal, order_forms: Sequence[str], sources: Sources, deadline: Deadline
) -> None:
    """Return when PED's first row of an order, in one of its forms, names the caller.

    Raises:
        NotFound: when PED has no row, or it is another customer's.
        SourceUnavailable: when PED did not answer.
    """
    if may_see_every_order(principal):
        return
    owners: list[FirstOwner | None] = []
    for order in order_forms:
        (reading,) = await read_all([owner_read(sources.ped, order)], deadline.halved())
        if reading.answer is not None and reading.answer.customer_id == principal.customer_id is not None:
            return
        owners.append(reading.answer)
    first_known = next((owner for owner in owners if owner is None or not owner.is_empty), owners[-1])
    raise SourceUnavailable if first_known is None else NotFound


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Whom the first rows of one order name; None is a source that did not answer."""

    ped: FirstOwner | None
    events: Sequence[FirstOwner | None]

    @property
    def is_answered(self) -> bool:
        return self.ped is not None and None not in self.events

    @property
    def is_empty(self) -> bool:
        return all(owner is None or owner.is_empty for owner in (self.ped, *self.events))

    def may_be_of(self, customer_id: str | None) -> bool:
        """Whether the rows that decide name this customer: PED's, else those of the events."""
        by_ped = {self.ped.customer_id} - {None} if self.ped is not None else set()
        by_events = {owner.customer_id for owner in self.events if owner is not None}
        return customer_id is not None and customer_id in (by_ped or by_events)


async def _look_up(sources: Sources, order: str, customer_id: str | None, deadline: Deadline) -> _Lookup:
    """Ask PED, and for all but the customer whom PED names also the events: it is they that tell 404 from 503."""
    (ped,) = await read_all([owner_read(sources.ped, order)], deadline.halved())
    lookup = _Lookup(ped.answer, events=())
    if lookup.may_be_of(customer_id):
        return lookup
    readings = await read_all([owner_read(source, order) for source in sources.of_events], deadline.halved())
    return _Lookup(ped.answer, [reading.answer for reading in readings])
