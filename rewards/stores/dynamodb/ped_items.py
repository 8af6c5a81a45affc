"""PED items: read one, and change one only if it is unchanged since it was read."""

from collections.abc import Mapping
from typing import Any

from rewards.stores.base import BACKFILL_FIELDS, RawRow
from rewards.stores.dynamodb.codec import Item, decode, encode
from rewards.stores.dynamodb.expressions import conditional_set
from rewards.stores.dynamodb.item_keys import ped_key, time_keys
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

    async def get(self, business_reference_id: str, promotion_id: str, benefit_id: str) -> Item:
        """Return the stored item, empty if there is none."""
        key = ped_key(self._table, business_reference_id, promotion_id, benefit_id)
        answer = await self._calls("get_item", TableName=self._table.table, Key=key, ConsistentRead=True)
        item: Item = answer.get("Item", {})
        return item

    def row(self, item: Item) -> dict[str, Any]:
        return decode(item, self._table)

    def update(self, seen: Item, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return the update that applies these changes to the item as it was seen, empty if there are none.

        Raises:
            MalformedRow: if the item, before or after the changes, is not a valid PED row.
        """
        repaired = parse_row(PedRow, {**self.row(seen), **changes})
        if not changes:
            return {}
        table = self._table
        attributes = encode(changes, table)
        if not {"createdAt", "reservedAt"}.isdisjoint(changes):
            attributes |= time_keys(table, repaired)
        compared = [table.partition_key, *(table.attribute(field) for field in (*_COMPARED, *changes))]
        return {
            "TableName": table.table,
            "Key": ped_key(table, repaired.business_reference_id, *repaired.benefit_key),
            **conditional_set(attributes, seen=seen, compared=compared),
        }

    async def add(self, expected: RawRow, additions: Mapping[str, Any]) -> bool:
        """Add attributes to a row if it is unchanged; see ``PedCompletion.add_to_ped``."""
        if not additions.keys() <= BACKFILL_FIELDS:
            raise ValueError("the backfill may not set this attribute")
        key = (expected["businessReferenceId"], expected["promotionId"], expected["benefitId"])
        seen = await self.get(*key)
        stored = self.row(seen)
        if not seen or any(stored.get(name) != expected.get(name) for name in ("gcId", *additions)):
            return False
        try:
            if update := self.update(seen, additions):
                await self._calls("update_item", **update)
        except ConditionFailed:
            return False
        return True
