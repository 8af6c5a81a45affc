"""Keys of items: the unique key, and the sort key in an index."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rewards.errors import RowNotStorable
from rewards.mapping.file_model import UpdatedForm
from rewards.mapping.rewards_mapping import PedMapping, StoredTable
from rewards.mapping.table_mapping import TableMapping
from rewards.stores.base import LoadableRow, RawRow
from rewards.stores.dynamodb.codec import AttributeValue, encode, to_attribute
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.rows import LineItemRow, MalformedRow, PedRow

Key = dict[str, AttributeValue]


def text(value: str) -> AttributeValue:
    return {"S": value}


def instant_text(instant: datetime) -> str:
    """Return an instant as text that sorts chronologically: UTC, with all digits."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


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


def created_key(table: PedMapping, row: PedRow) -> Key:
    """Return the sort key of the index by creation, empty for a row without a creation time.

    It begins with the instant, which has a fixed length; the rest only keeps equal instants in order.
    """
    if row.created_at is None:
        return {}
    parts = (instant_text(row.created_at.at), row.business_reference_id, *row.benefit_key)
    return {table.created_key: text("#".join(parts))}


def item_of(loadable: LoadableRow, settings: DynamoDbSettings) -> tuple[Key, StoredTable]:
    """Return the item of a row, and the table it belongs to.

    Raises:
        RowNotStorable: with the fields that the table cannot hold in the form that its mapping declares.
    """
    row, raw = loadable.row, loadable.raw
    try:
        if isinstance(row, PedRow):
            return _ped_item(settings.ped, row, raw), settings.ped
        table = settings.line_items if isinstance(row, LineItemRow) else settings.concessions
        return encode(raw, table) | key_of(table, raw), table
    except MalformedRow as error:
        reason = "not a value that the mapping of the table can write"
        raise RowNotStorable(", ".join(error.fields), reason, line_number=loadable.line_number) from error


def _ped_item(table: PedMapping, row: PedRow, raw: RawRow) -> Key:
    item = encode(raw, table) | created_key(table, row) | key_of(table, raw)
    if table.updated_form is UpdatedForm.DERIVED:
        item[table.updated_key] = text(instant_text(row.last_updated_time.at))
    return item
