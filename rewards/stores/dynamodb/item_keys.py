"""Keys of items: the unique key, and the sort key in an index."""

from collections.abc import Mapping
from typing import Any

from core.contract import EventType
from rewards.errors import RowNotStorable
from rewards.mapping.file_model import UpdatedForm
from rewards.mapping.rewards_mapping import ConcessionsMapping, PedMapping, StoredTable
from rewards.mapping.table_mapping import TableMapping
from rewards.stores.base import LoadableRow, RawRow
from rewards.stores.dynamodb.codec import AttributeValue, encode, to_attribute
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.key_text import instant_text, joined
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow

Key = dict[str, AttributeValue]
_PLACING_TYPES = frozenset({EventType.RESERVED, EventType.ISSUED})  # which a window may be about


def text(value: str) -> AttributeValue:
    return {"S": value}


def key_of(table: TableMapping, row: Mapping[str, Any]) -> Key:
    """Return the key of a row's item.

    Raises:
        MalformedRow: with the fields that the key cannot hold.
    """
    return {name: to_attribute(value) for name, value in table.key(row).items()}


def absent_key(table: TableMapping) -> Key:
    """Return a key that no item has."""
    partition, value = table.absent_place("businessReferenceId")
    return {partition: to_attribute(value), table.sort_key: to_attribute(table.absent_sort_value)}


def claim_key(settings: DynamoDbSettings, event_id: str) -> Key:
    """Return the key of the item that makes an event id unique over all orders."""
    table = settings.bookkeeping
    return {table.partition_key: text(f"event#{event_id}"), table.sort_key: text("claim")}


def time_keys(table: PedMapping, row: PedRow) -> Key:
    """Return the sort keys of the indexes by creation and by reservation, each only if the row has that time."""
    times = {table.created_key: row.created_at, table.reserved_key: row.reserved_at}
    key = joined(row.business_reference_id, *row.benefit_key)
    return {name: text(f"{instant_text(instant.at)}#{key}") for name, instant in times.items() if instant is not None}


def event_time_prefix(kind: str) -> str:
    """Return how the derived key of the events by customer begins: the events of one type are next to each other."""
    return f"{kind}#"


def item_of(loadable: LoadableRow, settings: DynamoDbSettings) -> tuple[Key, StoredTable]:
    """Return the item of a row, and the table it belongs to.

    Raises:
        RowNotStorable: with the fields that the table cannot hold in the form that its mapping declares.
    """
    row, raw = loadable.row, loadable.raw
    try:
        if isinstance(row, PedRow):
            return _ped_item(settings.ped, row, raw), settings.ped
        if isinstance(row, LineItemRow):
            return encode(raw, settings.line_items) | key_of(settings.line_items, raw), settings.line_items
        return _event_item(settings.concessions, row, raw), settings.concessions
    except MalformedRow as error:
        reason = "not a value that the mapping of the table can write"
        raise RowNotStorable(", ".join(error.fields), reason, line_number=loadable.line_number) from error


def _ped_item(table: PedMapping, row: PedRow, raw: RawRow) -> Key:
    item = encode(raw, table) | time_keys(table, row) | key_of(table, raw)
    # An index of undated rows only: a search reads them all, and would read every dated row with them.
    if table.updated_form is UpdatedForm.DERIVED and row.created_at is None:
        item[table.updated_key] = text(instant_text(row.last_updated_time.at))
    return item


def _event_item(table: ConcessionsMapping, event: EventRow, raw: RawRow) -> Key:
    item = encode(raw, table) | key_of(table, raw)
    if table.customer_form == "derived" and event.type in _PLACING_TYPES:
        key = joined(event.business_reference_id, event.event_id)
        item[table.customer_key] = text(f"{event_time_prefix(event.type)}{instant_text(event.event_time)}#{key}")
    return item
