"""What came of asking a live model: how much of it was asked, and what that took."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles

from evals.tiers.live.model_calls import ModelCall


@dataclass(frozen=True, slots=True)
class LiveResult:
    """The setting of a live run and its sums. ``planned`` runs are tasks times trials."""

    model: str
    trials: int
    planned: int
    calls: tuple[ModelCall, ...]
    cost: Decimal | None = None  # None when no prices are set
    stopped: str | None = None  # why not all that was planned was run

    @property
    def answered(self) -> int:
        return sum(call.is_answered for call in self.calls)

    @property
    def was_measured(self) -> bool:
        """Whether anything follows about the model: it answered at least once."""
        return self.answered > 0

    @property
    def tokens(self) -> tuple[int, int] | None:
        """Return the tokens there and back; None unless the server told them for every answer that it gave."""
        answered = [call for call in self.calls if call.is_answered]
        if not answered or not all(call.has_usage for call in answered):
            return None
        return sum(call.input_tokens or 0 for call in answered), sum(call.output_tokens or 0 for call in answered)

    @property
    def first_byte_ms(self) -> tuple[float, float] | None:
        """Return the median and the 95th percentile of the time to the first byte of an answer."""
        return spread_of([call.first_byte_ms for call in self.calls if call.is_answered and call.first_byte_ms])

    @property
    def total_ms(self) -> tuple[float, float] | None:
        """Return the median and the 95th percentile of the time to the end of an answer."""
        return spread_of([call.total_ms for call in self.calls if call.is_answered])


def spread_of(values: Sequence[float]) -> tuple[float, float] | None:
    """Return the median and the 95th percentile; None of nothing."""
    if len(values) < 2:
        return (values[0], values[0]) if values else None
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18]
