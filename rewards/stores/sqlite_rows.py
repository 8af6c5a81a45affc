"""Rows of the embedded store: to and from their JSON, and instants to and from their key columns."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic_core import PydanticSerializationError, from_json
from pydantic_core import to_json as serialize_json

from rewards.stores.base import RawRow
from rewards.stores.rows import MalformedRow, PedInstant, PedRow, parse_row

_EPOCH = datetime.fromtimestamp(0, tz=UTC)


def reservation_of(text: str) -> int | None:
    """Return a PED row's recorded reservation as a key column holds it, None without one or if the row is malformed."""
    try:
        return optional_microseconds(parse_row(PedRow, json.loads(text)).reserved_at)
    except (MalformedRow, ValueError):
        return None


def optional_microseconds(instant: PedInstant | None) -> int | None:
    return None if instant is None else to_microseconds(instant.at)


def parse_rows(texts: Sequence[str]) -> list[RawRow]:
    """Parse all rows at once, which is four times as fast as one by one."""
    try:
        rows: list[RawRow] = from_json(f"[{','.join(texts)}]")
        if len(rows) == len(texts) and all(type(row) is dict for row in rows):
            return rows
    except ValueError:
        pass  # this parser is stricter than the writers were, for example about lone surrogates
    return [_parse(text) for text in texts]


def _parse(text: str) -> RawRow:
    """Return a row; an empty one if its text is no JSON object, which its source then reports as malformed."""
    try:
        row = json.loads(text)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def to_json(raw: Mapping[str, Any]) -> str:
    try:
        return serialize_json(raw).decode()
    except PydanticSerializationError:  # a lone surrogate
        return json.dumps(raw, separators=(",", ":"))


def to_microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)


def from_microseconds(instant: int) -> datetime:
    return _EPOCH + timedelta(microseconds=instant)
