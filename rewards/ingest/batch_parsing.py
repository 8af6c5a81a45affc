"""Parses a batch of posted events column by column, which takes half the time of parsing them one by one.

If any of them violates the contract, all are parsed one by one: that finds out which one, and what is wrong with it.
"""

from collections.abc import Sequence
from dataclasses import MISSING
from datetime import datetime
from typing import Any, get_type_hints

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from core.contract import EventType
from core.event_contract import ConcessionEvent
from core.quick_construction import construct_all
from rewards.stores.base import RawRow
from rewards.stores.row_columns import FEWEST, parse_column
from rewards.stores.row_fields import RowField, build_field, row_fields
from rewards.stores.rows import EventRow, present_fields


def parse_batch(batch: Sequence[Any], *, received_at: datetime) -> list[tuple[EventRow, RawRow]] | None:
    """Return what ``accepted_event`` returns for each event, or None if there are few, or one of them is not valid."""
    if len(batch) < FEWEST or not all(type(event) is dict for event in batch):
        return None
    if not _NAMES.issuperset(set().union(*batch)):
        return None
    try:
        columns = {
            field.attribute: parse_column(field, [event.get(field.name) for event in batch]) for field in _FIELDS
        }
    except ValidationError:
        return None
    if not _are_whole_reversals(columns):
        return None
    columns["type"] = list(map(str, columns["type"]))
    columns["recorded_at"] = [at or received_at for at in columns["recorded_at"]]
    rows = construct_all(EventRow, [columns[field.attribute] for field in row_fields(EventRow)])
    times, recorded = to_jsonable_python(columns["event_time"]), to_jsonable_python(columns["recorded_at"])
    raws = [
        {**present_fields(event), "eventTime": at, "recordedAt": recorded_at}
        for event, at, recorded_at in zip(batch, times, recorded, strict=True)
    ]
    return list(zip(rows, raws, strict=True))


def _are_whole_reversals(columns: dict[str, Any]) -> bool:
    """Whether every reversal has what ``require_whole_reversal`` requires."""
    named = zip(columns["type"], columns["reverses_event_id"], columns["reinstates"], strict=True)
    return all(kind != EventType.REVERSED or None not in (target, reinstates) for kind, target, reinstates in named)


def _contract_fields() -> Sequence[RowField]:
    hints = get_type_hints(ConcessionEvent, include_extras=True)
    fields = ConcessionEvent.model_fields.items()
    return tuple(
        build_field(name, hints[name], MISSING if info.is_required() else info.default) for name, info in fields
    )


_FIELDS = _contract_fields()
_NAMES = frozenset(field.name for field in _FIELDS)
