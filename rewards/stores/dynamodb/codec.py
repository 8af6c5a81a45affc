"""Rows as DynamoDB stores them: typed attribute values, under the attribute names of the table.

Numbers are exact in both directions: integers are read as ``int``, others as ``Decimal``, and none as a float.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from core.gift_cards import split_gift_cards
from rewards.stores.base import RawRow
from rewards.stores.dynamodb.settings import ConcessionsTable, LineItemsTable, PedTable

AttributeValue = Mapping[str, Any]
Item = Mapping[str, AttributeValue]


def to_attribute(value: object) -> AttributeValue:
    """Return the attribute value for a JSON value.

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
        case _:
            raise TypeError(f"no attribute value for {type(value).__name__}")


def from_attribute(attribute: AttributeValue) -> Any:
    """Return the value of an attribute. Sets, which have no order, are returned as sorted lists."""
    ((kind, value),) = attribute.items()
    return _READERS[kind](value)


def encode(raw: RawRow, table: PedTable | LineItemsTable | ConcessionsTable) -> dict[str, AttributeValue]:
    """Return the attributes of a row, without derived ones. Absent and null are equal."""
    return {
        table.attribute(field): to_attribute(value)
        for field, value in raw.items()
        if value is not None and not (field == "gcId" and value == "")  # an index key cannot be empty
    }


def decode(item: Item, table: PedTable | LineItemsTable | ConcessionsTable) -> dict[str, Any]:
    """Return the row of an item, with gift cards in a form that every reader understands."""
    fields = {name: field for field, name in table.attributes.items()}
    row = {
        fields.get(name, name): from_attribute(attribute)
        for name, attribute in item.items()
        if name not in table.derived and "NULL" not in attribute
    }
    return row | _known_gift_card_forms(row)


def _known_gift_card_forms(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the usual forms of a set or list in the scalar field, and of text in the list field."""
    forms: dict[str, Any] = {}
    if isinstance(row.get("gcId"), list):
        forms["gcId"] = ",".join(str(part) for part in row["gcId"])
    if isinstance(row.get("gcIds"), str):
        forms["gcIds"] = split_gift_cards(row["gcIds"])
    return forms


def _number(value: int | float | Decimal) -> AttributeValue:
    if isinstance(value, float):  # repr is the shortest text that parses to the same float
        return {"N": repr(value)} if math.isfinite(value) else {"S": str(value)}
    return {"N": str(value)}


def _read_number(text: str) -> int | Decimal:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else number


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "S": str,
    "N": _read_number,
    "BOOL": bool,
    "NULL": lambda _: None,
    "B": bytes,
    "L": lambda parts: [from_attribute(part) for part in parts],
    "M": lambda parts: {name: from_attribute(part) for name, part in parts.items()},
    "SS": sorted,
    "NS": lambda parts: sorted(_read_number(part) for part in parts),
    "BS": sorted,
}
