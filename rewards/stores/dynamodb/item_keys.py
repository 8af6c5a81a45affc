"""Keys of items: the unique key, and the sort key in an index."""

from datetime import UTC, datetime

from core.contract import EventType
from rewards.stores.base import LoadableRow, RawRow
from rewards.stores.dynamodb.codec import AttributeValue, encode
from rewards.stores.dynamodb.settings import (
    ConcessionsTable,
    DynamoDbSettings,
    LineItemsTable,
    PedTable,
    UpdatedForm,
)
from rewards.stores.rows import EventRow, LineItemRow, PedRow

# "#" is the separator, because no identifier can contain it.
Key = dict[str, AttributeValue]
_PLACING_TYPES = frozenset({EventType.RESERVED, EventType.ISSUED})  # which a window may be about


def text(value: str) -> AttributeValue:
    return {"S": value}


def instant_text(instant: datetime) -> str:
    """Return an instant as text that sorts chronologically: UTC, with all digits."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def benefit_prefix(promotion_id: str, benefit_id: str) -> str:
    return f"{promotion_id}#{benefit_id}"


def ped_key(table: PedTable, business_reference_id: str, promotion_id: str, benefit_id: str) -> Key:
    return {
        table.partition_key: text(business_reference_id),
        table.sort_key: text(benefit_prefix(promotion_id, benefit_id)),
    }


def event_key(settings: DynamoDbSettings, event: EventRow) -> Key:
    table = settings.concessions
    return {
        table.partition_key: text(event.business_reference_id),
        table.sort_key: text(f"{benefit_prefix(*event.benefit_key)}#{event.event_id}"),
    }


def claim_key(settings: DynamoDbSettings, event_id: str) -> Key:
    """Return the key of the item that makes an event id unique over all orders."""
    table = settings.bookkeeping
    return {table.partition_key: text(f"event#{event_id}"), table.sort_key: text("claim")}


def time_keys(table: PedTable, row: PedRow) -> Key:
    """Return the sort keys of the indexes by creation and by reservation, each only if the row has that time."""
    times = {table.created_key: row.created_at, table.reserved_key: row.reserved_at}
    key = (row.business_reference_id, *row.benefit_key)
    return {
        name: text("#".join((instant_text(instant.at), *key))) for name, instant in times.items() if instant is not None
    }


def event_time_prefix(kind: str) -> str:
    """Return how the derived key of the events by customer begins: the events of one type are next to each other."""
    return f"{kind}#"


def ped_item(table: PedTable, row: PedRow, raw: RawRow) -> Key:
    item = encode(raw, table) | time_keys(table, row)
    item |= ped_key(table, row.business_reference_id, *row.benefit_key)
    # An index of undated rows only: a search reads them all, and would read every dated row with them.
    if table.updated_form is UpdatedForm.DERIVED and row.created_at is None:
        item[table.updated_key] = text(instant_text(row.last_updated_time.at))
    return item


def line_item_item(settings: DynamoDbSettings, row: LineItemRow, raw: RawRow) -> Key:
    table = settings.line_items
    sort_key = f"{benefit_prefix(*row.benefit_key)}#{row.line_item_id}#{row.shipment_id or ''}"
    return encode(raw, table) | {table.sort_key: text(sort_key)}


def item_of(
    loadable: LoadableRow, settings: DynamoDbSettings
) -> tuple[Key, PedTable | LineItemsTable | ConcessionsTable]:
    """Return the item of a row, and the table it belongs to."""
    row, raw = loadable.row, loadable.raw
    if isinstance(row, PedRow):
        return ped_item(settings.ped, row, raw), settings.ped
    if isinstance(row, LineItemRow):
        return line_item_item(settings, row, raw), settings.line_items
    return event_item(settings, row, raw), settings.concessions


def event_item(settings: DynamoDbSettings, event: EventRow, raw: RawRow) -> Key:
    table = settings.concessions
    item = encode(raw, table) | event_key(settings, event)
    if table.customer_form == "derived" and event.type in _PLACING_TYPES:
        parts = (instant_text(event.event_time), event.business_reference_id, event.event_id)
        item[table.customer_key] = text(event_time_prefix(event.type) + "#".join(parts))
    return item
