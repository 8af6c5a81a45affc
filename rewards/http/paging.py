"""Pages of a list in a fixed order, by the position of the last entry that the caller has seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.contract import HistoryEntry, Page, SourceReport
from rewards.http.cursors import Cursors
from rewards.ledger.issuances import history_key


@dataclass(frozen=True, slots=True)
class HistoryPaging:
    """Pages of events, by time and id. ``bound_to`` names the list and the caller."""

    cursors: Cursors
    bound_to: tuple[str, ...]
    limit: int

    def position_of(self, cursor: str | None) -> tuple[datetime, str] | None:
        """Return the position at which the page before ended.

        Raises:
            InvalidCursor: when the cursor is not of this list and caller.
        """
        if cursor is None:
            return None
        at, event_id = self.cursors.open(cursor, bound_to=self.bound_to)
        return datetime.fromisoformat(at), event_id

    def page(
        self,
        entries: Sequence[HistoryEntry],
        *,
        after: tuple[datetime, str] | None,
        reports: list[SourceReport],
        is_partial: bool,
    ) -> Page[HistoryEntry]:
        """Return the next page of the ordered list. A stale report alone does not make it partial."""
        unseen = [entry for entry in entries if after is None or history_key(entry) > after]
        data = unseen[: self.limit]
        has_more = len(unseen) > self.limit
        return Page(
            data=data,
            has_more=has_more,
            next_cursor=self._cursor_at(data[-1]) if has_more else None,
            partial=is_partial,
            sources=reports,
        )

    def _cursor_at(self, entry: HistoryEntry) -> str:
        at, event_id = history_key(entry)
        return self.cursors.seal((at.isoformat(), event_id), bound_to=self.bound_to)
