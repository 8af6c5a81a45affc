"""Positions of shards: which one may be saved when records are finished in any order."""

from collections.abc import Iterable

from rewards.consume.record import Record


class ContiguousProgress:
    """The unfinished records of every shard, in order.

    A source that keeps one position per shard can only say "everything up to here". So a record that is finished
    counts when all earlier ones of its shard are finished too.
    """

    def __init__(self) -> None:
        self._finished: dict[str, dict[str, bool]] = {}

    def read(self, records: Iterable[Record]) -> None:
        """Note records that were read, in the order of their shard."""
        for record in records:
            self._finished.setdefault(record.shard, {})[record.sequence] = False

    def finish(self, records: Iterable[Record]) -> dict[str, str]:
        """Note finished records, and return the last contiguous sequence of every shard that advanced.

        A record that is not known any more, because its shard was forgotten, is ignored.
        """
        shards: dict[str, None] = {}
        for record in records:
            of_shard = self._finished.get(record.shard, {})
            if record.sequence in of_shard:
                of_shard[record.sequence] = True
                shards[record.shard] = None
        advanced = {shard: self._advance(shard) for shard in shards}
        return {shard: last for shard, last in advanced.items() if last is not None}

    def is_idle(self, shard: str) -> bool:
        """Whether every record of the shard that was read is finished."""
        return not self._finished.get(shard)

    def forget(self, shard: str) -> None:
        """Drop what is known of a shard, which another process reads now."""
        self._finished.pop(shard, None)

    def _advance(self, shard: str) -> str | None:
        of_shard = self._finished[shard]
        last: str | None = None
        for sequence, is_finished in list(of_shard.items()):
            if not is_finished:
                break
            last = sequence
            del of_shard[sequence]
        return last
