"""The embedded store, whose acknowledgement of posted events may be lost: they are stored, and the write fails."""

from collections.abc import Sequence
from math import inf
from pathlib import Path

from evals.harness.injected_faults import Fault, SourceFault, SourceFaultKind
from rewards.errors import StoreUnavailable
from rewards.stores.base import PutOutcome, RawRow
from rewards.stores.rows import EventRow
from rewards.stores.sqlite_store import SqliteStore


class BreakableStore(SqliteStore):
    """A store that faults of the kind ``unacknowledged`` break. Reads are broken before they reach it."""

    _left: float = 0

    def switch(self, faults: Sequence[Fault]) -> None:
        """Lose the acknowledgements that these faults name, and no others."""
        lost = (one for one in faults if isinstance(one, SourceFault) and one.kind is SourceFaultKind.UNACKNOWLEDGED)
        self._left = sum(inf if fault.times is None else fault.times for fault in lost)

    async def put_events(self, events: Sequence[tuple[EventRow, RawRow]]) -> Sequence[PutOutcome]:
        outcomes = await super().put_events(events)
        if self._left > 0:
            self._left -= 1
            raise StoreUnavailable("storeBusy", Path("the task's fault"))
        return outcomes
