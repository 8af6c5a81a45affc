"""How a stored row may deviate from its database's schema: any field of it, by any value that a writer may leave."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.ids import IDENTIFIER_PATTERN
from rewards.stores.row_fields import row_fields
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow, parse_row

ABSENT = object()  # the field is missing
MODELS: dict[str, type[PedRow] | type[LineItemRow] | type[EventRow]] = {
    "ped": PedRow,
    "lineItems": LineItemRow,
    "concessions": EventRow,
}
_ANYWHERE: dict[str, Any] = {
    "absent": ABSENT,
    "null": None,
    "empty": "",
    "space": " ",
    "two words": "so much",
    "trailing space": "ISSUED ",
    "lower case": "issued",
    "number": 7,
    "number as text": "10000",
    "negative": -1,
    "fraction": 10.5,
    "decimal": Decimal("10.5"),
    "huge": 10**37,
    "bool": True,
    "NaN as text": "NaN",
    "nested": {"value": 10000},
    "list": ["10000", 7],
    "empty list": [],
    "list of null": [None],
    "set": frozenset({"a", "b"}),
    "binary": b"\x00\xff",
    "control characters": "a\u0000b\n",
    "quotes": '"},{"',
    "long": "x" * 5000,
}
_OF_FIELDS: dict[str, dict[str, Any]] = {
    "currency": {"unknown": "XXQ", "lower case inr": "inr", "spaces": " INR ", "sign": "₹"},
    "Time|At$": {
        "millis as text": "1793527200000",
        "microseconds": 1793527200000000,
        "no offset": "2026-11-01T10:00:00",
        "no such day": "2026-11-31T10:00:00+05:30",
        "a day": "2026-11-01",
        "words": "yesterday",
        "zone in brackets": "2026-11-01T10:00+05:30[Asia/Kolkata]",
    },
    "Minor$": {"major units": "15.00", "with a sign": "Rs 100", "grouped": "1,00,000"},
    "memo|somethingNew": {"400 KB": "x" * 400_000, "future type": {"kind": "NEW", "parts": [1, {"a": None}]}},
}
_EXTRA_FIELDS = ("memo", "somethingNew")


@dataclass(frozen=True, slots=True)
class Deviation:
    """One field of one table with a value that its schema may not allow."""

    table: str
    field: str
    name: str
    value: Any

    def __str__(self) -> str:
        return f"{self.table}-{self.field}-{self.name}".replace(" ", "_")

    def of(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the row with the deviation."""
        kept = {name: value for name, value in row.items() if name != self.field}
        return kept if self.value is ABSENT else {**kept, self.field: self.value}


def all_deviations() -> Iterator[Deviation]:
    for table, model in MODELS.items():
        for field in (*(known.name for known in row_fields(model)), *_EXTRA_FIELDS):
            special = (values for pattern, values in _OF_FIELDS.items() if re.search(pattern, field))
            values = _ANYWHERE | {name: value for named in special for name, value in named.items()}
            yield from (Deviation(table, field, name, value) for name, value in values.items())


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows from a deviation, by the rule alone: which row it was is known only as far as it says so."""

    is_malformed: bool
    names_its_benefit: bool  # the row says that it is of the benefit under whose key it was written
    may_be_of_any_benefit: bool
    has_owner: bool

    @classmethod
    def of(cls, deviation: Deviation, sound: dict[str, Any]) -> "Effect":
        row = deviation.of(sound)
        order = row.get("businessReferenceId")
        is_foreign = _is_identifier(order) and order != sound["businessReferenceId"]
        is_malformed = is_foreign or not _is_understood(deviation.table, row)
        key = (row.get("promotionId"), row.get("benefitId"))
        return cls(
            is_malformed=is_malformed,
            names_its_benefit=key == (sound["promotionId"], sound["benefitId"]) and not is_foreign,
            may_be_of_any_benefit=is_malformed and (is_foreign or not all(map(_is_identifier, key))),
            has_owner=not is_foreign and (deviation.table == "lineItems" or _is_identifier(row.get("customerId"))),
        )


def _is_understood(table: str, row: dict[str, Any]) -> bool:
    """Whether the row can be parsed: which forms of a value are understood is the concern of ``parse_row`` alone."""
    try:
        parse_row(MODELS[table], row)
    except MalformedRow:
        return False
    return True


def _is_identifier(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(IDENTIFIER_PATTERN, value) is not None
