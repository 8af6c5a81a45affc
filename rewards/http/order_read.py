"""The read behind every route of one order, for a caller who may or may not see it."""

from core.identity.tokens import Principal
from core.ids import order_forms
from rewards.auth.owner_lookup import require_first_owner
from rewards.auth.ownership import may_see
from rewards.http.dependencies import RewardsService
from rewards.order_reader import CacheResult, ServedSnapshot
from rewards.order_views import require_answerable
from rewards.sources.gathering import Deadline

_FROM_CACHE = (CacheResult.HIT, CacheResult.STALE, CacheResult.STALE_ON_ERROR)


async def read_for(
    caller: Principal,
    typed: str,
    service: RewardsService,
    deadline: Deadline,
    *,
    fresh: bool,
    allow_partial: bool = True,
) -> ServedSnapshot:
    """Return an order by its number as somebody typed it, from the cache if that is fresh enough.

    Raises:
        InvalidIdentifier: when it cannot be an order's number.
        NotFound, OwnershipUnproven, SourceUnavailable: see ``require_answerable``.
    """
    forms = order_forms(typed)
    await require_first_owner(caller, forms, service.sources, deadline, service.orders.cached_owners)
    *others, last = forms
    for order in others:
        served = await _read(caller, order, service, deadline, fresh=fresh, allow_stale=allow_partial)
        if not served.snapshot.evidence.is_empty:
            break
    else:
        served = await _read(caller, last, service, deadline, fresh=fresh, allow_stale=allow_partial)
    require_answerable(caller, served.snapshot.evidence, allow_partial=allow_partial)
    return served


async def _read(
    caller: Principal, order: str, service: RewardsService, deadline: Deadline, *, fresh: bool, allow_stale: bool
) -> ServedSnapshot:
    served = await service.orders.read(order, deadline, fresh=fresh, allow_stale=allow_stale)
    if served.lookup in _FROM_CACHE and not may_see(caller, served.snapshot.evidence):
        # The cached snapshot is not the caller's, and what the databases hold now may be.
        served = await service.orders.read(order, deadline, fresh=True)
    return served
