"""The shards of a stream: which may be read now, so that what was written first is read first.

Resharding closes shards and opens children. A child is read when its parents are finished, or are so old that the
stream has dropped them.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from rewards.consume.record import Record

FINISHED = "finished"  # the saved position of a shard that was read to its end; no sequence number is a word
STARTED = "started"  # the name under which it is saved that the stream was read before
HORIZON = "trimHorizon"  # the saved position of a shard that is to be read from its oldest record


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard. ``ending`` is its last sequence number, and None while it is open."""

    name: str
    parents: frozenset[str] = field(default_factory=frozenset)
    ending: str | None = None


@dataclass(frozen=True, slots=True)
class ShardPage:
    """Some records of a shard in order, and the iterator of the next; None after the last of a closed shard."""

    records: Sequence[Record]
    next_iterator: str | None


class IteratorExpired(Exception):
    """An iterator was not used for too long. A new one continues at the same position."""


class PositionTrimmed(Exception):
    """The stream has dropped the records after this position: they are too old."""


class ShardMissing(Exception):
    """The stream does not have this shard any more."""


class ShardedStream(Protocol):
    """One stream that consists of shards.

    Raises:
        RecordSourceUnavailable: from every method, if the stream cannot be used now.
    """

    @property
    def name(self) -> str:
        """Which stream it is, for positions and for the table of saved ones."""
        ...

    def connected(self) -> AbstractAsyncContextManager[None]:
        """Hold connections while the block runs, and raise at once if the stream cannot be used in this way."""
        ...

    async def shards(self) -> Sequence[Shard]:
        """Return all shards that the stream still has."""
        ...

    async def iterator(self, shard: str, *, after: str | None, latest: bool) -> str | None:
        """Return an iterator behind a sequence number, or else of the newest or of the oldest record.

        Raises:
            PositionTrimmed: if the records behind the number are gone.
            ShardMissing: if the shard is.
        """
        ...

    async def page(self, shard: str, iterator: str, *, limit: int) -> ShardPage:
        """Return the next records; a page without records is not necessarily the last.

        Raises:
            IteratorExpired: if another iterator is needed.
            PositionTrimmed: if the records behind it are gone.
        """
        ...


def readable_shards(shards: Iterable[Shard], *, passed: Collection[str]) -> list[Shard]:
    """Return the shards whose parents are all passed or gone: what was written before them has been stored."""
    listed = list(shards)
    waited_for = {shard.name for shard in listed if shard.name not in passed}
    return [shard for shard in listed if not shard.parents & waited_for]


def is_at_end(shard: Shard, position: str | None) -> bool:
    """Whether a position is the last one of a closed shard.

    A stream says so by giving no further iterator as well; stand-ins for it always give one.
    """
    if shard.ending is None or not shard.ending.isdecimal():
        return False
    return int(position or 0) >= int(shard.ending)
