"""The read behind every route of one order, for a caller who may or may not see it."""

from rewards.aggregate import Deadline
from rewards.http.context import Service
from rewards.identity import Principal
from rewards.ids import order_forms
from rewards.order_reader import Lookup, Served
from rewards.orders import require_answerable
from rewards.ownership import may_see

_FROM_CACHE = (Lookup.HIT, Lookup.STALE, Lookup.STALE_ON_ERROR)


async def read_for(
    caller: Principal,
    typed: str,
    service: Service,
    deadline: Deadline,
    *,
    fresh: bool,
    allow_partial: bool = True,
) -> Served:
    """Read an order by what was typed of its number, from the cache if that is fresh enough.

    Raises:
        InvalidIdentifier: when it cannot be an order's number.
        NotFound, OwnershipUnproven, SourceUnavailable: see ``require_answerable``.
    """
    *others, last = order_forms(typed)
    for order in others:
        served = await _read(caller, order, service, deadline, fresh=fresh, allow_stale=allow_partial)
        if not served.snapshot.evidence.is_empty:
            break
    else:
        served = await _read(caller, last, service, deadline, fresh=fresh, allow_stale=allow_partial)
    require_answerable(caller, served.snapshot.evidence, allow_partial=allow_partial)
    return served


async def _read(
    caller: Principal, order: str, service: Service, deadline: Deadline, *, fresh: bool, allow_stale: bool
) -> Served:
    served = await service.orders.read(order, deadline, fresh=fresh, allow_stale=allow_stale)
    if served.lookup in _FROM_CACHE and not may_see(caller, served.snapshot.evidence):
        # What is missing is never in the cache: a foreign order must be refused by the same reads, in the same time.
        served = await service.orders.read(order, deadline, fresh=True)
    return served
