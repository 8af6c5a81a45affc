"""When to stop asking a source that does not answer, and when one more try of a single read is worth it.

Both are told the time by a monotonic function, in seconds, so that tests need not wait.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Monotonic = Callable[[], float]


class CircuitState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "halfOpen"


@dataclass(frozen=True, slots=True)
class CircuitRules:
    """A circuit opens when at least ``failure_share`` of the last ``window`` reads failed, ``least_failures`` or more.

    It stays open for ``open_s`` seconds, and then lets one read through at a time to try the source.
    """

    window: int = 20
    least_failures: int = 5
    failure_share: float = 0.5
    open_s: float = 5.0


class CircuitBreaker:
    """Watches the reads of one source.

    Ask ``admits`` before a read, and when it says yes tell the end of that read by exactly one of ``succeeded``,
    ``failed`` and ``abandoned``.
    """

    def __init__(self, monotonic: Monotonic, rules: CircuitRules | None = None) -> None:
        self._monotonic = monotonic
        self._rules = rules or CircuitRules()
        self._has_failed: deque[bool] = deque(maxlen=self._rules.window)
        self._opened_at_s: float | None = None
        self._is_probing = False

    @property
    def state(self) -> CircuitState:
        if self._opened_at_s is None:
            return CircuitState.CLOSED
        is_over = self._monotonic() - self._opened_at_s >= self._rules.open_s
        return CircuitState.HALF_OPEN if is_over else CircuitState.OPEN

    def admits(self) -> bool:
        """Whether a read may be made now; a half-open circuit takes one at a time."""
        match self.state:
            case CircuitState.CLOSED:
                return True
            case CircuitState.OPEN:
                return False
            case CircuitState.HALF_OPEN:
                if self._is_probing:
                    return False
                self._is_probing = True
                return True

    def succeeded(self) -> None:
        if self.state is CircuitState.HALF_OPEN:
            self._opened_at_s = None
            self._has_failed.clear()
        self._is_probing = False
        self._has_failed.append(False)

    def failed(self) -> None:
        self._has_failed.append(True)
        # Reads that were under way when the circuit opened must not prolong it.
        if self.state is CircuitState.HALF_OPEN or (self.state is CircuitState.CLOSED and self._is_failing()):
            self._opened_at_s = self._monotonic()
        self._is_probing = False

    def abandoned(self) -> None:
        """Tell that the read ended without saying anything about the source: its caller did not wait for it."""
        self._is_probing = False

    def _is_failing(self) -> bool:
        failures = sum(self._has_failed)
        return failures >= self._rules.least_failures and failures >= len(self._has_failed) * self._rules.failure_share


class RetryBudget:
    """Allows one retry for every so many reads, so that retries never multiply the load on a source in trouble.

    A token bucket that is filled by the reads themselves: each adds ``share`` of a token, a retry takes a whole one.
    """

    def __init__(self, *, share: float = 0.1, most: float = 10.0) -> None:
        self._share = share
        self._most = most
        self._tokens = most

    def earn(self) -> None:
        self._tokens = min(self._most, self._tokens + self._share)

    def spend(self) -> bool:
        """Take a token, and tell whether there was one."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
