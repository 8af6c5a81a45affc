"""Parses the rows of a long order column by column, which takes half the time of parsing them one by one.

All values of a field are validated in one call, with the same type as those of a single row. A value that is not valid,
or a row that is not an object, ends the attempt: the rows are then parsed one by one, which finds out what is wrong.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from core.quick_construction import construct_all
from rewards.stores.row_fields import RowField, row_fields
from rewards.stores.rows import EventRow, LineItemRow, PedRow

Row = TypeVar("Row", PedRow, LineItemRow, EventRow)
FEWEST = 16  # below this number, single rows are parsed faster


def parse_columns(model: type[Row], raws: Sequence[object]) -> list[Row] | None:
    """Return the rows if there are many and all of them are valid, otherwise None."""
    rows = [raw for raw in raws if isinstance(raw, Mapping)]
    if len(raws) < FEWEST or len(rows) < len(raws):
        return None
    try:
        columns = [parse_column(field, [row.get(field.name) for row in rows]) for field in row_fields(model)]
    except ValidationError:
        return None
    return construct_all(model, columns)


def parse_column(field: RowField, values: list[Any]) -> list[Any]:
    """Return the values of a field, parsed, with its default for those that are absent, null or empty.

    Raises:
        ValidationError: if one of them is not valid.
    """
    if not field.is_kept_empty and "" in values:
        values = [value if value != "" else None for value in values]
    absent = values.count(None)
    if field.is_required or not absent:
        return _parsed(field, values)
    if absent == len(values):
        return [field.default] * absent
    present = iter(_parsed(field, [value for value in values if value is not None]))
    return [field.default if value is None else next(present) for value in values]


def _parsed(field: RowField, values: list[Any]) -> list[Any]:
    """Return the parsed values. A text that all rows of an order have in common is parsed once."""
    first = values[0]
    if type(first) is str and values.count(first) == len(values):
        return field.parse_all([first]) * len(values)
    return field.parse_all(values)
