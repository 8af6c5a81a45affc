"""Counts and times for Prometheus. Labels are closed sets: no id, no personal data, no text of a request."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.circuit_breaker import CircuitState
from core.contract import SourceStatus
from rewards.order_reader import CacheResult

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 1.5, 3.0, 10.0)
CircuitStates = Callable[[], Mapping[str, CircuitState]]


class RewardsMetrics:
    """The service's own registry: two services in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._read_seconds = Histogram(
            "rewards_source_read_seconds",
            "How long reads of a source took.",
            ["source"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._reads = Counter(
            "rewards_source_reads",
            "Reads of a source, by how they ended.",
            ["source", "status"],
            registry=self._registry,
        )
        self._retries = Counter(
            "rewards_source_retries", "Reads of a source that were made again.", ["source"], registry=self._registry
        )
        self._lookups = Counter(
            "rewards_cache_lookups", "Looks into the cache of orders.", ["outcome"], registry=self._registry
        )
        self._request_seconds = Histogram(
            "rewards_http_request_seconds",
            "How long requests took, by route.",
            ["method", "route", "status"],
            buckets=_SECONDS,
            registry=self._registry,
        )

        # Their labels are closed sets, and looking a label up in the library costs more than counting.
        self._read_seconds_of = cache(self._read_seconds.labels)
        self._reads_of = cache(self._reads.labels)
        self._lookups_of = cache(self._lookups.labels)
        self._request_seconds_of = cache(self._request_seconds.labels)

    def watch_circuits(self, states: CircuitStates) -> None:
        """Report these circuits' states whenever the metrics are read."""
        self._registry.register(_Circuits(states))

    def read_ended(self, source: str, status: SourceStatus, latency_s: float) -> None:
        self._reads_of(source, status.value).inc()
        if status is not SourceStatus.CIRCUIT_OPEN:
            self._read_seconds_of(source).observe(latency_s)

    def read_retried(self, source: str) -> None:
        self._retries.labels(source).inc()

    def looked_up(self, outcome: CacheResult) -> None:
        self._lookups_of(outcome.value).inc()

    def answered(self, *, method: str, route: str, status: int, seconds: float) -> None:
        self._request_seconds_of(method, route, str(status)).observe(seconds)

    def exposition(self) -> bytes:
        """Return all in Prometheus' text format."""
        return generate_latest(self._registry)


class _Circuits(Collector):
    """One gauge a source and state: 1 for the state it is in."""

    def __init__(self, states: CircuitStates) -> None:
        self._states = states

    def collect(self) -> Iterable[Metric]:
        gauge = GaugeMetricFamily("rewards_source_circuit", "1 for the circuit's state.", labels=["source", "state"])
        for source, present in self._states().items():
            for state in CircuitState:
                gauge.add_metric([source, state.value], float(state is present))
        yield gauge
