"""What is done with records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from rewards.consume.event_decoder import Fault
from rewards.consume.record import Record
from rewards.errors import StoreUnavailable


class Result(StrEnum):
    """The result of one event, or of a record that holds none."""

    STORED = "stored"
    REPLAYED = "replayed"
    DEAD_LETTER = "deadLetter"
    ANNOUNCED = "announced"  # the change of a row that is in the store already
    IGNORED = "ignored"  # a record without an event


@dataclass(frozen=True, slots=True)
class Handled:
    """What happened to records. ``faults`` are those of finished records; ``counts`` those of all finished events.

    ``unfinished`` are in the order in which they should be tried again, and ``failure`` is why they were not stored.
    """

    finished: Sequence[Record]
    unfinished: Sequence[Record] = ()
    faults: Mapping[Record, Sequence[Fault]] = field(default_factory=dict)
    changed_orders: frozenset[str] = frozenset()
    counts: Mapping[Result, int] = field(default_factory=dict)
    failure: StoreUnavailable | None = None


class RecordHandler(Protocol):
    """What a consumer does with records, apart from reading and acknowledging them."""

    async def handle(self, records: Sequence[Record]) -> Handled:
        """Store or announce what the records hold. What failed for now is unfinished, and raises nothing."""
        ...
