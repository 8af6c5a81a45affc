"""The result of a live run as a whole: how much was run, and what it used."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles

from evals.tiers.live.model_calls import ModelCall


@dataclass(frozen=True, slots=True)
class LiveResult:
    """The settings of a live run and its totals. ``planned`` runs are tasks times trials."""

    model: str
    trials: int
    planned: int
    calls: tuple[ModelCall, ...]
    cost: Decimal | None = None  # None if no prices are set
    stopped: str | None = None  # why not all planned runs were made; None if they were

    @property
    def answered(self) -> int:
        return sum(call.is_answered for call in self.calls)

    @property
    def was_measured(self) -> bool:
        """Whether the model answered at least once, so that the result says something about it."""
        return self.answered > 0

    @property
    def tokens(self) -> tuple[int, int] | None:
        """Return the input and output tokens; None unless the server reported them for every answer."""
        answered = [call for call in self.calls if call.is_answered]
        if not answered or not all(call.has_usage for call in answered):
            return None
        return sum(call.input_tokens or 0 for call in answered), sum(call.output_tokens or 0 for call in answered)

    @property
    def first_byte_ms(self) -> tuple[float, float] | None:
        """Return the median and the 95th percentile of the time to the first byte of an answer, in milliseconds."""
        return spread_of([call.first_byte_ms for call in self.calls if call.is_answered and call.first_byte_ms])

    @property
    def total_ms(self) -> tuple[float, float] | None:
        """Return the median and the 95th percentile of the time to the end of an answer, in milliseconds."""
        return spread_of([call.total_ms for call in self.calls if call.is_answered])


def spread_of(values: Sequence[float]) -> tuple[float, float] | None:
    """Return the median and the 95th percentile; None if there are no values."""
    if len(values) < 2:
        return (values[0], values[0]) if values else None
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18]
