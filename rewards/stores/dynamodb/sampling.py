"""Real rows of each table, for the check of a mapping."""

from rewards.mapping.row_check import TableCheck
from rewards.stores.dynamodb.codec import from_attribute
from rewards.stores.dynamodb.requests import Calls
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.rows import EventRow, LineItemRow, PedRow

_ROWS_PER_PAGE = 250


async def check_tables(settings: DynamoDbSettings, *, rows: int) -> dict[str, TableCheck]:
    """Return the check of up to ``rows`` rows of each table, in the order in which a scan meets them.

    Reads are eventually consistent: they cost half, and a check needs no row in particular.

    Raises:
        StoreUnavailable: if a table cannot be read.
    """
    checks = {
        "ped": TableCheck(settings.ped, PedRow),
        "lineItems": TableCheck(settings.line_items, LineItemRow),
        "concessions": TableCheck(settings.concessions, EventRow),
    }
    calls = Calls(settings)
    async with calls.connected():
        for check in checks.values():
            await _read(check, calls, rows=rows)
    return checks


async def _read(check: TableCheck, calls: Calls, *, rows: int) -> None:
    limit = min(rows, _ROWS_PER_PAGE)
    async for page in calls.pages("scan", TableName=check.table.table, Limit=limit):
        for item in page[: rows - check.rows]:
            check.add({name: from_attribute(attribute) for name, attribute in item.items()})
        if check.rows >= rows:
            return
