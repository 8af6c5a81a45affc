"""The mapping of one table: rows as this service reads them, from and to the attributes as the table holds them.

Values are plain: text, numbers (``int``, or ``Decimal`` as written), booleans, lists, maps, and sets of text. A field
for which the mapping declares no form passes unchanged, and so do attributes that it does not name.
"""

from collections.abc import Container, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, Protocol, Self

from rewards.mapping.attribute_path import AttributePath, get_at, set_at
from rewards.mapping.fields import FieldKind, NotUnderstood, Unreadable
from rewards.mapping.id_form import IdForm
from rewards.mapping.money_form import MoneyForm
from rewards.mapping.sort_key import SortKey
from rewards.mapping.time_form import TimeForm
from rewards.stores.rows import MalformedRow, read_ped_instant

_ABSENT_IN_ROW = (None, "")
# Fields that a table may lack: nothing is decided by them.
_MAY_BE_LEFT_OUT = frozenset({"memo", "promotionName", "title", "recordedAt", "createdAtSource", "reservedAtSource"})


class ValueForm(Protocol):
    """The form of one kind of value. Both methods raise ``Unreadable`` for a value that does not have it."""

    def read(self, value: object) -> object: ...

    def write(self, value: object) -> object: ...


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """One field: its place in the table (None: it has none), its form, and its value where the table holds none."""

    field: str
    kind: FieldKind
    path: AttributePath | None
    form: ValueForm | None = None
    money: MoneyForm | None = None
    time: TimeForm | None = None
    constant: object = None
    default: object = None
    same_as: str | None = None
    is_in_sort_key: bool = False
    absent: tuple[object, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the value only has to be found, and not changed."""
        changed = (self.form, self.money, self.time, self.constant, self.default, self.same_as)
        return not (any(part is not None for part in changed) or self.is_in_sort_key or self.absent)


class TableMapping:
    """One table. ``derived`` are the attributes that exist for lookups only and are not part of a row."""

    def __init__(
        self,
        table: str,
        fields: Mapping[str, FieldMapping],
        sort_key: SortKey,
        *,
        derived: frozenset[str] = frozenset(),
        holds_epochs: bool = False,  # whether the table's rows may hold times as epoch numbers
    ) -> None:
        self.table = table
        self.sort_key = sort_key.attribute
        self.key_form = sort_key
        self._fields = fields
        self._holds_epochs = holds_epochs
        roots = {one.path[0]: name for name, one in fields.items() if one.path is not None}
        if sort_key.attribute in roots and sort_key.form != f"{{{roots[sort_key.attribute]}}}":
            raise ValueError(f"the sort key and {roots[sort_key.attribute]} have the same attribute")
        if taken := derived & roots.keys():
            raise ValueError(f"the key of an index and {roots[min(taken)]} have the same attribute")
        self.derived = derived | {self.sort_key} - roots.keys()
        self._by_attribute = {one.path[0]: name for name, one in fields.items() if one.path and len(one.path) == 1}
        self._nested = [(name, one.path) for name, one in fields.items() if one.path and len(one.path) > 1]
        # Not part of a row: maps that hold fields, and an attribute with the name of a field that is elsewhere.
        self._hidden = self.derived | {path[0] for _, path in self._nested}
        self._hidden |= {name for name, one in fields.items() if one.path != (name,)} - self._by_attribute.keys()
        self._plain_names = {
            name: one.path[0] for name, one in fields.items() if one.is_plain and one.path and len(one.path) == 1
        }
        self._changed = [one for one in fields.values() if not one.is_plain and one.money is None]
        self._amounts = [one for one in fields.values() if one.money is not None]

    def of_table(self, name: str) -> Self:
        """Return the same mapping for a table of another name."""
        renamed = copy(self)
        renamed.table = name
        return renamed

    @property
    def partition_key(self) -> str:
        return self.attribute("businessReferenceId")

    def path(self, field: str) -> AttributePath | None:
        """Return the place of a field in the table, or None if the table has no attribute for it."""
        found = self._fields.get(field)
        return (field,) if found is None else found.path

    def attribute(self, field: str) -> str:
        """Return the name of the attribute that holds a field, or the map that it is in; see ``require_attribute``."""
        path = self.path(field)
        return field if path is None else path[0]

    def field_of(self, attribute: str) -> str:
        """Return the field that a top-level attribute holds, or the attribute's own name."""
        return self._by_attribute.get(attribute, attribute)

    def read(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the row of an item of the table, or of a message in the same form.

        Raises:
            MalformedRow: with the names of the fields that are not understood.
        """
        row = self.translate(fields)
        if faults := tuple(name for name in self._fields if isinstance(row.get(name), NotUnderstood)):
            raise MalformedRow(faults)
        return row

    def translate(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the row of an item; a value that is not understood is kept as ``NotUnderstood``."""
        named = self._by_attribute
        row = {
            named.get(name, name): value
            for name, value in fields.items()
            if value is not None and (name in named or name not in self._hidden)
        }
        self._find_nested(row, fields)
        for one in self._changed:
            self._change(one, row, fields)
        self._complete_currency(row)
        for one in self._amounts:
            self._read_amount(one, row)
        for one in self._changed:
            if one.same_as is not None and one.same_as in row:
                row[one.field] = row[one.same_as]
        return row

    def write(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return the attributes of a row, without derived ones. Absent and null are equal.

        Raises:
            MalformedRow: see ``changes``.
        """
        plain = self._plain_names
        written = {plain[field]: value for field, value in row.items() if field in plain and value is not None}
        for path, value in self.changes(row, skipped=plain):
            set_at(written, path, value)
        return written

    def changes(
        self, row: Mapping[str, Any], *, skipped: Container[str] = frozenset()
    ) -> list[tuple[AttributePath, Any]]:
        """Return the values of a row, or of some of its fields, each with its place in the table.

        Raises:
            MalformedRow: with the names of the fields that the table cannot hold, or would return with another value.
        """
        written: list[tuple[AttributePath, Any]] = []
        faults: list[str] = []
        for field, value in row.items():
            if field in skipped:
                continue
            one = self._fields.get(field)
            if value is None or (value == "" and field == "gcId"):  # the key of an index cannot be empty
                continue
            try:
                path, stored = self._stored(field, one, value, row)
            except Unreadable:
                faults.append(field)
            else:
                if path is not None and stored is not None:
                    written.append((path, stored))
        if faults:
            raise MalformedRow(tuple(faults))
        return written

    def kind(self, field: str) -> FieldKind | None:
        """Return the kind of a field of this database, or None for any other name."""
        found = self._fields.get(field)
        return None if found is None else found.kind

    def holds(self, field: str) -> bool:
        """Whether the table has a place for a field."""
        return self.path(field) is not None

    def write_value(self, field: str, value: object, row: Mapping[str, Any]) -> Any:
        """Return one field's value as the table writes it; an amount needs the currency of its row.

        Raises:
            Unreadable: if the table cannot hold it.
        """
        one = self._fields.get(field)
        if one is None:
            return value
        if one.money is not None:
            of_table = self._fields["currency"]
            return one.money.write(value, row.get("currency") or of_table.constant or of_table.default)
        if one.time is not None:
            return one.time.write(read_ped_instant(value).at)
        return value if one.form is None else one.form.write(value)

    def key(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return the key of a row's item.

        Raises:
            MalformedRow: with the names of the fields that the key cannot hold.
        """
        name, value = self.place("businessReferenceId", row["businessReferenceId"])
        return {name: value, self.sort_key: self.sort_value(row)}

    def sort_value(self, row: Mapping[str, Any]) -> Any:
        """Return the sort key of a row: a field's own value if the key is that field's attribute."""
        field = self._by_attribute.get(self.sort_key)
        parts: dict[str, object] = {}
        for name in self.key_form.fields:
            if row.get(name) is not None:
                try:
                    parts[name] = self.write_value(name, row[name], row)
                except Unreadable as error:
                    raise MalformedRow((name,)) from error
        if field is not None:
            return parts.get(field)
        return self.key_form.build(parts)

    def sort_prefix(self, row: Mapping[str, Any]) -> str:
        """Return the beginning of the sort keys of all rows with these fields, perhaps empty."""
        known = {name: self.write_value(name, row[name], row) for name in self.key_form.fields if name in row}
        return "" if self._by_attribute.get(self.sort_key) else self.key_form.prefix(known)

    def place(self, field: str, identifier: str) -> tuple[str, Any]:
        """Return the attribute of an identifier, and its value as the table writes it.

        An identifier that the table cannot hold gives a value that no item has.
        """
        try:
            return self.attribute(field), self.write_value(field, identifier, {})
        except Unreadable:
            return self.absent_place(field)

    def absent_place(self, field: str) -> tuple[str, Any]:
        """Return the attribute of an identifier, and a value that no item has."""
        form = self._fields[field].form
        return self.attribute(field), form.absent if isinstance(form, IdForm) else "-"

    @property
    def absent_sort_value(self) -> Any:
        """A sort key, of the right type, that no item has."""
        field = self._by_attribute.get(self.sort_key)
        return "-" if field is None else self.absent_place(field)[1]

    def _find_nested(self, row: dict[str, Any], fields: Mapping[str, Any]) -> None:
        for field, path in self._nested:
            try:
                value = get_at(fields, path)
            except Unreadable:
                value = NotUnderstood(fields[path[0]])
            if value is not None:
                row[field] = value

    def _change(self, one: FieldMapping, row: dict[str, Any], fields: Mapping[str, Any]) -> None:
        field = one.field
        if one.constant is not None:
            row[field] = one.constant
            return
        value = row.get(field)
        if isinstance(value, NotUnderstood):
            return
        if _is_listed(value, one.absent):
            del row[field]
            value = None
        try:
            if one.is_in_sort_key:
                row[field] = value = self.key_form.split(_text(fields.get(self.sort_key)))[field]
            if value in _ABSENT_IN_ROW:
                if one.default is not None and one.kind is not FieldKind.CURRENCY:
                    row[field] = one.default
            elif one.time is not None:
                row[field] = _as_row_holds(value, one.time, holds_epochs=self._holds_epochs)
            elif one.form is not None:
                row[field] = one.form.read(value)
        except Unreadable:
            row[field] = NotUnderstood(value)

    def _complete_currency(self, row: dict[str, Any]) -> None:
        """Set the currency of a row without one: that which an amount names, or else the default."""
        if row.get("currency") not in _ABSENT_IN_ROW:
            return
        named = (one.money.currency_of(row.get(one.field)) for one in self._amounts if one.money is not None)
        currency = next(filter(None, named), None) or self._fields["currency"].default
        if currency is not None:
            row["currency"] = currency

    def _read_amount(self, one: FieldMapping, row: dict[str, Any]) -> None:
        value = row.get(one.field)
        if _is_listed(value, one.absent):
            del row[one.field]
            value = None
        if value in _ABSENT_IN_ROW:
            if one.default is not None:
                row[one.field] = one.default
        elif not isinstance(value, NotUnderstood) and one.money is not None:
            try:
                row[one.field] = one.money.read(value, row.get("currency"))
            except Unreadable:
                row[one.field] = NotUnderstood(value)

    def _stored(
        self, field: str, one: FieldMapping | None, value: object, row: Mapping[str, Any]
    ) -> tuple[AttributePath | None, Any]:
        """Return a field's place and value in the table, or no place for one that the table need not hold."""
        if one is None:
            return (field,), value
        if one.path is not None:
            stored = self.write_value(field, value, row)
            if _is_listed(stored, one.absent):
                raise Unreadable
            return one.path, stored
        stated = row.get(one.same_as, value) if one.same_as else one.constant
        if value != stated and not one.is_in_sort_key and field not in _MAY_BE_LEFT_OUT:
            raise Unreadable
        return None, None


def _is_listed(value: object, absent: tuple[object, ...]) -> bool:
    return bool(absent) and not isinstance(value, bool) and value in absent


def _as_row_holds(value: object, form: TimeForm, *, holds_epochs: bool) -> object:
    """Return a time as rows hold it: unchanged if their model reads the same instant, else as ISO 8601 text."""
    instant = form.read(value)
    is_epoch = isinstance(value, int) or (isinstance(value, str) and value.isdigit())
    if isinstance(value, str | int) and holds_epochs >= is_epoch:
        try:
            if read_ped_instant(value).at == instant:
                return value
        except ValueError:
            pass
    return form.text(instant)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable
    return value
