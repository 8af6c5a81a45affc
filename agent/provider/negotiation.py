"""One request to a server that may not accept all of its parameters."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from agent.provider.capabilities import OUTPUT_BOUNDS, Capabilities
from agent.provider.errors import ProviderRejected

logger = logging.getLogger(__name__)

_ABOUT_THE_REQUEST = (400, 422)
_MAX_REQUESTS = 12


class Negotiation:
    """Drops refused parameters until the server answers. Only what an answered request proves is remembered."""

    def __init__(self, capabilities: Capabilities, payload: Mapping[str, Any]) -> None:
        self._capabilities = capabilities
        self._payload = payload
        self._named: set[str] = set()  # named by the server as not accepted
        self._trial: frozenset[str] = frozenset()  # left out to test whether they are the cause
        self._trials: Iterator[frozenset[str]] | None = None
        self._refused = 0
        self._last: ProviderRejected | None = None
        self.body = capabilities.body(payload)

    def should_retry_after(self, error: ProviderRejected) -> bool:
        """Whether to ask again, with the new ``body``."""
        self._last = error
        self._refused += 1
        if error.status not in _ABOUT_THE_REQUEST or self._refused >= _MAX_REQUESTS:
            return False
        if error.parameter is not None:
            self._named.add(error.parameter)
        elif not self._next_trial():
            return False
        self.body = self._capabilities.body(self._payload, without=self._named | self._trial)
        return True

    def succeeded(self) -> None:
        """Learn from a request that was answered."""
        rejected = self._named | self._trial
        self._capabilities.learn(accepted=self.body, rejected=rejected)
        fields = {} if self._last is None else {"status": self._last.status, "provider_code": self._last.provider_code}
        for parameter in sorted(rejected):
            logger.warning(
                "model server rejects a parameter: it is left out from now on", extra={**fields, "parameter": parameter}
            )

    def _next_trial(self) -> bool:
        """Leave out one suspect at a time, and finally all of them; return False when nothing is left to try."""
        if self._trials is None:
            suspects = self._capabilities.suspects(self.body)
            if not suspects:
                return False
            bounds = OUTPUT_BOUNDS if any(name in suspects for name in OUTPUT_BOUNDS) else ()
            singles = [frozenset({name}) for name in suspects]
            self._trials = iter(dict.fromkeys([*singles, frozenset((*suspects, *bounds))]))
        trial = next(self._trials, None)
        if trial is None:
            self._capabilities.search_failed()
            return False
        self._trial = trial
        return True
