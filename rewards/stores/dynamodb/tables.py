"""Creation of the tables, for development and tests; in production their owners create them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from rewards.stores.dynamodb.expressions import key_condition
from rewards.stores.dynamodb.requests import Calls
from rewards.stores.dynamodb.settings import DynamoDbSettings, UpdatedForm

_Outcome = TypeVar("_Outcome")
Work = Callable[[Calls], Awaitable[_Outcome]]
_IndexKey = tuple[tuple[str, str], ...]  # attributes and their types
_ABSENT = "-"  # no identifier begins with a dash
_POLLS = 100
_POLL_STEP = 3  # for ``Calls.wait``: some tenths of a second


async def create(settings: DynamoDbSettings, calls: Calls) -> None:
    """Create missing tables, and wait until all are active.

    Raises:
        StoreUnavailable: if that fails.
    """
    definitions = _definitions(settings)
    existing = await _existing(calls)
    for definition in definitions:
        if definition["TableName"] not in existing:
            await calls("create_table", **definition)
    for definition in definitions:
        await _until_active(definition["TableName"], calls)


async def verify(settings: DynamoDbSettings, calls: Calls) -> None:
    """Query every table and required index for a key that does not exist, as the service would.

    Raises:
        StoreUnavailable: if one of them is missing, has different keys, or may not be read.
    """
    ped, items, concessions, bookkeeping = settings.ped, settings.line_items, settings.concessions, settings.bookkeeping
    for table in (ped, items, concessions, bookkeeping):
        await calls("query", TableName=table.table, Limit=1, **key_condition((table.partition_key, _ABSENT)))
    customer = key_condition((ped.attribute("customerId"), _ABSENT))
    for index in (ped.created_index, ped.updated_index):
        if index is None:
            continue
        await calls("query", TableName=ped.table, IndexName=index, Limit=1, **customer)
    card = key_condition((concessions.attribute("gcId"), _ABSENT))
    await calls("query", TableName=concessions.table, IndexName=concessions.gift_card_index, Limit=1, **card)


async def are_empty(settings: DynamoDbSettings, calls: Calls) -> bool:
    """Whether all three databases are empty."""
    for table in (settings.ped, settings.line_items, settings.concessions):
        async for page in calls.pages("scan", TableName=table.table, Limit=1):
            if page:
                return False
    return True


async def _existing(calls: Calls) -> set[str]:
    names: set[str] = set()
    request: dict[str, Any] = {}
    while True:
        page = await calls("list_tables", **request)
        names.update(page["TableNames"])
        if not page.get("LastEvaluatedTableName"):
            return names
        request["ExclusiveStartTableName"] = page["LastEvaluatedTableName"]


async def _until_active(table: str, calls: Calls) -> None:
    for _ in range(_POLLS):
        description = (await calls("describe_table", TableName=table))["Table"]
        states = [description["TableStatus"]]
        states += [index["IndexStatus"] for index in description.get("GlobalSecondaryIndexes", ())]
        if set(states) == {"ACTIVE"}:
            return
        await calls.wait(_POLL_STEP)
    raise calls.unavailable("storeUnreachable")


def _definitions(settings: DynamoDbSettings) -> list[dict[str, Any]]:
    ped, concessions, bookkeeping = settings.ped, settings.concessions, settings.bookkeeping
    customer = ped.attribute("customerId")
    updated_kind = "N" if ped.updated_form in (UpdatedForm.SECONDS, UpdatedForm.MILLISECONDS) else "S"
    indexes = _named(
        {
            ped.created_index: ((customer, "S"), (ped.created_key, "S")),
            ped.updated_index: ((customer, "S"), (ped.updated_key, updated_kind)),
            ped.reserved_index: ((customer, "S"), (ped.reserved_key, "S")),
        }
    )
    owner = concessions.attribute("customerId")
    events = _named(
        {
            concessions.gift_card_index: ((concessions.attribute("gcId"), "S"),),
            concessions.customer_index: ((owner, "S"), (concessions.customer_key, "S")),
        }
    )
    items = settings.line_items
    return [
        _definition(ped.table, (ped.partition_key, ped.sort_key), indexes),
        _definition(items.table, (items.partition_key, items.sort_key), {}),
        _definition(concessions.table, (concessions.partition_key, concessions.sort_key), events),
        _definition(bookkeeping.table, (bookkeeping.partition_key, bookkeeping.sort_key), {}),
    ]


def _named(indexes: Mapping[str | None, _IndexKey]) -> dict[str, _IndexKey]:
    return {name: key for name, key in indexes.items() if name is not None}


def _definition(table: str, key: tuple[str, str], indexes: Mapping[str, _IndexKey]) -> dict[str, Any]:
    kinds = dict.fromkeys(key, "S") | {name: kind for of_index in indexes.values() for name, kind in of_index}
    definition: dict[str, Any] = {
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _schema(key),
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind in kinds.items()],
    }
    if indexes:
        definition["GlobalSecondaryIndexes"] = [
            {
                "IndexName": name,
                "KeySchema": _schema([attribute for attribute, _ in of_index]),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
            for name, of_index in indexes.items()
        ]
    return definition


def _schema(attributes: Sequence[str]) -> list[dict[str, str]]:
    return [
        {"AttributeName": attribute, "KeyType": kind}
        for attribute, kind in zip(attributes, ("HASH", "RANGE"), strict=False)
    ]
