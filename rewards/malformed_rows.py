"""Counts and logs malformed rows: their keys and the names of their invalid fields, never a value."""

import logging
from collections.abc import Callable
from time import monotonic as system_monotonic

from core.clock import Monotonic
from rewards.stores.unreadable_rows import UnreadableRow

logger = logging.getLogger(__name__)
LOG_EVERY_S = 60.0  # for one field of one table: a bulk of bad rows must not flood the log


class MalformedRows:
    """Receives every malformed row that is read, and passes its table and each invalid field to ``count``."""

    def __init__(self, count: Callable[[str, str], None], *, monotonic: Monotonic = system_monotonic) -> None:
        self._count = count
        self._monotonic = monotonic
        self._logged_at_s: dict[tuple[str, str], float] = {}

    def record(self, row: UnreadableRow) -> None:
        now_s = self._monotonic()
        fields = [name for name in row.fields if self._is_log_due(row.source, name, now_s)]
        for name in row.fields:
            self._count(row.source, name)
        if fields:
            extra = {"table": row.source, "row": row.key, "fields": list(row.fields)}
            logger.warning("malformed row", extra=extra)

    def _is_log_due(self, table: str, field: str, now_s: float) -> bool:
        if now_s - self._logged_at_s.get((table, field), float("-inf")) < LOG_EVERY_S:
            return False
        self._logged_at_s[table, field] = now_s
        return True
