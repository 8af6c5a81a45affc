"""A circuit breaker: stop calling what keeps failing, and try it again after a pause.

Times are seconds of a monotonic clock, so that a jump of the wall clock changes nothing and tests need not wait.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic as system_monotonic

from core.clock import Monotonic


class CircuitState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "halfOpen"


@dataclass(frozen=True, slots=True)
class CircuitRules:
    """When a circuit opens, and for how long. A rule that is None never opens it.

    ``consecutive_failures`` in a row open it, and so does a ``failure_share`` of the last ``window`` calls, once
    ``minimum_failures`` of them have failed.
    """

    consecutive_failures: int | None = None
    failure_share: float | None = None  # from 0 to 1, inclusive
    window: int = 20
    minimum_failures: int = 5
    open_s: float = 5.0
    longest_open_s: float = 60.0  # however long a server asks for


class CircuitBreaker:
    """Watches the calls to one source or one model.

    Call ``try_acquire`` before a call. When it returns True, report the end of that call by exactly one of
    ``record_success``, ``record_failure`` and ``release``.
    """

    def __init__(self, rules: CircuitRules, *, monotonic: Monotonic = system_monotonic) -> None:
        self._rules = rules
        self._monotonic = monotonic
        self._has_failed: deque[bool] = deque(maxlen=rules.window)
        self._consecutive_failures = 0
        self._open_until_s: float | None = None
        self._probe_until_s = 0.0

    @property
    def state(self) -> CircuitState:
        if self._open_until_s is None:
            return CircuitState.CLOSED
        return CircuitState.OPEN if self._monotonic() < self._open_until_s else CircuitState.HALF_OPEN

    def try_acquire(self) -> bool:
        """Whether a call may be made now.

        A half-open circuit takes one probe at a time. A probe whose end is never reported blocks the next one for
        ``open_s`` only.
        """
        state = self.state
        if state is not CircuitState.HALF_OPEN:
            return state is CircuitState.CLOSED
        now_s = self._monotonic()
        if now_s < self._probe_until_s:
            return False
        self._probe_until_s = now_s + self._rules.open_s
        return True

    def record_success(self) -> None:
        if self.state is CircuitState.HALF_OPEN:
            self._open_until_s = None
            self._has_failed.clear()
        self._probe_until_s = 0.0
        self._consecutive_failures = 0
        self._has_failed.append(False)

    def record_failure(self, *, retry_after_s: float | None = None) -> None:
        """Count a failure. A server that asks for a pause (``retry_after_s``) gets it at once."""
        state = self.state
        self._probe_until_s = 0.0
        self._consecutive_failures += 1
        self._has_failed.append(True)
        if retry_after_s is not None:
            self._open(max(retry_after_s, 0.0))
        # Calls that were under way when the circuit opened do not prolong it.
        elif state is CircuitState.HALF_OPEN or (state is CircuitState.CLOSED and self._is_failing()):
            self._open(self._rules.open_s)

    def release(self) -> None:
        """Report a call that ended without saying anything about the other side: its caller did not wait for it."""
        self._probe_until_s = 0.0

    def _open(self, pause_s: float) -> None:
        """Open the circuit for a pause, and never for less than is left of the present one."""
        until_s = self._monotonic() + min(pause_s, self._rules.longest_open_s)
        self._open_until_s = max(until_s, self._open_until_s or until_s)

    def _is_failing(self) -> bool:
        rules = self._rules
        if rules.consecutive_failures is not None and self._consecutive_failures >= rules.consecutive_failures:
            return True
        failures = sum(self._has_failed)
        return (
            rules.failure_share is not None
            and failures >= rules.minimum_failures
            and failures >= len(self._has_failed) * rules.failure_share
        )
