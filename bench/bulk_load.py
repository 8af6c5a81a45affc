"""Loads a generated world of any size into a SQLite store, and keeps the file for the next run.

A load of the product is one transaction, so that a file is loaded as a whole or not at all, and it parses every row.
Two million orders would take it half an hour of CPU and twelve gigabytes of write-ahead log. So a large world is a
generated one, copied several times within SQLite: each copy has other orders, customers, events and gift cards, spread
over the same ranges of keys. The file is new and worth nothing if the load fails, so it has no journal and no syncs.
"""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from rewards.demo.generator import generate_lines
from rewards.ingest.row_files import load_jsonl
from rewards.stores.base import LoadableRow
from rewards.stores.loaded_orders import OnLoaded, unannounced
from rewards.stores.sqlite_store import SqliteStore
from rewards.stores.sqlite_writes import load_row

Event = dict[str, Any]
MOST_GENERATED = 200_000  # larger worlds are copies of one of this size
_SEED = 11
_CACHE_KIB = 3_000_000
_ORDER_NUMBERS = 10_000_000  # of the middle and of the last part of an order's id
# The keys of a copy. They have the form of the generated ones, which decides how an id is read.
_ORDER = (
    "substr(business_reference_id, 1, 12) || printf('%07d', (substr(business_reference_id, 13) + {shift}) % 10000000)"
)
_CUSTOMER = "printf('CUST-%08d', substr(customer_id, 6) + {customers})"
_ROW = "replace(replace(row, business_reference_id, {order}), 'GC-', 'GC{copy}-')"
_OWNED_ROW = "replace({row}, customer_id, {customer})"
# ``content`` proves that a repeated event is the same one; no copied event is sent again under its own id.
_COPIES = (
    """
    INSERT INTO ped SELECT {order}, promotion_id, benefit_id, {customer}, created_at, updated_at, {owned_row},
        reserved_at
    FROM base.ped
    """,
    """
    INSERT INTO line_items SELECT {order}, promotion_id, benefit_id, line_item_id, shipment_id, {row}
    FROM base.line_items
    """,
    """
    INSERT INTO concessions SELECT replace(event_id, business_reference_id, {order}), {order}, promotion_id, benefit_id,
        type, event_time, replace(gc_id, 'GC-', 'GC{copy}-'), content, {owned_row}, {customer}
    FROM base.concessions
    """,
)
_ISSUANCE_FROM = """
SELECT row FROM concessions WHERE business_reference_id >= ? AND type = 'ISSUED' ORDER BY business_reference_id LIMIT 1
"""


def load_world(folder: Path, *, orders: int) -> Path:
    """Return a file with so many orders, that of an earlier run if there is one.

    Raises:
        ValueError: for a size above ``MOST_GENERATED`` that is no multiple of it.
    """
    path = folder / f"{orders}.sqlite3"
    if not path.exists():
        unfinished = folder / f"{orders}.unfinished"
        unfinished.unlink(missing_ok=True)
        SqliteStore.open(unfinished).close()  # creates the schema
        if orders <= MOST_GENERATED:
            lines = (line for lines in generate_lines(orders=orders, seed=_SEED) for line in lines)
            load_jsonl(lines, _WithoutJournal(unfinished))
        else:
            _copy(load_world(folder, orders=MOST_GENERATED), unfinished, orders)
        unfinished.rename(path)
    return path


def sample_issuances(path: Path, *, count: int) -> list[Event]:
    """Return issuances of orders from all over the file, the same ones every time."""
    random = Random(_SEED)  # noqa: S311  (not for security)
    found: list[Event] = []
    with closing(_connected(path, "mode=ro")) as connection:
        (first,) = connection.execute("SELECT business_reference_id FROM ped LIMIT 1").fetchone()
        while len(found) < count:
            marketplace = random.randrange(402, 409) if random.randrange(8) else first[:3]
            middle = f"{marketplace}-{random.randrange(_ORDER_NUMBERS):07}"
            row = connection.execute(_ISSUANCE_FROM, (middle,)).fetchone()
            found += [json.loads(row[0])] if row else []
    return found


def _copy(base: Path, path: Path, orders: int) -> None:
    copies, rest = divmod(orders, MOST_GENERATED)
    if rest:
        raise ValueError(f"a world of more than {MOST_GENERATED:,} orders has a multiple of that")
    with closing(_connected(path)) as connection:
        connection.execute("ATTACH ? AS base", (f"file:{base}?mode=ro",))
        for copy in range(copies):
            order = _ORDER.format(shift=copy * (_ORDER_NUMBERS // copies))
            customer = _CUSTOMER.format(customers=copy * MOST_GENERATED)
            row = _ROW.format(order=order, copy=copy or "")  # the first copy is the generated world itself
            owned_row = _OWNED_ROW.format(row=row, customer=customer)
            keys = {"order": order, "customer": customer, "row": row, "owned_row": owned_row, "copy": copy or ""}
            connection.execute("BEGIN")
            for statement in _COPIES:
                connection.execute(statement.format_map(keys))
            connection.execute("COMMIT")


class _WithoutJournal:
    """A loader of rows into a store that no other process has open, so that nobody waits for an announcement."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, rows: Iterable[LoadableRow], *, on_loaded: OnLoaded = unannounced) -> None:
        del on_loaded
        with closing(_connected(self._path)) as connection:
            connection.execute("BEGIN")
            for row in rows:
                load_row(connection, row)
            connection.execute("COMMIT")

    def require_storable(self, loadable: LoadableRow) -> None:
        """Return without an error: SQLite can hold every row that can be parsed."""


def _connected(path: Path, mode: str = "mode=rw") -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{path}?{mode}", uri=True, isolation_level=None)
    if mode == "mode=rw":
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection
