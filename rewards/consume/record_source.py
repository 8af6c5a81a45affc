"""The one seam to a stream or a queue."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from rewards.consume.record import Record


class RecordSource(Protocol):
    """A stream or a queue that delivers every record at least once.

    Raises:
        RecordSourceUnavailable: from every method, if the source cannot be used now.
        StoreUnavailable: the same, if the source saves its positions in the store and that cannot be used.
    """

    @property
    def name(self) -> str:
        """Which source it is, for logs and metrics: ``sqs``, ``kinesis``, ``kafka`` or ``dynamodb-streams``."""
        ...

    def connected(self) -> AbstractAsyncContextManager[None]:
        """Hold connections while the block runs, and raise at once if the source does not exist or refuses access."""
        ...

    async def read(self, limit: int) -> Sequence[Record]:
        """Return at most ``limit`` new records, and wait a short time for the first; empty if there are none."""
        ...

    async def acknowledge(self, records: Sequence[Record]) -> None:
        """Make sure that these records, which were read, are not delivered again. They are stored or dead letters.

        They may be acknowledged in any order and in parts. In a source that only keeps a position, a record counts as
        acknowledged when all earlier records of its shard are.
        """
        ...

    async def extend(self, records: Sequence[Record]) -> None:
        """Keep these records for this consumer for another while: storing them takes longer than usual."""
        ...

    async def release(self, records: Sequence[Record]) -> None:
        """Hand back records that were read and not acknowledged, so that they are delivered again soon."""
        ...
