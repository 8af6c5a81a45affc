"""The calls to a live model: how long each took, what it used, and the limit for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evals.tiers.live.endpoint import Endpoint

_BYTES_A_TOKEN = 3  # of JSON; set low, so that the estimate is too high rather than too low
_DEAD_AFTER = 6  # calls without an answer; a failed turn makes two
_PER = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One request to the model. Times are in milliseconds."""

    status: int | None  # None if there was no answer
    total_ms: float
    first_byte_ms: float | None = None
    input_tokens: int | None = None  # None if the server does not report it
    output_tokens: int | None = None
    transferred: int = 0  # bytes of request and answer

    @property
    def has_usage(self) -> bool:
        return self.input_tokens is not None and self.output_tokens is not None

    @property
    def is_answered(self) -> bool:
        return self.status == 200


@dataclass(slots=True)
class Allowance:
    """How many tokens the whole run may use, and what it may cost.

    If a server does not report its usage, it is estimated from the bytes, rather too high. Calls in
    progress when the limit is reached are not cut off, so these may exceed it.
    """

    endpoint: Endpoint
    most_tokens: int
    most_cost: Decimal | None = None
    calls: list[ModelCall] = field(default_factory=list)

    def note(self, call: ModelCall) -> None:
        self.calls.append(call)

    @property
    def stopped(self) -> str | None:
        """Return why no further call may be made; None while one may."""
        if self.tokens >= self.most_tokens:
            return f"the limit of {self.most_tokens} tokens is reached"
        if self.most_cost is not None and self.cost >= self.most_cost:
            return f"the cost limit of {self.most_cost} is reached"
        if len(self.calls) >= _DEAD_AFTER and not any(call.is_answered for call in self.calls):
            return f"the endpoint answered none of its first {len(self.calls)} calls"
        return None

    @property
    def tokens(self) -> int:
        return sum(sum(_used(call)) for call in self.calls)

    @property
    def cost(self) -> Decimal:
        used = [_used(call) for call in self.calls]
        input_cost = self.endpoint.input_price * sum(input_tokens for input_tokens, _ in used)
        return (input_cost + self.endpoint.output_price * sum(output_tokens for _, output_tokens in used)) / _PER


def _used(call: ModelCall) -> tuple[int, int]:
    """Return the input and output tokens; an estimate counts as output, which is more expensive."""
    if call.input_tokens is not None and call.output_tokens is not None:
        return call.input_tokens, call.output_tokens
    return 0, call.transferred // _BYTES_A_TOKEN


def usage_in(frames: Sequence[Mapping[str, Any]]) -> tuple[int | None, int | None]:
    """Return the input and output tokens that a stream reports; the last frame with a usage counts."""
    reported = [frame["usage"] for frame in frames if isinstance(frame.get("usage"), Mapping)]
    usage = reported[-1] if reported else {}
    input_tokens, output_tokens = usage.get("prompt_tokens"), usage.get("completion_tokens")
    return (
        input_tokens if isinstance(input_tokens, int) else None,
        output_tokens if isinstance(output_tokens, int) else None,
    )
