"""The file of the embedded store: opened, created, and brought up to date."""

import sqlite3
from pathlib import Path

from rewards.errors import StoreUnavailable
from rewards.stores import sqlite_schema
from rewards.stores.sqlite_rows import reservation_of

BUSY_TIMEOUT_S = 5.0
LOG_PAGES = 8_000  # 32 MB of the write-ahead log, at which a commit copies it if no other thread has
_CACHE_KIB = 65_536  # SQLite's own 2 MB hold only the upper pages of a large file, and every lookup reads the file


def connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = FULL")  # an acknowledged event survives a power failure
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Create the schema, or bring that of an earlier version up to date.

    Raises:
        StoreUnavailable: if the file is not a store, or of another version.
    """
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")  # two processes may create the file at the same time
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    known = (sqlite_schema.VERSION, sqlite_schema.MIGRATED_VERSION)
    if version not in known and (version or tables):
        raise StoreUnavailable("storeVersion" if version else "storeCorrupt", path)
    if version != sqlite_schema.VERSION:
        connection.create_function("reservation_of", 1, reservation_of, deterministic=True)
        base = sqlite_schema.MIGRATION if tables else sqlite_schema.SCHEMA
        for statement in f"{base};{sqlite_schema.CUSTOMER_INDEXES}".split(";"):
            connection.execute(statement)
    added = (*sqlite_schema.BACKFILL_SCHEMA, sqlite_schema.CONSUMER_SCHEMA, *sqlite_schema.WORKLIST_SCHEMA)
    for statement in added:
        connection.execute(statement)
    connection.execute("COMMIT")
