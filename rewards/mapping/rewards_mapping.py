"""The mapping of all tables, built from its file."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rewards.mapping.attribute_path import AttributePath, overlaps, parse_path
from rewards.mapping.card_form import CardForm, CardListForm
from rewards.mapping.fields import Contradiction, FieldKind
from rewards.mapping.file_model import (
    BookkeepingSpec,
    ConcessionsSpec,
    FieldSpec,
    IdsSpec,
    LineItemsSpec,
    MappingFile,
    MoneySpec,
    PedSpec,
    SortKeySpec,
    TableSpec,
    TimeSpec,
    UpdatedForm,
)
from rewards.mapping.id_form import IdForm
from rewards.mapping.money_form import MoneyForm, MoneyUnit
from rewards.mapping.sort_key import SortKey
from rewards.mapping.table_mapping import FieldMapping, TableMapping, ValueForm
from rewards.mapping.time_form import TimeForm, TimeShape
from rewards.mapping.time_pattern import TimePattern
from rewards.mapping.word_form import WordForm


class PedMapping(TableMapping):
    """PED, with its two indexes by customer."""

    def __init__(self, spec: PedSpec, site: MappingFile) -> None:
        own = {spec.created_key, spec.reserved_key} | (
            {spec.updated_key} if spec.updated_form is UpdatedForm.DERIVED else set()
        )
        super().__init__(
            spec.table, _fields(spec, site), _sort_key(spec, site), derived=frozenset(own), holds_epochs=True
        )
        self.created_index, self.created_key = spec.created_index, spec.created_key
        self.reserved_index, self.reserved_key = spec.reserved_index, spec.reserved_key
        self.updated_index, self.updated_key = spec.updated_index, spec.updated_key
        self.updated_form = spec.updated_form
        _require_key_attributes(self, "businessReferenceId", "customerId")


class LineItemsMapping(TableMapping):
    """The tracker."""

    def __init__(self, spec: LineItemsSpec, site: MappingFile) -> None:
        super().__init__(spec.table, _fields(spec, site), _sort_key(spec, site))
        _require_key_attributes(self, "businessReferenceId")


class ConcessionsMapping(TableMapping):
    """The event log, with its indexes by gift card and by customer."""

    def __init__(self, spec: ConcessionsSpec, site: MappingFile) -> None:
        own = {spec.customer_key} if spec.customer_form == "derived" else set()
        super().__init__(spec.table, _fields(spec, site), _sort_key(spec, site), derived=frozenset(own))
        self.gift_card_index = spec.gift_card_index
        self.customer_index, self.customer_key = spec.customer_index, spec.customer_key
        self.customer_form = spec.customer_form
        of_customer = ("customerId",) if spec.customer_index is not None else ()
        _require_key_attributes(self, "businessReferenceId", "gcId", *of_customer)


StoredTable = PedMapping | LineItemsMapping | ConcessionsMapping


@dataclass(frozen=True, slots=True)
class RewardsMapping:
    """The mapping of the three databases and of the table of this service itself."""

    ped: PedMapping
    line_items: LineItemsMapping
    concessions: ConcessionsMapping
    bookkeeping: BookkeepingSpec
    ids: IdsSpec | None

    @classmethod
    def of(cls, file: MappingFile) -> "RewardsMapping":
        """Return the mapping that a file declares.

        Raises:
            Contradiction: if its parts contradict each other.
        """
        with _placed("ped"):
            ped = PedMapping(file.ped, file)
        with _placed("lineItems"):
            line_items = LineItemsMapping(file.line_items, file)
        with _placed("concessions"):
            concessions = ConcessionsMapping(file.concessions, file)
        return cls(ped, line_items, concessions, bookkeeping=file.bookkeeping, ids=file.ids)


@contextmanager
def _placed(*place: str) -> Iterator[None]:
    """Add the place in the file to what is raised inside."""
    try:
        yield
    except Contradiction as error:
        raise Contradiction(str(error), *place, *error.place) from error
    except ValueError as error:
        raise Contradiction(str(error), *place) from error


def _fields(spec: TableSpec, site: MappingFile) -> Mapping[str, FieldMapping]:
    fields: dict[str, FieldMapping] = {}
    for field, kind in spec.kinds.items():
        with _placed("fields", field):
            fields[field] = _field(field, kind, spec, site)
    _require_distinct({field: one.path for field, one in fields.items() if one.path is not None})
    return fields


def _field(field: str, kind: FieldKind, spec: TableSpec, site: MappingFile) -> FieldMapping:
    given = spec.fields.get(field, FieldSpec())
    if given is None:
        return FieldMapping(field, kind, path=None)
    has_attribute = given.constant is None and given.same_as is None and not given.from_sort_key
    default = given.default
    if kind is FieldKind.CURRENCY and default is None:
        default = spec.currency or site.currency
    money = given.money or spec.money or site.money
    time = given.time or spec.times or site.times
    return FieldMapping(
        field,
        kind,
        path=parse_path(given.attribute or [field]) if has_attribute else None,
        form=_value_form(kind, given),
        money=_money_form(money) if kind is FieldKind.MONEY and money is not None else None,
        time=_time_form(time, [given.time, spec.times, site.times])
        if kind is FieldKind.TIME and time is not None
        else None,
        constant=given.constant,
        default=default,
        same_as=given.same_as,
        is_in_sort_key=given.from_sort_key,
        absent=given.absent,
    )


def _value_form(kind: FieldKind, given: FieldSpec) -> ValueForm | None:
    if given.words is not None:
        return WordForm(given.words)
    if kind is FieldKind.ID and (given.prefix or given.number):
        return IdForm(given.prefix, given.number)
    if kind is FieldKind.CARD:
        return CardForm()
    if kind is FieldKind.CARDS:
        return CardListForm(given.cards.as_, given.cards.separator) if given.cards else CardListForm()
    return None


def _money_form(spec: MoneySpec) -> MoneyForm:
    is_text = spec.as_ == "text" if spec.as_ else spec.unit is not MoneyUnit.MINOR
    return MoneyForm(spec.unit, is_text, spec.symbols)


def _time_form(spec: TimeSpec, outer: list[TimeSpec | None]) -> TimeForm:
    """Return the form of a time; the zone is that of the nearest declaration that has one."""
    key = next((one.zone for one in outer if one is not None and one.zone), None)
    zone = ZoneInfo(key) if key else None
    if zone is None and spec.form in (TimeShape.LOCAL, TimeShape.ARRAY):
        raise ValueError(f"a time in the form {spec.form.value} needs `zone`")
    pattern = TimePattern(spec.pattern, zone, spec.zone_names) if spec.pattern is not None else None
    return TimeForm(spec.form, zone, pattern, is_text=spec.as_ == "text")


def _sort_key(spec: TableSpec, site: MappingFile) -> SortKey:
    attribute, form = spec.default_sort_key
    given = spec.sort_key or SortKeySpec(attribute=attribute)
    if isinstance(given, SortKeySpec):
        key = SortKey(given.attribute, given.form or form, is_escaped=given.escape or given.form is None)
        with _placed("sortKey"):
            key.require_fields(spec.key_fields)
        return key
    path = _field(given, spec.kinds[given], spec, site).path
    if path is None or len(path) > 1:
        raise Contradiction(f"the sort key {given} must be an attribute of the table itself", "sortKey")
    return SortKey(path[0], f"{{{given}}}")


def _require_distinct(paths: Mapping[str, AttributePath]) -> None:
    known = list(paths.items())
    for place, (field, path) in enumerate(known):
        for other, other_path in known[:place]:
            if overlaps(path, other_path):
                raise Contradiction(f"{other} and {field} have the same attribute", "fields", field)


def _require_key_attributes(table: TableMapping, *fields: str) -> None:
    for field in fields:
        path = table.path(field)
        if path is None or len(path) > 1:
            reason = f"{field} must be an attribute of the table itself: a table or an index has it as its key"
            raise Contradiction(reason, "fields", field)


DEFAULT_MAPPING = RewardsMapping.of(MappingFile())
