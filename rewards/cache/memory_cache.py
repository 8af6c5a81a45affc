"""Where snapshots of orders are kept between requests.

What is kept is caller-independent evidence, not answers: its key is the order alone, so nothing that depends on a
caller can be handed to another, and v2, the position and the history are all made from the same snapshot.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from core.clock import Monotonic
from rewards.cache.snapshot import Snapshot

_LARGEST_SHARE = 10  # one order may take up to a tenth of the room


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot from the cache, and for how long it has been there."""

    snapshot: Snapshot
    age_s: float


class SnapshotCache(Protocol):
    """Keeps whole snapshots by order. Its own trouble is never the request's: it then holds nothing."""

    async def get(self, business_reference_id: str) -> Held | None: ...

    async def version(self, business_reference_id: str) -> str:
        """Return a mark to take before an order is read, for ``put``."""
        ...

    async def put(self, business_reference_id: str, snapshot: Snapshot, *, keep_s: float, version: str) -> None:
        """Keep a snapshot for so long, unless the order was forgotten since ``version`` was taken."""
        ...

    async def forget(self, business_reference_id: str) -> None:
        """Drop what is kept of an order, because the order has changed."""
        ...

    async def aclose(self) -> None: ...


class MemoryCache:
    """Keeps the most recently used snapshots in this process, up to ``max_rows`` database rows in all.

    Orders differ in size by orders of magnitude, so rows are counted rather than orders. A row with what is made of it
    takes about 5 KB.
    """

    def __init__(self, monotonic: Monotonic, *, max_rows: int) -> None:
        self._monotonic = monotonic
        self._max_rows = max_rows
        self._rows = 0
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    @property
    def row_count(self) -> int:
        return self._rows

    async def get(self, business_reference_id: str) -> Held | None:
        kept = self._kept.get(business_reference_id)
        if kept is None:
            return None
        now_s = self._monotonic()
        if now_s >= kept.until_s:
            self._drop(business_reference_id)
            return None
        self._kept.move_to_end(business_reference_id)
        return Held(kept.snapshot, now_s - kept.since_s)

    async def version(self, business_reference_id: str) -> str:
        return ""  # one process: its reader knows by itself which of its reads an ingest has overtaken

    async def put(self, business_reference_id: str, snapshot: Snapshot, *, keep_s: float, version: str) -> None:
        self._drop(business_reference_id)
        if snapshot.row_count * _LARGEST_SHARE > self._max_rows:
            return
        now_s = self._monotonic()
        self._kept[business_reference_id] = _Kept(snapshot, since_s=now_s, until_s=now_s + keep_s)
        self._rows += snapshot.row_count
        while self._rows > self._max_rows:
            self._drop(next(iter(self._kept)))

    async def forget(self, business_reference_id: str) -> None:
        self._drop(business_reference_id)

    async def aclose(self) -> None:
        self._kept.clear()
        self._rows = 0

    def _drop(self, business_reference_id: str) -> None:
        kept = self._kept.pop(business_reference_id, None)
        if kept is not None:
            self._rows -= kept.snapshot.row_count


@dataclass(frozen=True, slots=True)
class _Kept:
    snapshot: Snapshot
    since_s: float
    until_s: float
