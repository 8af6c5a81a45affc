"""The cache of order snapshots, and its implementation in memory.

The cache holds evidence that does not depend on the caller, not answers. Its key is the order alone, so nothing that
depends on one caller can be returned to another, and v2, the position and the history are built from one snapshot.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from core.clock import Monotonic
from rewards.cache.snapshot import Snapshot

_LARGEST_SHARE = 10  # one order may take up to a tenth of the cache


@dataclass(frozen=True, slots=True)
class CachedSnapshot:
    """A snapshot from the cache, with its age: the time since its read began."""

    snapshot: Snapshot
    age_s: float


class SnapshotCache(Protocol):
    """A cache of complete snapshots by order. Its failures never fail a request: they count as a cache miss."""

    async def get(self, business_reference_id: str) -> CachedSnapshot | None: ...

    def at_hand(self, business_reference_id: str) -> Snapshot | None:
        """Return the snapshot of an order that this process holds, however old, for a new one to take over from."""
        ...

    async def owners(self, business_reference_id: str) -> frozenset[str]:
        """Return the owners that the cached snapshot names, empty without one, in time independent of its size."""
        ...

    async def version(self, business_reference_id: str) -> str:
        """Return the version to pass to ``put``, taken before an order is read."""
        ...

    async def put(
        self, business_reference_id: str, snapshot: Snapshot, *, keep_s: float, age_s: float, version: str
    ) -> None:
        """Cache a snapshot whose read began ``age_s`` seconds ago, until it is ``keep_s`` seconds old.

        It is not cached if the order was invalidated since ``version`` was taken, nor in place of one whose read began
        later: that one may hold a change which this one lacks.
        """
        ...

    def drop(self, business_reference_id: str) -> None:
        """Drop what this process holds of an order that has changed.

        What replicas share is dropped by the replica that publishes the change.
        """
        ...

    def drop_all(self) -> None:
        """Drop what this process holds of all orders."""
        ...

    async def aclose(self) -> None: ...


class MemoryCache:
    """An LRU cache in this process, limited to ``max_rows`` database rows in total.

    Orders differ in size by orders of magnitude, so rows are counted and not orders. A row and everything derived from
    it take about 5 KB.
    """

    def __init__(self, monotonic: Monotonic, *, max_rows: int) -> None:
        self._monotonic = monotonic
        self._max_rows = max_rows
        self._rows = 0
        self._kept: OrderedDict[str, _Entry] = OrderedDict()

    @property
    def row_count(self) -> int:
        return self._rows

    async def get(self, business_reference_id: str) -> CachedSnapshot | None:
        kept = self._kept.get(business_reference_id)
        if kept is None:
            return None
        now_s = self._monotonic()
        if now_s >= kept.until_s:
            self.drop(business_reference_id)
            return None
        self._kept.move_to_end(business_reference_id)
        return CachedSnapshot(kept.snapshot, now_s - kept.since_s)

    def at_hand(self, business_reference_id: str) -> Snapshot | None:
        kept = self._kept.get(business_reference_id)
        return None if kept is None else kept.snapshot

    async def owners(self, business_reference_id: str) -> frozenset[str]:
        kept = self._kept.get(business_reference_id)
        return frozenset() if kept is None or self._monotonic() >= kept.until_s else kept.owners

    async def version(self, business_reference_id: str) -> str:
        return ""  # in one process, the reader itself knows which of its reads were invalidated

    async def put(
        self, business_reference_id: str, snapshot: Snapshot, *, keep_s: float, age_s: float, version: str
    ) -> None:
        since_s = self._monotonic() - age_s
        kept = self._kept.get(business_reference_id)
        if kept is not None and kept.since_s > since_s:
            return
        self.drop(business_reference_id)
        if snapshot.row_count * _LARGEST_SHARE > self._max_rows:
            return
        owners = snapshot.evidence.owners
        self._kept[business_reference_id] = _Entry(snapshot, owners, since_s=since_s, until_s=since_s + keep_s)
        self._rows += snapshot.row_count
        while self._rows > self._max_rows:
            self.drop(next(iter(self._kept)))

    def drop_all(self) -> None:
        self._kept.clear()
        self._rows = 0

    async def aclose(self) -> None:
        self.drop_all()

    def drop(self, business_reference_id: str) -> None:
        kept = self._kept.pop(business_reference_id, None)
        if kept is not None:
            self._rows -= kept.snapshot.row_count


@dataclass(frozen=True, slots=True)
class _Entry:
    snapshot: Snapshot
    owners: frozenset[str]
    since_s: float
    until_s: float
