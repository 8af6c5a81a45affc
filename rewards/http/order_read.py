"""The read behind every route of one order, for a caller who may or may not see it."""

from dataclasses import dataclass

from core.identity.tokens import Principal
from core.ids import order_forms
from rewards.auth.owner_lookup import require_first_owner
from rewards.auth.ownership import may_see
from rewards.cache.snapshot import Snapshot
from rewards.http.dependencies import RewardsService
from rewards.order_reader import CacheResult, ServedSnapshot
from rewards.order_views import require_answerable
from rewards.sections import EVERY_SECTION, Section, gather_sections, needed_kinds
from rewards.sources.gathering import EVERY_KIND, Deadline

_FROM_CACHE = (CacheResult.HIT, CacheResult.STALE, CacheResult.STALE_ON_ERROR)


async def read_for(
    caller: Principal,
    typed: str,
    service: RewardsService,
    deadline: Deadline,
    *,
    fresh: bool,
    allow_partial: bool = True,
    sections: frozenset[Section] = EVERY_SECTION,
) -> ServedSnapshot:
    """Return an order by its number as somebody typed it, from the cache if that is fresh enough.

    Otherwise only the databases are read that ``sections`` need; such a reading is not cached.

    Raises:
        InvalidIdentifier: when it cannot be an order's number.
        NotFound, OwnershipUnproven, SourceUnavailable: see ``require_answerable``.
    """
    forms = order_forms(typed)
    await require_first_owner(caller, forms, service.sources, deadline, service.orders.cached_owners)
    *others, last = forms
    reading = _Reading(caller, service, deadline, sections=sections, fresh=fresh, allow_stale=allow_partial)
    for order in others:
        served = await reading.read(order)
        if not served.snapshot.evidence.is_empty:
            break
    else:
        served = await reading.read(last)
    require_answerable(caller, served.snapshot.gathered, allow_partial=allow_partial)
    return served


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the order is read under each of its forms."""

    caller: Principal
    service: RewardsService
    deadline: Deadline
    sections: frozenset[Section]
    fresh: bool
    allow_stale: bool

    async def read(self, order: str) -> ServedSnapshot:
        if needed_kinds(self.sections) != EVERY_KIND:
            return await self._read_sections(order)
        orders = self.service.orders
        served = await orders.read(order, self.deadline, fresh=self.fresh, allow_stale=self.allow_stale)
        if served.lookup in _FROM_CACHE and not may_see(self.caller, served.snapshot.evidence):
            # The cached snapshot is not the caller's, and what the databases hold now may be.
            served = await orders.read(order, self.deadline, fresh=True)
        return served

    async def _read_sections(self, order: str) -> ServedSnapshot:
        cached = None if self.fresh else await self.service.orders.cached(order)
        if cached is not None and may_see(self.caller, cached.snapshot.evidence):
            return cached
        as_of = self.service.clock.now()
        gathered = await gather_sections(self.service.sources, order, self.sections, self.deadline)
        return ServedSnapshot(Snapshot(gathered, as_of), CacheResult.PASSED, gathered.reports)
