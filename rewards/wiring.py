"""Assembly of the sources, their guards and the order cache for a running service."""

from dataclasses import dataclass
from time import monotonic

from core.circuit_breaker import CircuitBreaker, CircuitRules
from core.clock import Clock
from rewards.cache.memory_cache import MemoryCache, SnapshotCache
from rewards.metrics import RewardsMetrics
from rewards.order_reader import Freshness, OrderReader, RefreshTimeouts
from rewards.settings import TO_ANSWER_MS, RewardsSettings
from rewards.sources.base import Sources
from rewards.sources.guarded import Guard, circuit_states, guard_sources
from rewards.sources.retry_budget import RetryBudget

_FAILURE_SHARE = 0.5  # of a source's latest reads, from which on its circuit opens
_ALMOST = 0.9  # a timer may fire slightly early, and part of a deadline has passed before a read starts


@dataclass(frozen=True, slots=True)
class OrderReading:
    """The guarded sources, and the reader of whole orders over them."""

    sources: Sources
    orders: OrderReader


def build_reading(
    sources: Sources,
    *,
    clock: Clock,
    settings: RewardsSettings,
    metrics: RewardsMetrics,
) -> OrderReading:
    """Return the sources behind guards, with the cache in front; ``metrics`` observes all of them."""
    full_timeout_s = min(settings.source_timeout_ms, settings.deadline_ms - TO_ANSWER_MS) / 1000 * _ALMOST
    rules = CircuitRules(failure_share=_FAILURE_SHARE, open_s=settings.circuit_open_ms / 1000)

    def make_guard(source: str) -> Guard:
        return Guard(source, CircuitBreaker(rules), RetryBudget(), metrics, monotonic, full_timeout_s)

    behind, guards = guard_sources(sources, make_guard)
    metrics.watch_circuits(lambda: circuit_states(guards))
    orders = OrderReader(
        behind,
        _cache(settings),
        clock=clock,
        freshness=Freshness(
            open_s=settings.cache_open_ms / 1000,
            settled_s=settings.cache_settled_ms / 1000,
            revalidate_s=settings.cache_revalidate_ms / 1000,
            on_error_s=settings.cache_on_error_ms / 1000,
        ),
        refresh_timeouts=RefreshTimeouts(
            deadline_ms=settings.deadline_ms, source_timeout_ms=settings.source_timeout_ms
        ),
        observer=metrics,
    )
    return OrderReading(behind, orders)


def _cache(settings: RewardsSettings) -> SnapshotCache:
    if settings.redis_url is None:
        return MemoryCache(monotonic, max_rows=settings.cache_rows)
    from rewards.cache.redis_cache import RedisCache  # its library is installed where it is used

    return RedisCache.at(settings.redis_url.get_secret_value())
