"""What the rewards API counts and times for Prometheus."""

from collections.abc import Callable
from functools import cache
from typing import Protocol

from core.contract import SourceStatus
from core.metrics import CircuitStates, MetricsRegistry
from rewards.errors import StoreUnavailable
from rewards.malformed_rows import MalformedRows
from rewards.order_reader import CacheResult
from rewards.store_failures import StoreFailures
from rewards.stores.unreadable_rows import UnreadableRow
from rewards.worklist.refresh import RefreshOutcome

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 1.5, 3.0, 10.0)


class WatchedChanges(Protocol):
    """What is measured of the exchange of changes between replicas."""

    @property
    def is_up(self) -> bool: ...

    @property
    def unpublished_count(self) -> int: ...

    @property
    def silent_count(self) -> int: ...


class RewardsMetrics:
    """The metrics of one rewards API."""

    def __init__(self) -> None:
        registry = self._registry = MetricsRegistry("rewards_")
        self._included: list[Callable[[], bytes]] = []
        read_seconds = registry.histogram(
            "source_read_seconds", "How long reads of a source took.", "source", buckets=_SECONDS
        )
        reads = registry.counter("source_reads", "Reads of a source, by how they ended.", "source", "status")
        lookups = registry.counter("cache_lookups", "Lookups in the cache of orders.", "outcome")
        request_seconds = registry.histogram(
            "http_request_seconds", "How long requests took, by route.", "method", "route", "status", buckets=_SECONDS
        )
        self._retries = registry.counter("source_retries", "Reads of a source that were retried.", "source")
        failures = registry.counter("store_failures", "Requests that the store did not serve, by the reason.", "code")
        self.store_failures = StoreFailures(lambda code: failures.labels(code).inc())
        malformed = registry.counter(
            "malformed_rows", "Malformed rows that were read, by the invalid field.", "table", "field"
        )
        self.malformed_rows = MalformedRows(lambda table, field: malformed.labels(table, field).inc())
        self._refreshes = registry.counter(
            "worklist_refreshes", "Changed orders brought up to date in the worklist, by how that ended.", "outcome"
        )
        # Their labels are closed sets, and looking a label up in the library costs more than counting.
        self._read_seconds_of = cache(read_seconds.labels)
        self._reads_of = cache(reads.labels)
        self._lookups_of = cache(lookups.labels)
        self._request_seconds_of = cache(request_seconds.labels)

    def watch_circuits(self, states: CircuitStates) -> None:
        """Report the circuits of the sources whenever the metrics are read."""
        self._registry.watch_circuits("source_circuit", "1 for the circuit's state.", label="source", states=states)

    def watch_changes(self, changes: WatchedChanges) -> None:
        """Report the exchange of changes with other replicas whenever the metrics are read."""
        gauge = self._registry.gauge
        up = gauge("change_channel_up", "1 while changes are exchanged with the other replicas.")
        up.set_function(lambda: float(changes.is_up))
        untold = gauge("untold_changes", "Changed orders that wait to be published to the other replicas.")
        untold.set_function(lambda: changes.unpublished_count)
        silent = gauge("silent_replicas", "Other replicas whose changes may not have arrived here.")
        silent.set_function(lambda: changes.silent_count)

    def watch_worklist(self, waiting_count: Callable[[], int]) -> None:
        """Report how many changed orders the worklist does not know yet, whenever the metrics are read."""
        gauge = self._registry.gauge("worklist_waiting", "Changed orders that the worklist does not know yet.")
        gauge.set_function(waiting_count)

    def refreshed(self, outcome: RefreshOutcome) -> None:
        self._refreshes.labels(outcome.value).inc()

    def read_ended(self, source: str, status: SourceStatus, latency_s: float) -> None:
        self._reads_of(source, status.value).inc()
        if status is not SourceStatus.CIRCUIT_OPEN:
            self._read_seconds_of(source).observe(latency_s)

    def read_retried(self, source: str) -> None:
        self._retries.labels(source).inc()

    def store_failed(self, error: StoreUnavailable) -> None:
        self.store_failures.record(error)

    def row_unreadable(self, row: UnreadableRow) -> None:
        self.malformed_rows.record(row)

    def looked_up(self, outcome: CacheResult) -> None:
        self._lookups_of(outcome.value).inc()

    def answered(self, *, method: str, route: str, status: int, seconds: float) -> None:
        self._request_seconds_of(method, route, str(status)).observe(seconds)

    def include(self, exposition: Callable[[], bytes]) -> None:
        """Add the metrics of a part that has its own registry. None of its names may be one of this registry."""
        self._included.append(exposition)

    def exposition(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return self._registry.exposition() + b"".join(included() for included in self._included)
