"""What an agent counts and times for Prometheus."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Histogram

from core.metrics import CircuitStates, MetricsRegistry
from guardrails.errors import GuardFault

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 45.0)


class TurnMetrics:
    """The metrics of one agent."""

    def __init__(self) -> None:
        registry = self._registry = MetricsRegistry("rewards_agent_")

        def seconds(name: str, description: str, *labels: str) -> Histogram:
            return registry.histogram(name, description, *labels, buckets=_SECONDS)

        self.turns = registry.counter("turns", "Turns that ended, by how.", "outcome", "degraded")
        self.unkept_turns = registry.counter("unkept_turns", "Turns that were answered and could not be stored.")
        self.running = registry.gauge("running_turns", "Turns that run now.")
        self.turn_seconds = seconds("turn_seconds", "How long turns took.", "outcome")
        self.first_fact_seconds = seconds("first_fact_seconds", "From the question to the first facts.")
        self.first_text_seconds = seconds("first_text_seconds", "From the question to the first sentence.")
        self.guard_seconds = seconds("guard_seconds", "How long the guards of turns worked, waiting not counted.")
        self.loop_lag_seconds = seconds("loop_lag_seconds", "How late the event loop ran what was due.")
        self.tool_seconds = seconds("tool_seconds", "How long lookups took.", "tool", "status")
        self.model_seconds = seconds("model_seconds", "How long calls of a model took.", "model", "result")
        self.model_first_token_seconds = seconds(
            "model_first_token_seconds", "From a call of a model to its first token.", "model"
        )
        self.guard_faults = registry.counter("guard_faults", "Faults in the code of a guard, which held back.", "guard")
        self.dropped_characters = registry.counter(
            "dropped_characters", "Characters that models wrote beside their references."
        )
        self.completed_answers = registry.counter("completed_answers", "Selections of a model that were completed.")
        self.handoffs = registry.counter("handoffs", "Attempts to announce a hand-off to the webhook.", "result")
        self.waiting_handoffs = registry.gauge("waiting_handoffs", "Hand-offs that the webhook has not accepted yet.")
        self.oldest_handoff_seconds = registry.gauge(
            "oldest_handoff_seconds", "How long the oldest of them has been waiting."
        )
        self.tokens = registry.counter("tokens", "Tokens of models, as their providers count them.", "model", "type")
        self.ratings = registry.counter("ratings", "Ratings of answers.", "rating")
        self.rating_reasons = registry.counter("rating_reasons", "Reasons given for ratings.", "reason")
        self.draft_uses = registry.counter("draft_uses", "What was done with reply drafts.", "use")

    def watch_circuits(self, states: CircuitStates) -> None:
        """Report the circuits of the models whenever the metrics are read."""
        self._registry.watch_circuits("model_breaker", "1 for the breaker's state.", label="model", states=states)

    def count_feedback(self, *, rating: str | None, reason: str | None, use: str | None) -> None:
        """Count what one piece of feedback says; each is of a closed set, and None where it does not say it."""
        for counter, value in ((self.ratings, rating), (self.rating_reasons, reason), (self.draft_uses, use)):
            if value is not None:
                counter.labels(value).inc()

    @contextmanager
    def counting_guard_faults(self) -> Iterator[None]:
        """Count the fault of a guard that ends the block."""
        try:
            yield
        except GuardFault as error:
            self.guard_faults.labels(error.guard).inc()
            raise

    def exposition(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return self._registry.exposition()
