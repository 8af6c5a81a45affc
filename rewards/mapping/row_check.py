"""Whether the rows of a table would be understood: counts by field and kind of fault, and never a value."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.contract import EventType, IssuanceStatus
from rewards.mapping.fields import FieldKind, NotUnderstood
from rewards.mapping.table_mapping import TableMapping
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow, parse_row

RowModel = type[PedRow | LineItemRow | EventRow]
_WORDS: Mapping[str, frozenset[str]] = {
    "type": frozenset(EventType),
    "benefitIssuanceStatus": frozenset(IssuanceStatus),
    "status": frozenset({"PENDING", "SHIPPED", "ISSUED", "FAILED", "RETURNED", "CANCELLED"}),
    "benefitType": frozenset({"INSTANT_CASHBACK", "SCRATCH_CARD", "GIFT_CARD", "POINTS"}),
}
_TYPES: Mapping[FieldKind, tuple[type, ...]] = {
    FieldKind.MONEY: (int, Decimal, str),
    FieldKind.TIME: (int, Decimal, str, list),
    FieldKind.FLAG: (bool,),
    FieldKind.CARDS: (list, str),
    FieldKind.CARD: (list, str),
}


class Fault(StrEnum):
    """Why a field is not understood."""

    MISSING = "missing"
    WRONG_TYPE = "wrongType"  # such as a map where a text is expected
    WRONG_FORM = "wrongForm"  # the right type, and not in the form that is declared
    NOT_ACCEPTED = "notAccepted"  # out of range, too long, an unknown currency, or with characters that no id has
    UNKNOWN_WORD = "unknownWord"  # kept and shown as it is, and no sum or status follows from it
    OTHER_KEY = "otherKey"  # the declared form gives another key: the row would be read, and not found by its key


@dataclass
class TableCheck:
    """The check of one table. A row with any fault counts as not understood."""

    table: TableMapping
    model: RowModel
    rows: int = 0
    understood: int = 0
    faults: Counter[tuple[str, Fault]] = field(default_factory=Counter)

    def add(self, attributes: Mapping[str, Any]) -> None:
        """Check one item, given with plain values."""
        found = self._faults(attributes)
        self.rows += 1
        self.understood += not found
        self.faults.update(found)

    def _faults(self, attributes: Mapping[str, Any]) -> set[tuple[str, Fault]]:
        row = self.table.translate(attributes)
        try:
            parse_row(self.model, row)
        except MalformedRow as error:
            return {(name, self._fault(name, row.get(name))) for name in error.fields}
        found = {(name, Fault.UNKNOWN_WORD) for name, words in _WORDS.items() if name in row and row[name] not in words}
        return found | self._key_fault(row, attributes)

    def _fault(self, name: str, value: object) -> Fault:
        if value is None or value == "":
            return Fault.MISSING
        stored = value.stored if isinstance(value, NotUnderstood) else value
        kind = self.table.kind(name)
        expected = _TYPES.get(kind, (str,)) if kind is not None else (object,)
        if not isinstance(stored, expected) or (isinstance(stored, bool) and bool not in expected):
            return Fault.WRONG_TYPE
        return Fault.WRONG_FORM if isinstance(value, NotUnderstood) else Fault.NOT_ACCEPTED

    def _key_fault(self, row: Mapping[str, Any], attributes: Mapping[str, Any]) -> set[tuple[str, Fault]]:
        try:
            key = self.table.key(row)
        except MalformedRow as error:
            return {(name, Fault.OTHER_KEY) for name in error.fields}
        return {("sortKey", Fault.OTHER_KEY) for name, value in key.items() if attributes.get(name) != value}
