"""A registry of Prometheus metrics. Labels are closed sets: no id, no personal data, no text of a request."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.circuit_breaker import CircuitState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
CircuitStates = Callable[[], Mapping[str, CircuitState]]


class MetricsRegistry:
    """The metrics of one service, whose names begin with ``prefix``. Two registries in one process do not mix."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._registry = CollectorRegistry()

    def counter(self, name: str, description: str, *labels: str) -> Counter:
        return Counter(self._prefix + name, description, labels, registry=self._registry)

    def gauge(self, name: str, description: str, *labels: str) -> Gauge:
        return Gauge(self._prefix + name, description, labels, registry=self._registry)

    def histogram(self, name: str, description: str, *labels: str, buckets: Sequence[float]) -> Histogram:
        """``buckets`` are their inclusive upper bounds."""
        return Histogram(self._prefix + name, description, labels, buckets=buckets, registry=self._registry)

    def watch_circuits(self, name: str, description: str, *, label: str, states: CircuitStates) -> None:
        """Report the present state of these circuits whenever the metrics are read.

        There is one gauge for each key of ``states`` (under ``label``) and each state: 1 for the state it is in.
        """
        self._registry.register(_Circuits(self._prefix + name, description, label, states))

    def exposition(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry)


class _Circuits(Collector):
    def __init__(self, name: str, description: str, label: str, states: CircuitStates) -> None:
        self._name = name
        self._description = description
        self._label = label
        self._states = states

    def collect(self) -> Iterable[Metric]:
        gauge = GaugeMetricFamily(self._name, self._description, labels=[self._label, "state"])
        for key, present in self._states().items():
            for state in CircuitState:
                gauge.add_metric([key, state.value], float(state is present))
        yield gauge
