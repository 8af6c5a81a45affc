"""Counts and times of turns for Prometheus. Labels are closed sets: no id, no personal data, no text of anybody."""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.circuit_breaker import CircuitState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 45.0)
States = Callable[[], Mapping[str, CircuitState]]


class TurnMetrics:
    """The registry of one agent: two in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = self._counter("turns", "Turns that ended, by how.", "outcome", "degraded")
        self.unkept_turns = self._counter("unkept_turns", "Turns that were answered and could not be stored.")
        self.running = Gauge("rewards_agent_running_turns", "Turns that run now.", registry=self.registry)
        self.turn_seconds = self._times("turn_seconds", "How long turns took.", "outcome")
        self.first_fact_seconds = self._times("first_fact_seconds", "From the question to the first facts.")
        self.first_text_seconds = self._times("first_text_seconds", "From the question to the first sentence.")
        self.guard_seconds = self._times("guard_seconds", "How long the guards of turns worked, waiting not counted.")
        self.tool_seconds = self._times("tool_seconds", "How long lookups took.", "tool", "status")
        self.model_seconds = self._times("model_seconds", "How long calls of a model took.", "model", "result")
        self.model_first_token_seconds = self._times("model_first_token_seconds", "To a model's first token.", "model")
        self.dropped_characters = self._counter(
            "dropped_characters", "Characters that models wrote beside their references."
        )
        self.completed_answers = self._counter("completed_answers", "Selections of a model that were completed.")
        self.tokens = self._counter("tokens", "Tokens of models, as their providers count them.", "model", "type")

    def watch(self, states: States) -> None:
        """Report these breakers' states whenever the metrics are read."""
        self.registry.register(_Breakers(states))

    def exposition(self) -> bytes:
        """Return all in Prometheus' text format."""
        return generate_latest(self.registry)

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"rewards_agent_{name}", told, labels, registry=self.registry)

    def _times(self, name: str, told: str, *labels: str) -> Histogram:
        return Histogram(f"rewards_agent_{name}", told, labels, buckets=_SECONDS, registry=self.registry)


class _Breakers(Collector):
    """One gauge a model and state: 1 for the state it is in."""

    def __init__(self, states: States) -> None:
        self._states = states

    def collect(self) -> Iterable[Metric]:
        gauge = GaugeMetricFamily(
            "rewards_agent_model_breaker", "1 for the breaker's state.", labels=["model", "state"]
        )
        for model, current in self._states().items():
            for state in CircuitState:
                gauge.add_metric([model, state.value], float(state is current))
        yield gauge
