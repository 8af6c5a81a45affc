"""Counts and logs the failures of the store: those that need an operator are logged, but not at every request."""

import logging
from collections.abc import Callable
from time import monotonic as system_monotonic

from core.clock import Monotonic
from rewards.errors import StoreErrorCode, StoreUnavailable

logger = logging.getLogger(__name__)
LOG_EVERY_S = 60.0
# The store understood the request and refused it: the same request will be refused again.
REFUSALS: frozenset[StoreErrorCode] = frozenset({"storeRefused", "storeRefusedRow"})
# What lasts until an operator changes rights, tables or the file.
LASTING = REFUSALS | {"storeCorrupt", "storeVersion", "storeReadOnly"}


class StoreFailures:
    """Receives every failure of the store, and passes its code to ``count``."""

    def __init__(self, count: Callable[[StoreErrorCode], None], *, monotonic: Monotonic = system_monotonic) -> None:
        self._count = count
        self._monotonic = monotonic
        self._logged_at_s: dict[StoreErrorCode, float] = {}

    def record(self, error: StoreUnavailable) -> None:
        self._count(error.code)
        now_s = self._monotonic()
        if error.code not in LASTING or now_s - self._logged_at_s.get(error.code, float("-inf")) < LOG_EVERY_S:
            return
        self._logged_at_s[error.code] = now_s
        logger.error("store failed", extra={"code": error.code})
