"""Assembly of the sources, their guards, the order cache and the publication of changes for a running service."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol
from uuid import uuid4

from pydantic import SecretStr

from core.circuit_breaker import CircuitBreaker, CircuitRules
from core.clock import Clock
from rewards.cache.memory_cache import MemoryCache, SnapshotCache
from rewards.change_notifier import ChangeNotifier
from rewards.metrics import RewardsMetrics
from rewards.order_changes import LocalChanges, LocalEffects, NoEffects, ReaderEffects, RunningChanges
from rewards.order_reader import Freshness, OrderReader, RefreshTimeouts
from rewards.replicas.outbox import Outbox
from rewards.replicas.peers import Peers
from rewards.replicas.replicated_changes import ReplicatedChanges
from rewards.settings import TO_ANSWER_MS, RewardsSettings
from rewards.sources.base import Sources
from rewards.sources.guarded import Guard, circuit_states, guard_sources
from rewards.sources.retry_budget import RetryBudget
from rewards.stores.worklist_index import WorklistIndex
from rewards.worklist.refresh import WorklistRefresh
from rewards.worklist.updates import IndexedChanges, RefreshObserver, WorklistUpdates

_FAILURE_SHARE = 0.5  # of a source's latest reads, from which on its circuit opens
_ALMOST = 0.9  # a timer may fire slightly early, and part of a deadline has passed before a read starts


class WorklistMetrics(RefreshObserver, Protocol):
    """What is counted of the upkeep of the worklist."""

    def watch_worklist(self, waiting_count: Callable[[], int]) -> None: ...


class ReplicaLink:
    """What this process has heard from other replicas, and what it has yet to send them."""

    def __init__(self) -> None:
        self.peers = Peers(uuid4().hex, monotonic)
        self.outbox = Outbox()

    def may_use_shared_cache(self, business_reference_id: str) -> bool:
        """Whether this process is in contact, and has published its changes of the order."""
        return self.peers.is_listening and not self.outbox.holds(business_reference_id)


@dataclass(frozen=True, slots=True)
class OrderReading:
    """The guarded sources, and the reader of whole orders over them."""

    sources: Sources
    orders: OrderReader
    link: ReplicaLink | None  # None without other replicas


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
    link = ReplicaLink() if settings.redis_url else None
    orders = OrderReader(
        behind,
        _cache(settings, link),
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
        knows_all_changes=link.peers.is_complete if link else lambda: True,
    )
    return OrderReading(behind, orders, link)


def build_changes(
    reading: OrderReading, notifier: ChangeNotifier, *, settings: RewardsSettings, metrics: RewardsMetrics
) -> RunningChanges:
    """Return the changes of a service that reads orders and has live streams."""
    effects = ReaderEffects(reading.orders, notifier)
    if settings.redis_url is None or reading.link is None:
        return LocalChanges(effects)
    changes = _replicated_changes(settings.redis_url, effects, reading.link)
    metrics.watch_changes(changes)
    return changes


def build_writer_changes(settings: RewardsSettings) -> RunningChanges:
    """Return the changes of a process that only writes, such as a consumer of events."""
    if settings.redis_url is None:
        return LocalChanges(NoEffects())
    return _replicated_changes(settings.redis_url, NoEffects(), ReplicaLink())


def keep_worklist(
    changes: RunningChanges,
    store: WorklistIndex,
    sources: Sources,
    *,
    clock: Clock,
    settings: RewardsSettings,
    metrics: WorklistMetrics,
) -> RunningChanges:
    """Return the changes with the index of the worklist behind them, unless this process does not keep it."""
    if settings.read_only or not settings.worklist:
        return changes
    updates = WorklistUpdates(WorklistRefresh(store, sources, clock), observer=metrics)
    metrics.watch_worklist(lambda: updates.waiting_count)
    return IndexedChanges(changes, updates)


def _replicated_changes(redis_url: SecretStr, effects: LocalEffects, link: ReplicaLink) -> ReplicatedChanges:
    from rewards.replicas.redis_channel import RedisChannel  # its library is installed where it is used

    channel = RedisChannel.at(redis_url.get_secret_value())
    return ReplicatedChanges(channel, effects, peers=link.peers, outbox=link.outbox, monotonic=monotonic)


def _cache(settings: RewardsSettings, link: ReplicaLink | None) -> SnapshotCache:
    if settings.redis_url is None or link is None or not settings.cache_shared:
        return MemoryCache(monotonic, max_rows=settings.cache_rows)
    from rewards.cache.redis_cache import RedisCache  # its library is installed where it is used

    return RedisCache.at(settings.redis_url.get_secret_value(), may_use=link.may_use_shared_cache)
