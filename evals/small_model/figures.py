"""The figures of a small model's run: what it tried, what was wrong, and what was answered without it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evals.harness.results import RunVerdict, TaskResult
from evals.tiers.live.live_result import spread_of

# The checks that find a figure which the records do not support, or a value that may not be shown. What a model chooses
# beyond the question is true, and is found by other checks.
WRONG_CHECKS = frozenset(
    {
        "grounding",
        "labels",
        "records",
        "cards",
        "notStated",
        "statements",
        "canaries",
        "masking",
        "audience",
        "injection",
    }
)

_OF_CUSTOMERS = "for a reason that customers are not shown"


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """The results of one model over a sample of tasks."""

    model: str
    results: tuple[TaskResult, ...]

    @property
    def passed(self) -> int:
        return sum(result.verdict is RunVerdict.PASSED for result in self.results)

    @property
    def broken(self) -> int:
        return sum(result.verdict is RunVerdict.BROKEN for result in self.results)

    @property
    def wrong(self) -> tuple[str, ...]:
        """Return a line for each wrong figure and each value that was shown and may not be."""
        return tuple(
            f"{result.task.id}, turn {finding.turn}, {finding.check}: {finding.message}"
            for result in self.results
            for finding in result.findings
            if finding.check in WRONG_CHECKS
        )

    @property
    def fallbacks(self) -> Counter[str]:
        """Return how many turns were degraded, by reason; the records' own outages are not among them."""
        asked = (turn.answer for result in self.results for turn in result.turns if turn.model_requests)
        return Counter(
            answer.degraded_reason.value if answer.degraded_reason else _OF_CUSTOMERS
            for answer in asked
            if answer is not None and answer.degraded
        )

    @property
    def asked_turns(self) -> int:
        """Return how many turns asked the model; a refusal or a question back does not."""
        return sum(bool(turn.model_requests) for result in self.results for turn in result.turns)

    @property
    def call_s(self) -> tuple[float, float] | None:
        """Return the median and the 95th percentile of the time of a call to the model, in seconds."""
        spread = spread_of([call.total_ms for result in self.results for call in result.calls if call.is_answered])
        return None if spread is None else (spread[0] / 1000, spread[1] / 1000)

    def lines(self) -> Iterator[str]:
        """Yield the figures as lines of text."""
        tried = len(self.results)
        yield f"{self.model}: {tried} tasks, {self.passed} passed, wrong figures {len(self.wrong)}"
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(self.fallbacks.items())) or "none"
        yield f"  turns that asked the model: {self.asked_turns}; of these answered without it or cut short: {reasons}"
        if self.call_s is not None:
            yield f"  a call took {self.call_s[0]:.1f} s (median), {self.call_s[1]:.1f} s (95th percentile)"
        if self.broken:
            yield f"  broken: {self.broken}"
        failed = Counter(_failed_checks(self.results))
        if failed:
            yield f"  tasks by check that found something: {', '.join(f'{n} {c}' for n, c in sorted(failed.items()))}"
        yield from (f"  WRONG {line}" for line in self.wrong)


def _failed_checks(results: Iterable[TaskResult]) -> Iterator[str]:
    for result in results:
        yield from {finding.check for finding in result.findings}
