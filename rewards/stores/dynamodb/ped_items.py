"""PED items: read one, and change one only if it is unchanged since it was read."""

from collections.abc import Mapping
from typing import Any

from rewards.stores.base import BACKFILL_FIELDS, RawRow
from rewards.stores.dynamodb.codec import Item, decode, encode_changes
from rewards.stores.dynamodb.expressions import conditional_set
from rewards.stores.dynamodb.item_keys import key_of, time_keys
from rewards.stores.dynamodb.requests import Calls, ConditionFailed
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.rows import PedRow, parse_row

# An old writer overwrites the last gift card without updating the list: both are compared before either is written.
_COMPARED = ("gcId", "gcIds")


class PedItems:
    """Single PED rows, by their complete key."""

    def __init__(self, settings: DynamoDbSettings, calls: Calls) -> None:
        self._table = settings.ped
        self._calls = calls

    async def get(self, row: Mapping[str, Any]) -> Item:
        """Return the stored item of a benefit that a row or an event names, empty if there is none.

        Raises:
            MalformedRow: if the table's key cannot hold it.
        """
        key = key_of(self._table, row)
        answer = await self._calls("get_item", TableName=self._table.table, Key=key, ConsistentRead=True)
        item: Item = answer.get("Item", {})
        return item

    def row(self, item: Item) -> dict[str, Any]:
        return decode(item, self._table)

    def update(self, seen: Item, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return the update that applies these changes to the item as it was seen, empty if there are none.

        Raises:
            MalformedRow: if the item, before or after the changes, is not a valid PED row, or the table cannot hold it.
        """
        table = self._table
        stored = self.row(seen)
        repaired = parse_row(PedRow, {**stored, **changes})
        held = {field: value for field, value in changes.items() if table.holds(field)}
        # What is there is not written again: its writer may have used another form of the same value.
        values = encode_changes({field: value for field, value in held.items() if stored.get(field) != value}, table)
        if not {"createdAt", "reservedAt"}.isdisjoint(held):
            values |= {(name,): value for name, value in time_keys(table, repaired).items()}
        if not values:
            return {}
        compared = [path for field in (*_COMPARED, *held) if (path := table.path(field)) is not None]
        return {
            "TableName": table.table,
            "Key": {name: seen[name] for name in (table.partition_key, table.sort_key)},
            **conditional_set(values, seen=seen, compared=[(table.partition_key,), *compared]),
        }

    async def add(self, expected: RawRow, additions: Mapping[str, Any]) -> bool:
        """Add attributes to a row if it is unchanged; see ``PedCompletion.add_to_ped``."""
        if not additions.keys() <= BACKFILL_FIELDS:
            raise ValueError("the backfill may not set this attribute")
        seen = await self.get(expected)
        stored = self.row(seen)
        if not seen or any(stored.get(name) != expected.get(name) for name in ("gcId", *additions)):
            return False
        try:
            if update := self.update(seen, additions):
                await self._calls("update_item", **update)
        except ConditionFailed:
            return False
        return True
