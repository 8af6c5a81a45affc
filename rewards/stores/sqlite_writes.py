"""Writes of the embedded store: rows as they are loaded, and batches of events, which repair PED rows."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from rewards.errors import EventConflict
from rewards.stores import sqlite_schema
from rewards.stores.base import LoadableRow, PutOutcome, RawRow
from rewards.stores.content_digest import content_digest
from rewards.stores.ped_repair import depends_on_later_cards, may_repair, repair_fields
from rewards.stores.row_columns import parse_columns
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow, parse_row
from rewards.stores.sqlite_rows import optional_microseconds, parse_rows, to_json, to_microseconds

_BenefitKey = tuple[str, str, str]  # order, promotion and benefit


def load_row(connection: sqlite3.Connection, loadable: LoadableRow) -> None:
    row = loadable.row
    if isinstance(row, PedRow):
        put_ped(connection, row, loadable.raw)
    elif isinstance(row, LineItemRow):
        key = (row.business_reference_id, *row.benefit_key, row.line_item_id, row.shipment_id or "")
        connection.execute(sqlite_schema.PUT_LINE_ITEM, (*key, to_json(loadable.raw)))
    elif _insert_event(connection, row, loadable.raw) is PutOutcome.CONFLICT:
        raise EventConflict


def put_ped(connection: sqlite3.Connection, row: PedRow, raw: RawRow) -> None:
    created_at, reserved_at = optional_microseconds(row.created_at), optional_microseconds(row.reserved_at)
    key = (row.business_reference_id, *row.benefit_key, row.customer_id)
    updated_at = to_microseconds(row.last_updated_time.at)
    connection.execute(sqlite_schema.PUT_PED, (*key, created_at, updated_at, to_json(raw), reserved_at))


def put_events(connection: sqlite3.Connection, events: Sequence[tuple[EventRow, RawRow]]) -> list[PutOutcome]:
    """Store each event, and repair the PED rows of those that are new."""
    outcomes = [_insert_event(connection, event, raw) for event, raw in events]
    created = zip(events, outcomes, strict=True)
    _repair_ped(connection, [event for (event, _), outcome in created if outcome is PutOutcome.CREATED])
    return outcomes


def _insert_event(connection: sqlite3.Connection, event: EventRow, raw: RawRow) -> PutOutcome:
    content = content_digest(event, raw)
    values = (
        event.event_id,
        event.business_reference_id,
        event.promotion_id,
        event.benefit_id,
        event.type,
        to_microseconds(event.event_time),
        event.gc_id,
        content,
        to_json(raw),
        event.customer_id,
    )
    if connection.execute(sqlite_schema.PUT_EVENT, values).rowcount:
        return PutOutcome.CREATED
    (stored,) = connection.execute(sqlite_schema.EVENT_CONTENT, (event.event_id,)).fetchone()
    return PutOutcome.REPLAYED if stored == content else PutOutcome.CONFLICT


def _repair_ped(connection: sqlite3.Connection, created: Sequence[EventRow]) -> None:
    """Update the PED rows of events that are in the log by now, each once however many events it has among these.

    A later event of the same batch may have decided about the last gift card already. It is then repaired too, so the
    row ends as it does when the events arrive one by one.
    """
    repairs: dict[_BenefitKey, list[EventRow]] = {}
    for event in filter(may_repair, created):
        repairs.setdefault((event.business_reference_id, event.promotion_id, event.benefit_id), []).append(event)
    found = [(key, connection.execute(sqlite_schema.PED_OF_BENEFIT, key).fetchone()) for key in repairs]
    keys = [key for key, row in found if row]
    raws = parse_rows([row[0] for _, row in found if row])
    parsed: Sequence[PedRow | None] = parse_columns(PedRow, raws) or [_parse_or_none(raw) for raw in raws]
    for key, raw, ped in zip(keys, raws, parsed, strict=True):
        if ped is not None:
            _repair_row(connection, key, raw, ped, repairs[key])


def _parse_or_none(raw: RawRow) -> PedRow | None:
    """Return a row, None for a malformed one: the event is kept, and reading the order will report its PED row."""
    try:
        return parse_row(PedRow, raw)
    except MalformedRow:
        return None


def _repair_row(
    connection: sqlite3.Connection, key: _BenefitKey, raw: RawRow, ped: PedRow, events: Sequence[EventRow]
) -> None:
    repaired: Mapping[str, Any] = raw
    dates: dict[str, int] = {}  # that are key columns
    for number, event in enumerate(events):
        if number:
            ped = parse_row(PedRow, repaired)
        is_latest = not (depends_on_later_cards(ped, event) and _has_later_gift_card(connection, event))
        changes = repair_fields(ped, event, is_latest_gift_card=is_latest)
        repaired = {**repaired, **changes}
        dates |= {name: to_microseconds(event.event_time) for name in ("createdAt", "reservedAt") if name in changes}
    if dates:
        values = (to_json(repaired), dates.get("createdAt"), dates.get("reservedAt"), *key)
        connection.execute(sqlite_schema.SET_PED_ROW_AND_DATES, values)
    elif repaired != raw:
        connection.execute(sqlite_schema.SET_PED_ROW, (to_json(repaired), *key))


def _has_later_gift_card(connection: sqlite3.Connection, event: EventRow) -> bool:
    key = (event.business_reference_id, event.promotion_id, event.benefit_id)
    place = (to_microseconds(event.event_time), event.event_id)
    return connection.execute(sqlite_schema.LATER_GIFT_CARD, (*key, *place)).fetchone() is not None
