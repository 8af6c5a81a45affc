"""Records of a stream or a queue, in the one form that the consumer works with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Database(StrEnum):
    """The database whose table a change of a row comes from."""

    PED = "ped"
    LINE_ITEMS = "lineItems"
    CONCESSIONS = "concessions"


@dataclass(frozen=True, slots=True)
class Message:
    """The body of a message as its writer sent it; None is a record without a body (a tombstone of Kafka)."""

    body: bytes | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A change of one row. ``row`` is the row after the change, None if it was deleted or the stream omits it.

    ``keys`` are the row's key fields. Both use the field names of the rewards API, not those of the table.
    """

    database: Database
    keys: Mapping[str, Any]
    row: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One record. Records of the same shard have an order, and ``sequence`` is the source's number within it.

    ``key`` is the record's own key, such as a message id. It may name a customer, so it is never logged.
    """

    shard: str
    sequence: str
    content: Message | RowChange
    key: str | None = None
    recorded_at: datetime | None = None
    # What the source needs to acknowledge the record, such as the receipt of a message.
    receipt: str = field(default="", repr=False)

    @property
    def position(self) -> str:
        """The record's place in its source, for operators."""
        return f"{self.shard}/{self.sequence}"
