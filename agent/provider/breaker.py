"""When a provider is left alone: after failures in a row, or when it asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic


class BreakerState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "halfOpen"


@dataclass(frozen=True, slots=True)
class BreakerLimits:
    """How much is put up with. Seconds are of a monotonic clock: a jump of the wall clock changes nothing."""

    failures: int = 3  # in a row
    open_s: float = 15.0
    longest_open_s: float = 60.0  # whatever a provider asks for


_USUAL = BreakerLimits()


class Breaker:
    """Watches one provider. After its pause one turn tries; the others wait for what becomes of it."""

    def __init__(self, limits: BreakerLimits = _USUAL, *, time: Callable[[], float] = monotonic) -> None:
        self._limits = limits
        self._time = time
        self._failures = 0
        self._open_until = 0.0
        self._trial_until = 0.0

    @property
    def state(self) -> BreakerState:
        if self._failures < self._limits.failures and self._time() >= self._open_until:
            return BreakerState.CLOSED
        return BreakerState.OPEN if self._time() < self._open_until else BreakerState.HALF_OPEN

    def lets_through(self) -> bool:
        """Whether the provider may be asked now. In the half-open state only one may, for one pause's length."""
        state = self.state
        if state is not BreakerState.HALF_OPEN:
            return state is BreakerState.CLOSED
        if self._time() < self._trial_until:
            return False
        self._trial_until = self._time() + self._limits.open_s
        return True

    def succeeded(self) -> None:
        self._failures = 0
        self._open_until = self._trial_until = 0.0

    def failed(self, *, retry_after_s: float | None = None) -> None:
        """Count a failure. With ``retry_after_s`` the provider is left alone at once, and for that long."""
        self._failures += 1
        self._trial_until = 0.0
        if retry_after_s is not None:
            self._failures = max(self._failures, self._limits.failures)
        if self._failures >= self._limits.failures:
            pause_s = max(self._limits.open_s if retry_after_s is None else retry_after_s, 0.0)
            self._open_until = self._time() + min(pause_s, self._limits.longest_open_s)
