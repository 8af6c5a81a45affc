"""Whether events could be stored, found out without storing one."""

from typing import Any

from rewards.stores.dynamodb.expressions import Placeholders
from rewards.stores.dynamodb.item_keys import Key, absent_key, claim_key
from rewards.stores.dynamodb.requests import Calls, ConditionFailed
from rewards.stores.dynamodb.settings import DynamoDbSettings

_NOBODY = "-"  # no identifier begins so


async def require_writable(settings: DynamoDbSettings, calls: Calls) -> None:
    """Return when an event may be stored: its claim, itself, and the completion of its PED row.

    The transaction is that of an event, under conditions that never hold. DynamoDB looks at rights and tables before
    it looks at conditions, so a failed condition is what a writer gets that may write.

    Raises:
        StoreUnavailable: otherwise.
    """
    concessions, ped = settings.concessions, settings.ped
    removal = Placeholders()
    remove = f"REMOVE {removal.name(ped.created_key)}"
    writes = [
        {"Put": {"TableName": settings.bookkeeping.table, **_never("Item", claim_key(settings, _NOBODY))}},
        {"Put": {"TableName": concessions.table, **_never("Item", absent_key(concessions))}},
        {
            "Update": {
                "TableName": ped.table,
                "UpdateExpression": remove,
                **_never("Key", absent_key(ped), names=removal),
            }
        },
    ]
    try:
        await calls("transact_write_items", TransactItems=writes)
    except ConditionFailed:
        return


def _never(argument: str, key: Key, *, names: Placeholders | None = None) -> dict[str, Any]:
    """Return a write of this key under a condition that contradicts itself."""
    names = names or Placeholders()
    name = names.name(next(iter(key)))
    condition = f"attribute_exists({name}) AND attribute_not_exists({name})"
    return {argument: key, "ConditionExpression": condition, **names.arguments()}
