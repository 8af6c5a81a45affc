"""Rows as DynamoDB stores them: typed attribute values, under the names and in the forms of the table.

Numbers are exact in both directions: integers are read as ``int``, others as ``Decimal``, and none as a float. A number
with decimals stays one even if they are zero, for the mapping to judge.
"""

import math
from collections.abc import Callable, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any

from rewards.mapping.attribute_path import AttributePath
from rewards.mapping.fields import NotUnderstood
from rewards.mapping.table_mapping import TableMapping
from rewards.stores.base import RawRow

AttributeValue = Mapping[str, Any]
Item = Mapping[str, AttributeValue]


def to_attribute(value: object) -> AttributeValue:
    """Return the attribute value for a JSON value, or for a set of text.

    Raises:
        TypeError: for a value of any other type.
    """
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | float() | Decimal():
            return _number(value)
        case Mapping():
            return {"M": {str(name): to_attribute(part) for name, part in value.items()}}
        case Sequence():
            return {"L": [to_attribute(part) for part in value]}
        case Set():
            return {"SS": sorted(value)}
        case _:
            raise TypeError(f"no attribute value for {type(value).__name__}")


def from_attribute(attribute: AttributeValue) -> Any:
    """Return the value of an attribute. Sets, which have no order, are returned as sorted lists."""
    ((kind, value),) = attribute.items()
    return _READERS[kind](value)


def encode(raw: RawRow, table: TableMapping) -> dict[str, AttributeValue]:
    """Return the attributes of a row, without derived ones. Absent and null are equal.

    Raises:
        MalformedRow: with the fields that the table cannot hold.
    """
    return {name: to_attribute(value) for name, value in table.write(raw).items()}


def encode_changes(changes: RawRow, table: TableMapping) -> dict[AttributePath, AttributeValue]:
    """Return the values of some fields of a row, each with its place in the table.

    Raises:
        MalformedRow: with the fields that the table cannot hold.
    """
    return {path: to_attribute(value) for path, value in table.changes(changes)}


def decode(item: Item, table: TableMapping) -> dict[str, Any]:
    """Return the row of an item; a value that the mapping does not understand is ``NotUnderstood``."""
    return table.translate({name: from_attribute(attribute) for name, attribute in item.items()})


def _number(value: int | float | Decimal) -> AttributeValue:
    if isinstance(value, float):  # repr is the shortest text that parses to the same float
        return {"N": repr(value)} if math.isfinite(value) else {"S": str(value)}
    return {"N": str(value)}


def _read_number(text: str) -> int | Decimal:
    if text.isdigit():
        return int(text)
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    return int(number) if isinstance(exponent, int) and exponent >= 0 else number


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "S": str,
    "N": _read_number,
    "BOOL": bool,
    "NULL": lambda _: None,
    "B": NotUnderstood,  # no field is binary, and text fields would accept bytes
    "L": lambda parts: [from_attribute(part) for part in parts],
    "M": lambda parts: {name: from_attribute(part) for name, part in parts.items()},
    "SS": sorted,
    "NS": lambda parts: sorted(_read_number(part) for part in parts),
    "BS": NotUnderstood,
}
