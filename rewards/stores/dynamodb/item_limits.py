"""DynamoDB's limits, checked before sending: the service refuses a batch as a whole and does not say which row.

The limits are DynamoDB's own: 400 KB per item including names, and numbers of 38 digits between 1E-130 and 1E+126.
"""

from collections.abc import Mapping
from decimal import Decimal

from rewards.errors import RowNotStorable
from rewards.mapping.table_mapping import TableMapping
from rewards.stores.dynamodb.codec import AttributeValue
from rewards.stores.rows import get_known_name

_LARGEST_ITEM_BYTES = 400 * 1024
_MOST_DIGITS = 38
_LOWEST_EXPONENT, _HIGHEST_EXPONENT = -130, 125
_DEEPEST = 32


def require_storable(item: Mapping[str, AttributeValue], table: TableMapping) -> None:
    """Raise if DynamoDB cannot hold an item.

    Raises:
        RowNotStorable: with the field and the limit, never the value.
    """
    sizes = {name: len(name.encode("utf-8", "surrogatepass")) + _size(value) for name, value in item.items()}
    for name, value in item.items():
        if reason := _refusal(value, depth=1):
            raise RowNotStorable(get_known_name(table.field_of(name)), reason)
    if sum(sizes.values()) > _LARGEST_ITEM_BYTES:
        largest = max(sizes, key=sizes.__getitem__)
        raise RowNotStorable(get_known_name(table.field_of(largest)), "too long: a row may have 400 KB in all")


def _refusal(attribute: AttributeValue, *, depth: int) -> str | None:
    if depth > _DEEPEST:
        return "nested too deep"
    ((kind, value),) = attribute.items()
    if kind == "N":
        return None if _is_storable_number(Decimal(value)) else "a number out of the range of DynamoDB"
    parts = value.values() if kind == "M" else value if kind == "L" else ()
    return next((reason for part in parts if (reason := _refusal(part, depth=depth + 1))), None)


def _is_storable_number(number: Decimal) -> bool:
    if not number:
        return True
    significant = "".join(map(str, number.as_tuple().digits)).strip("0")
    return len(significant) <= _MOST_DIGITS and _LOWEST_EXPONENT <= number.adjusted() <= _HIGHEST_EXPONENT


def _size(attribute: AttributeValue) -> int:
    """Return the approximate number of bytes that DynamoDB counts for a value, never more than it counts."""
    ((kind, value),) = attribute.items()
    match kind:
        case "S":
            return len(value.encode("utf-8", "surrogatepass"))
        case "N":
            return 1 + (len(Decimal(value).as_tuple().digits) + 1) // 2
        case "M":
            return 3 + sum(
                1 + len(str(name).encode("utf-8", "surrogatepass")) + _size(part) for name, part in value.items()
            )
        case "L":
            return 3 + sum(1 + _size(part) for part in value)
        case _:
            return 1
