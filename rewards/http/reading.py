"""The read behind every route of one order, for a caller who may or may not see it."""

from rewards.aggregate import Deadline
from rewards.http.context import Service
from rewards.identity import Principal
from rewards.order_reader import Lookup, Served
from rewards.orders import require_answerable
from rewards.ownership import may_see

_FROM_CACHE = (Lookup.HIT, Lookup.STALE)


async def read_for(
    caller: Principal,
    business_reference_id: str,
    service: Service,
    deadline: Deadline,
    *,
    fresh: bool,
    allow_partial: bool = True,
) -> Served:
    """Read an order, from the cache if that is fresh enough.

    Raises:
        NotFound, OwnershipUnproven, SourceUnavailable: see ``require_answerable``.
    """
    served = await service.orders.read(business_reference_id, deadline, fresh=fresh, allow_stale=allow_partial)
    if served.lookup in _FROM_CACHE and not may_see(caller, served.snapshot.evidence):
        # What is missing is never in the cache: a foreign order must take as long to be refused.
        served = await service.orders.read(business_reference_id, deadline, fresh=True, allow_stale=allow_partial)
    require_answerable(caller, served.snapshot.evidence, allow_partial=allow_partial)
    return served
