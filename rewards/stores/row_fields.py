"""The fields of a class of rows: their names in a row, and a parser for each."""

from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, get_type_hints

from pydantic import TypeAdapter
from pydantic.alias_generators import to_camel

from core.instants import IsoInstant, parse_iso_texts
from rewards.stores.rows import EventRow, LineItemRow, PedRow


@dataclass(frozen=True, slots=True)
class RowField:
    """One field. ``parser`` is for a single value, ``parse_all`` for those of many rows, and raises as it does."""

    attribute: str
    name: str  # in a row
    parser: TypeAdapter[Any]
    parse_all: Callable[[list[Any]], list[Any]]
    default: Any = MISSING  # of a field that may be absent
    is_kept_empty: bool = False

    @property
    def is_required(self) -> bool:
        return self.default is MISSING


_FIELDS: dict[object, Sequence[RowField]] = {}


def row_fields(model: type[PedRow | LineItemRow | EventRow]) -> Sequence[RowField]:
    """Return the fields of a class of rows, in order."""
    found = _FIELDS.get(model)
    if found is None:
        found = _FIELDS[model] = _build(model)
    return found


def _build(model: type[PedRow | LineItemRow | EventRow]) -> Sequence[RowField]:
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        build_field(field.name, hints[field.name], field.default, kept_empty=model.kept_empty)
        for field in fields(model)
    )


def build_field(attribute: str, kind: Any, default: Any, *, kept_empty: frozenset[str] = frozenset()) -> RowField:
    """Return the field of an attribute of a type; the default is ``MISSING`` for one that is required."""
    name = to_camel(attribute)
    return RowField(attribute, name, TypeAdapter(kind), _all_parser(kind), default, name in kept_empty)


def _all_parser(kind: Any) -> Callable[[list[Any]], list[Any]]:
    parse_all: Callable[[list[Any]], list[Any]] = TypeAdapter(list[kind]).validate_python
    if kind not in (IsoInstant, IsoInstant | None):
        return parse_all
    # In an eighth of the time, as the parser of one instant is called through pydantic.
    return lambda values: parse_iso_texts(values) or parse_all(values)
