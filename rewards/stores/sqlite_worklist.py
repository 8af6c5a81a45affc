"""The index of the worklist in the embedded store."""

import sqlite3
from collections.abc import Sequence

from rewards.stores import sqlite_schema
from rewards.stores.worklist_index import IndexedEntry, WorklistQuery


def read_order(connection: sqlite3.Connection, business_reference_id: str) -> list[IndexedEntry]:
    found = connection.execute(sqlite_schema.WORKLIST_OF_ORDER, (business_reference_id,)).fetchall()
    return [IndexedEntry.model_validate_json(text) for (text,) in found]


def replace_order(
    connection: sqlite3.Connection,
    business_reference_id: str,
    *,
    seen: Sequence[IndexedEntry],
    entries: Sequence[IndexedEntry],
) -> bool:
    """Replace the entries of an order within a transaction, if they are those that were seen."""
    if read_order(connection, business_reference_id) != list(seen):
        return False
    connection.execute(sqlite_schema.CLEAR_WORKLIST, (business_reference_id,))
    for one in entries:
        key = (business_reference_id, *one.benefit_key, one.entry.kind.value)
        connection.execute(sqlite_schema.PUT_WORKLIST, (*key, one.place, one.model_dump_json()))
    return True


def read_page(connection: sqlite3.Connection, query: WorklistQuery) -> list[IndexedEntry]:
    statement = sqlite_schema.worklist_page(is_descending=query.is_descending)
    # One more, as the place to continue behind may be among them.
    found = connection.execute(statement, (query.kind.value, *query.bounds, query.limit + 1)).fetchall()
    entries = [IndexedEntry.model_validate_json(text) for (text,) in found]
    return [one for one in entries if query.includes(one.place)][: query.limit]
