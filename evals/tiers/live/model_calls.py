"""The calls of a live model: how long each took, what it used, and how much all of them may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evals.tiers.live.endpoint import Endpoint

_BYTES_A_TOKEN = 3  # of JSON; less than there are, so that the guess is too high rather than too low
_DEAD_AFTER = 6  # calls without an answer; a turn that fails makes two
_PER = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One request to the model. Times are in milliseconds."""

    status: int | None  # None when there was no answer
    total_ms: float
    first_byte_ms: float | None = None
    input_tokens: int | None = None  # None when the server does not say
    output_tokens: int | None = None
    transferred: int = 0  # bytes, there and back

    @property
    def has_usage(self) -> bool:
        return self.input_tokens is not None and self.output_tokens is not None

    @property
    def is_answered(self) -> bool:
        return self.status == 200


@dataclass(slots=True)
class Allowance:
    """How many tokens the whole run may use, and what it may cost.

    Where a server does not say what it used, it is guessed from the bytes, rather too high. Calls
    that are under way when the bound is reached are not cut off, so that it may be passed by these.
    """

    endpoint: Endpoint
    most_tokens: int
    most_cost: Decimal | None = None
    calls: list[ModelCall] = field(default_factory=list)

    def note(self, call: ModelCall) -> None:
        self.calls.append(call)

    @property
    def stopped(self) -> str | None:
        """Say why no more may be asked; None as long as it may."""
        if self.tokens >= self.most_tokens:
            return f"the bound of {self.most_tokens} tokens is reached"
        if self.most_cost is not None and self.cost >= self.most_cost:
            return f"the bound of a cost of {self.most_cost} is reached"
        if len(self.calls) >= _DEAD_AFTER and not any(call.is_answered for call in self.calls):
            return f"the endpoint answered none of its first {len(self.calls)} calls"
        return None

    @property
    def tokens(self) -> int:
        return sum(sum(_used(call)) for call in self.calls)

    @property
    def cost(self) -> Decimal:
        used = [_used(call) for call in self.calls]
        paid_in = self.endpoint.input_price * sum(there for there, _ in used)
        return (paid_in + self.endpoint.output_price * sum(back for _, back in used)) / _PER


def _used(call: ModelCall) -> tuple[int, int]:
    """Return the tokens there and back; a guess counts as written by the model, which is the dearer half."""
    if call.input_tokens is not None and call.output_tokens is not None:
        return call.input_tokens, call.output_tokens
    return 0, call.transferred // _BYTES_A_TOKEN


def usage_in(frames: Sequence[Mapping[str, Any]]) -> tuple[int | None, int | None]:
    """Return the tokens that a stream tells, there and back; the last frame that tells any counts."""
    told = [frame["usage"] for frame in frames if isinstance(frame.get("usage"), Mapping)]
    usage = told[-1] if told else {}
    there, back = usage.get("prompt_tokens"), usage.get("completion_tokens")
    return there if isinstance(there, int) else None, back if isinstance(back, int) else None
