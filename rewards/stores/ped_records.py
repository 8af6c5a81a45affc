"""PED's rows for v1, which returns what the writers left: nothing is parsed except what decides who may see it."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from core.ids import Identifier
from rewards.mapping.fields import NotUnderstood

_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)
# By the fields of v1. Free text and a customer's name, phone and e-mail are not among them.
_STORED_AS = {
    "promotionId": "promotionId",
    "benefitId": "benefitId",
    "benefitType": "benefitType",
    "benefitValue": "eligibleMinor",
    "currency": "currency",
    "benefitIssuanceStatus": "benefitIssuanceStatus",
    "benefitIssuanceTime": "benefitIssuanceTime",
    "gcId": "gcId",
    "lastUpdatedTime": "lastUpdatedTime",
}


@dataclass(frozen=True, slots=True)
class PedRecord:
    """One PED row as stored. ``fields`` has JSON values by the field names of v1, null for absent ones.

    ``customer_id`` is None if it cannot be read, or if the row names another order than the one it was found under.
    """

    fields: Mapping[str, Any]
    customer_id: str | None

    @property
    def sort_key(self) -> tuple[str, str]:
        return str(self.fields["promotionId"]), str(self.fields["benefitId"])


def read_record(raw: Mapping[str, Any], *, order: str) -> PedRecord:
    """Return a row of an order for v1."""
    row: Mapping[str, Any] = raw if _is_object(raw) else {}
    fields = {name: row.get(stored) for name, stored in _STORED_AS.items()}
    for name, value in fields.items():
        if value is not None and type(value) is not int and not (type(value) is str and value.isascii()):
            fields[name] = as_json(value)
    if fields["gcId"] is None:
        fields["gcId"] = _last_card(row.get("gcIds"))
    named_order = row.get("businessReferenceId")
    is_foreign = named_order != order and _is_identifier(named_order)
    customer_id = row.get("customerId")
    return PedRecord(fields, customer_id if _is_identifier(customer_id) and not is_foreign else None)


def as_json(value: Any) -> Any:
    """Return the JSON form of a stored value; a value without one in its usual text form."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return value.encode("utf-8", "replace").decode()  # a lone surrogate is not valid in a response
        case float():
            return value if value - value == 0 else str(value)  # infinities and NaN are not JSON
        case Decimal():
            return float(value) if Decimal(repr(float(value))) == value else str(value)
        case bytes():
            return b64encode(value).decode()
        case NotUnderstood():
            return as_json(value.stored)
        case Mapping():
            return {str(name): as_json(part) for name, part in value.items()}
        case Sequence() | set() | frozenset():
            return [as_json(part) for part in value]
        case object(stored=stored):  # a reader's mark on a value that it does not understand
            return as_json(stored)
        case _:
            return str(value)


def _is_object(raw: object) -> bool:
    return isinstance(raw, Mapping)


def _last_card(cards: Any) -> Any:
    """Return the last gift card of the list, for rows whose writers keep only the list."""
    held = [card for card in cards if card is not None] if isinstance(cards, list | tuple) else []
    return as_json(held[-1]) if held else None


def _is_identifier(value: object) -> bool:
    return _IDENTIFIER.validator.isinstance_python(value, strict=True)
