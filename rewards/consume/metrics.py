"""What a consumer counts for Prometheus, and for its log line."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from core.clock import Clock
from core.metrics import MetricsRegistry
from rewards.consume.handler import Result
from rewards.consume.record import Record
from rewards.worklist.refresh import RefreshOutcome


class ConsumeMetrics:
    """The metrics of one consumer.

    The lag is the age of the oldest record that was read and is not finished, in seconds. It is 0 when nothing is
    left to read, and grows while the store is down.
    """

    def __init__(self, source: str, *, clock: Clock) -> None:
        registry = self._registry = MetricsRegistry("rewards_consume_")
        self._source = source
        self._clock = clock
        self._events = registry.counter("events", "Events, by what was done with them.", "source", "result")
        self._retries = registry.counter(
            "retries", "Attempts that failed and are made again, by the reason.", "source", "code"
        )
        lag = registry.gauge("lag_seconds", "Age of the oldest record that is not finished.", "source")
        lag.labels(source).set_function(self.lag_s)
        in_flight = registry.gauge("in_flight_records", "Records that were read and are not finished.", "source")
        in_flight.labels(source).set_function(lambda: self._in_flight)
        self._refreshes = registry.counter(
            "worklist_refreshes", "Changed orders brought up to date in the worklist, by how that ended.", "outcome"
        )
        for result in Result:
            self._events.labels(source, result.value)
        self._in_flight = 0
        self._oldest: datetime | None = None
        self._since_report: Counter[str] = Counter()

    def waiting(self, records: Sequence[Record]) -> None:
        """Note the records that are in flight now; none means that the source has nothing more."""
        self._in_flight = len(records)
        self._oldest = min((record.recorded_at for record in records if record.recorded_at is not None), default=None)

    def handled(self, counts: Mapping[Result, int]) -> None:
        for result, count in counts.items():
            self._events.labels(self._source, result.value).inc(count)
            self._since_report[result.value] += count

    def retried(self, code: str) -> None:
        self._retries.labels(self._source, code).inc()
        self._since_report[f"retries ({code})"] += 1

    def watch_worklist(self, waiting_count: Callable[[], int]) -> None:
        """Report how many changed orders the worklist does not know yet, whenever the metrics are read."""
        gauge = self._registry.gauge("worklist_waiting", "Changed orders that the worklist does not know yet.")
        gauge.set_function(waiting_count)

    def refreshed(self, outcome: RefreshOutcome) -> None:
        self._refreshes.labels(outcome.value).inc()

    def lag_s(self) -> float:
        return max(0.0, (self._clock.now() - self._oldest).total_seconds()) if self._oldest is not None else 0.0

    def take_report(self) -> str:
        """Return the counts since the last report, and the lag, as text for a log line."""
        counts, self._since_report = self._since_report, Counter()
        parts = [f"{name} {count}" for name, count in sorted(counts.items())] or ["no events"]
        return f"{', '.join(parts)}; {self._in_flight} in flight, lag {self.lag_s():.1f} s"

    def exposition(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return self._registry.exposition()
