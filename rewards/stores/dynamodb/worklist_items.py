"""The index of the worklist in the bookkeeping table.

One item per entry, in a partition by kind, sorted by its place; and one item per benefit with entries, in a partition
of its order, which says what the index holds of it. Both change in one transaction, so that no entry is left behind.
"""

from collections.abc import Sequence
from typing import Any

from core.worklist_contract import WorklistKind
from rewards.stores.dynamodb.expressions import Placeholders, absent, key_condition
from rewards.stores.dynamodb.item_keys import Key, text
from rewards.stores.dynamodb.requests import Calls, ConditionFailed
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.key_text import joined
from rewards.stores.worklist_index import (
    IndexedEntry,
    WorklistQuery,
    by_benefit,
    entries_from_text,
    entries_to_text,
)

_ENTRY, _ENTRIES = "worklistEntry", "worklistEntries"


class WorklistItems:
    """The entries by kind, and what is held of each benefit."""

    def __init__(self, settings: DynamoDbSettings, calls: Calls) -> None:
        self._table = settings.bookkeeping
        self._calls = calls

    async def of_order(self, business_reference_id: str) -> list[IndexedEntry]:
        table = self._table
        condition = key_condition((table.partition_key, _of_order(business_reference_id)))
        pages = self._calls.pages("query", TableName=table.table, ConsistentRead=True, **condition)
        return [one async for page in pages for item in page for one in entries_from_text(item[_ENTRIES]["S"])]

    async def replace(
        self, business_reference_id: str, *, seen: Sequence[IndexedEntry], entries: Sequence[IndexedEntry]
    ) -> bool:
        before, after = by_benefit(seen), by_benefit(entries)
        for benefit in sorted(before.keys() | after.keys()):
            old, new = before.get(benefit, []), after.get(benefit, [])
            if old != new and not await self._replace_benefit(business_reference_id, benefit, old, new):
                return False
        return True

    async def page(self, query: WorklistQuery) -> list[IndexedEntry]:
        table = self._table
        low, high = query.bounds
        if low > high:
            return []
        bounds = (text(low), text(high))
        condition = key_condition((table.partition_key, _of_kind(query.kind)), (table.sort_key, "between", bounds))
        # One more, as the place to continue behind may be among them.
        wanted = query.limit + 1
        request = {"TableName": table.table, "ScanIndexForward": not query.is_descending, **condition}
        found: list[IndexedEntry] = []
        async for page in self._calls.pages("query", Limit=wanted, **request):
            found += [IndexedEntry.model_validate_json(item[_ENTRY]["S"]) for item in page]
            if len(found) >= wanted:
                break
        return [one for one in found if query.includes(one.place)][: query.limit]

    async def _replace_benefit(
        self,
        business_reference_id: str,
        benefit: tuple[str, str],
        old: Sequence[IndexedEntry],
        new: Sequence[IndexedEntry],
    ) -> bool:
        table = self._table.table
        state = self._key(_of_order(business_reference_id), joined(*benefit))
        write: dict[str, Any] = (
            {"Put": {"TableName": table, "Item": state | {_ENTRIES: text(entries_to_text(new))}, **self._is_still(old)}}
            if new
            else {"Delete": {"TableName": table, "Key": state, **self._is_still(old)}}
        )
        kept = {_place(one) for one in new}
        removed = [self._key(*_place(one)) for one in old if _place(one) not in kept]
        added = [self._key(*_place(one)) | {_ENTRY: text(one.model_dump_json())} for one in new if one not in old]
        writes = [
            write,
            *({"Delete": {"TableName": table, "Key": key}} for key in removed),
            *({"Put": {"TableName": table, "Item": item}} for item in added),
        ]
        try:
            await self._calls("transact_write_items", TransactItems=writes)
        except ConditionFailed:
            return False
        return True

    def _is_still(self, seen: Sequence[IndexedEntry]) -> dict[str, Any]:
        """Return the condition that a benefit's entries are those that were seen."""
        if not seen:
            return absent(self._table.partition_key)
        names = Placeholders()
        condition = f"{names.name(_ENTRIES)} = {names.value(text(entries_to_text(seen)))}"
        return {"ConditionExpression": condition, **names.arguments()}

    def _key(self, subject: str, entry: str) -> Key:
        return {self._table.partition_key: text(subject), self._table.sort_key: text(entry)}


def _place(one: IndexedEntry) -> tuple[str, str]:
    return _of_kind(one.entry.kind), one.place


def _of_kind(kind: WorklistKind) -> str:
    return f"worklist#{kind.value}"


def _of_order(business_reference_id: str) -> str:
    return f"worklist-of#{business_reference_id}"
