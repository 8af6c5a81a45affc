"""Malformed rows, reduced to the fields that can be read.

A malformed row makes unknown what it could change and nothing else: its benefit if it names one, else every benefit of
its order. It proves an owner only if it names one.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from rewards.stores.row_columns import parse_columns
from rewards.stores.row_fields import RowField, row_fields
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedInstant, PedRow, parse_row, present_fields

Row = TypeVar("Row", PedRow, LineItemRow, EventRow)
_KEY_FIELDS = ("businessReferenceId", "promotionId", "benefitId", "lineItemId", "shipmentId", "eventId")
_MISSING = object()
ROWS_AT_ONCE = 2000  # that many are parsed in some 10 ms


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A malformed row. ``fields`` names its invalid fields, ``readable`` has the parsed values of the others."""

    source: str
    model: type[PedRow] | type[LineItemRow] | type[EventRow]
    fields: tuple[str, ...]
    readable: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def business_reference_id(self) -> str | None:
        return self.readable.get("businessReferenceId")

    @property
    def benefit_key(self) -> tuple[str, str] | None:
        """The promotion and benefit, or None if either cannot be read: then the row may be of any benefit."""
        promotion_id, benefit_id = self.readable.get("promotionId"), self.readable.get("benefitId")
        return None if promotion_id is None or benefit_id is None else (promotion_id, benefit_id)

    @property
    def is_located(self) -> bool:
        """Whether its order and its benefit can be read."""
        return self.business_reference_id is not None and self.benefit_key is not None

    @property
    def customer_id(self) -> str | None:
        return self.readable.get("customerId")

    @property
    def currency(self) -> str | None:
        return self.readable.get("currency")

    @property
    def key(self) -> str:
        """The key for operators: only parts that are valid identifiers, and ``?`` for any other part."""
        known = {field.name for field in row_fields(self.model)}
        return "#".join(str(self.readable.get(name) or "?") for name in _KEY_FIELDS if name in known)

    def instant(self, name: str) -> datetime | None:
        """Return a time of the row, or None if it is absent, or cannot be read and is one of ``fields``."""
        value = self.readable.get(name)
        if isinstance(value, PedInstant):
            return value.at
        return value if isinstance(value, datetime) else None


@dataclass(frozen=True, slots=True)
class ReadRows(Generic[Row]):
    """Rows of one database: those that can be parsed, and what can be read of the others."""

    rows: tuple[Row, ...] = ()
    unreadable: tuple[UnreadableRow, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.unreadable)


def read_rows(model: type[Row], raws: Sequence[object], *, source: str, order: str | None = None) -> ReadRows[Row]:
    """Return the rows of a database, parsed, and what can be read of the malformed ones.

    ``order`` is the one that they were found under, if it was one. A row that names another is malformed.
    """
    valid = parse_columns(model, raws)
    if valid is not None and (order is None or all(row.business_reference_id == order for row in valid)):
        return ReadRows(tuple(valid))
    rows: list[Row] = []
    unreadable: list[UnreadableRow] = []
    for raw in raws:
        if not isinstance(raw, Mapping):
            unreadable.append(UnreadableRow(source, model, ("row",)))
            continue
        try:
            row = parse_row(model, raw)
        except MalformedRow as error:
            unreadable.append(_reduced(model, raw, error.fields, source=source, order=order))
            continue
        if order is None or row.business_reference_id == order:
            rows.append(row)
        else:
            unreadable.append(foreign_row(source, model))
    return ReadRows(tuple(rows), tuple(unreadable))


async def read_many(
    model: type[Row], raws: Sequence[object], *, source: str, order: str | None = None
) -> ReadRows[Row]:
    """Return what ``read_rows`` does. The event loop gets its turn after every few thousand rows."""
    if len(raws) <= ROWS_AT_ONCE:
        return read_rows(model, raws, source=source, order=order)
    parts: list[ReadRows[Row]] = []
    for start in range(0, len(raws), ROWS_AT_ONCE):
        parts.append(read_rows(model, raws[start : start + ROWS_AT_ONCE], source=source, order=order))
        await asyncio.sleep(0)
    return ReadRows(
        tuple(row for part in parts for row in part.rows), tuple(row for part in parts for row in part.unreadable)
    )


def without_ambiguous(read: ReadRows[Row], *, source: str) -> ReadRows[Row]:
    """Return the same rows, except that different rows with one key count as unreadable: either may be right.

    Different events with one id are reported by the event log.
    """
    if len(read.rows) < 2 or len({_unique_key(row) for row in read.rows}) == len(read.rows):
        return read
    by_key: dict[tuple[str, ...], Row] = {}
    ambiguous: set[tuple[str, ...]] = set()
    for row in read.rows:
        if by_key.setdefault(_unique_key(row), row) != row:
            ambiguous.add(_unique_key(row))
    rows = tuple(row for key, row in by_key.items() if key not in ambiguous)
    doubtful: list[UnreadableRow] = [_ambiguous(row, source) for row in read.rows if _unique_key(row) in ambiguous]
    return ReadRows(rows, (*read.unreadable, *doubtful))


def _reduced(
    model: type[Row], raw: Mapping[str, Any], fields: tuple[str, ...], *, source: str, order: str | None
) -> UnreadableRow:
    readable = _readable_fields(model, raw)
    if order is not None and readable.setdefault("businessReferenceId", order) != order:
        return foreign_row(source, model)
    return UnreadableRow(source, model, fields, readable)


def foreign_row(source: str, model: type[PedRow] | type[LineItemRow] | type[EventRow]) -> UnreadableRow:
    """Return what may be used of a row that names another order than the one it was found under: nothing.

    It may belong to another customer, so its owner and its benefit are not trusted either.
    """
    return UnreadableRow(source, model, ("businessReferenceId",))


def _unique_key(row: PedRow | LineItemRow | EventRow) -> tuple[str, ...]:
    key = (row.business_reference_id, *row.benefit_key)
    return (*key, row.line_item_id, row.shipment_id or "") if isinstance(row, LineItemRow) else key


def _ambiguous(row: PedRow | LineItemRow | EventRow, source: str) -> UnreadableRow:
    field_name = "lineItemId" if isinstance(row, LineItemRow) else "benefitId"
    readable = {field.name: getattr(row, field.attribute) for field in row_fields(type(row))}
    return UnreadableRow(source, type(row), (field_name,), readable)


def _readable_fields(
    model: type[PedRow] | type[LineItemRow] | type[EventRow], raw: Mapping[str, Any]
) -> dict[str, Any]:
    present = present_fields(raw, kept_empty=model.kept_empty)
    named = [(field, present[field.name]) for field in row_fields(model) if field.name in present]
    parsed = {field.name: _parsed(field, value) for field, value in named}
    return {name: value for name, value in parsed.items() if value is not _MISSING}


def _parsed(field: RowField, value: object) -> Any:
    try:
        return field.parser.validate_python(value)
    except ValidationError:
        return _MISSING
