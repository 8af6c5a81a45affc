"""Straightforward code for the same operations: one request after another, no consistency beyond the requests.

It puts an event without knowing its id elsewhere, and overwrites a PED row without looking: it is what the operations
cost at least, not what they must do.
"""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from rewards.demo import DEMO_NOW
from rewards.stores.dynamodb.codec import to_attribute
from rewards.stores.dynamodb.settings import DynamoDbSettings

Rows = Sequence[dict[str, Any]]  # of one order, each with its store
_PAGE = 5
_MOST_BENEFITS = 4  # of an order: the index has an entry for each
_CUSTOMERS = 50
_KEY = "businessReferenceId"


class PlainClient:
    """One face of boto3's client, which blocks, and aiobotocore's."""

    def __init__(self, client: Any) -> None:
        self._client = client

    async def __call__(self, operation: str, **request: Any) -> Any:
        answer = getattr(self._client, operation)(**request)
        return await answer if inspect.isawaitable(answer) else answer


class PlainOperations:
    """The operations that have a plain counterpart, by the names of ``bench.dynamodb_requests``."""

    def __init__(self, call: PlainClient, settings: DynamoDbSettings, world: Sequence[Rows]) -> None:
        self._call = call
        self._ped, self._items, self._events = settings.ped, settings.line_items, settings.concessions
        self._world = world
        self._orders = [rows[0]["row"][_KEY] for rows in world]

    def by_name(self) -> dict[str, Callable[[], Awaitable[int]]]:
        return {
            "an order, v2": lambda: self._read_whole(self._orders),
            "an order, v1": self._read_v1,
            "a page of five orders of a customer": self._read_windows,
            "an event stored": self._put_events,
            "an event stored, its PED row repaired": self._put_repairing,
        }

    async def _read_whole(self, orders: Sequence[str]) -> int:
        for order in orders:
            for table in (self._ped.table, self._items.table, self._events.table):
                await self._query(table, _KEY, order, ConsistentRead=True)
        return len(orders)

    async def _read_v1(self) -> int:
        for order in self._orders:
            await self._query(self._ped.table, _KEY, order, ConsistentRead=True)
        return len(self._orders)

    async def _read_windows(self) -> int:
        customers = customers_of(self._world)
        index = {"IndexName": self._ped.created_index, "Limit": _PAGE * _MOST_BENEFITS, "ScanIndexForward": False}
        for customer in customers:
            page = await self._query(self._ped.table, "customerId", customer, **index)
            await self._read_whole(list(dict.fromkeys(item[_KEY]["S"] for item in page["Items"]))[:_PAGE])
        return len(customers)

    async def _put_events(self) -> int:
        for rows in self._world:
            await self._put(rows, "plain-new")
        return len(self._world)

    async def _put_repairing(self) -> int:
        for rows in self._world:
            await self._put(rows, "plain-repair")
            await self._set_card(rows[0]["row"])
        return len(self._world)

    async def _query(self, table: str, name: str, value: str, **further: Any) -> Any:
        condition = {
            "KeyConditionExpression": "#k = :k",
            "ExpressionAttributeNames": {"#k": name},
            "ExpressionAttributeValues": {":k": {"S": value}},
        }
        return await self._call("query", TableName=table, **condition, **further)

    async def _put(self, rows: Rows, name: str) -> None:
        first = rows[0]["row"]
        item = {
            _KEY: first[_KEY],
            self._events.sort_key: f"{first['promotionId']}#{first['benefitId']}#{name}",
            "promotionId": first["promotionId"],
            "benefitId": first["benefitId"],
            "eventId": f"{name}-{first[_KEY]}",
            "type": "ISSUED",
            "customerId": first["customerId"],
            "amountMinor": 100,
            "currency": "INR",
            "eventTime": DEMO_NOW.isoformat(),
            "gcId": f"GC-{name}-{first[_KEY]}",
        }
        encoded = {field: to_attribute(value) for field, value in item.items()}
        await self._call("put_item", TableName=self._events.table, Item=encoded)

    async def _set_card(self, row: dict[str, Any]) -> None:
        sort_key = f"{row['promotionId']}#{row['benefitId']}"
        await self._call(
            "update_item",
            TableName=self._ped.table,
            Key={_KEY: {"S": row[_KEY]}, self._ped.sort_key: {"S": sort_key}},
            UpdateExpression="SET gcId = :v",
            ExpressionAttributeValues={":v": {"S": "GC-plain"}},
        )


def customers_of(world: Sequence[Rows]) -> list[str]:
    """Return some of the customers of the orders."""
    return sorted({row["row"]["customerId"] for rows in world for row in rows if row["store"] == "ped"})[:_CUSTOMERS]
