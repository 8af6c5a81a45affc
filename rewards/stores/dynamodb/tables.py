"""Creation of the tables, for development and tests; in production their owners create them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from rewards.mapping.file_model import UpdatedForm
from rewards.mapping.table_mapping import TableMapping
from rewards.stores.dynamodb.expressions import key_condition
from rewards.stores.dynamodb.requests import Calls
from rewards.stores.dynamodb.settings import DynamoDbSettings

_Outcome = TypeVar("_Outcome")
_TypedKey = tuple[tuple[str, str], ...]  # attributes with their types, partition first
Work = Callable[[Calls], Awaitable[_Outcome]]
_ABSENT = "-"  # no identifier begins with a dash
_POLLS = 500  # creating a table takes AWS half a minute
_POLL_STEP = 3  # for ``Calls.wait``: a tenth of a second on average


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
    """Query every table and index for a key that does not exist, as the service would.

    Raises:
        StoreUnavailable: if one of them is missing, has different keys, or may not be read.
    """
    ped, concessions, bookkeeping = settings.ped, settings.concessions, settings.bookkeeping
    for table in (ped, settings.line_items, concessions):
        order = key_condition(table.absent_place("businessReferenceId"))
        await calls("query", TableName=table.table, Limit=1, **order)
    await calls("query", TableName=bookkeeping.table, Limit=1, **key_condition((bookkeeping.partition_key, _ABSENT)))
    customer = key_condition(ped.absent_place("customerId"))
    for index in (ped.created_index, ped.updated_index):
        if index is None:
            continue
        await calls("query", TableName=ped.table, IndexName=index, Limit=1, **customer)
    card = key_condition(concessions.absent_place("gcId"))
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
    customer = _typed(ped.absent_place("customerId"))
    updated_kind = "S" if ped.updated_form in (UpdatedForm.DERIVED, UpdatedForm.TEXT) else "N"
    indexes = _named(
        {
            ped.created_index: (customer, (ped.created_key, "S")),
            ped.updated_index: (customer, (ped.updated_key, updated_kind)),
            ped.reserved_index: (customer, (ped.reserved_key, "S")),
        }
    )
    owner = _typed(concessions.absent_place("customerId"))
    events = _named(
        {
            concessions.gift_card_index: ((concessions.attribute("gcId"), "S"),),
            concessions.customer_index: (owner, (concessions.customer_key, "S")),
        }
    )
    items = settings.line_items
    return [
        _definition(ped.table, _key(ped), indexes),
        _definition(items.table, _key(items), {}),
        _definition(concessions.table, _key(concessions), events),
        _definition(bookkeeping.table, ((bookkeeping.partition_key, "S"), (bookkeeping.sort_key, "S")), {}),
    ]


def _named(indexes: Mapping[str | None, _TypedKey]) -> dict[str, _TypedKey]:
    return {name: key for name, key in indexes.items() if name is not None}


def _key(table: TableMapping) -> _TypedKey:
    return (_typed(table.absent_place("businessReferenceId")), _typed((table.sort_key, table.absent_sort_value)))


def _typed(place: tuple[str, Any]) -> tuple[str, str]:
    """Return an attribute with its type."""
    attribute, value = place
    return attribute, "N" if isinstance(value, int) else "S"


def _definition(table: str, key: _TypedKey, indexes: Mapping[str, _TypedKey]) -> dict[str, Any]:
    kinds = dict(key) | {name: kind for of_index in indexes.values() for name, kind in of_index}
    definition: dict[str, Any] = {
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _schema([attribute for attribute, _ in key]),
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
