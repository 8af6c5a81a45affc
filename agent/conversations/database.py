"""The database of conversations, an SQLite file or PostgreSQL, and its tables, which are the same in both.

Times are stored as text: ISO 8601 in UTC with microseconds, which sorts chronologically.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateColumn

from agent.errors import ConversationsUnavailable
from core.private_files import create_private_sqlite_file

_Result = TypeVar("_Result")

# SQLite blocks the event loop while it waits for another process's write, so the wait is short.
_BUSY_S = 0.25
_CONNECT_S = 2
_ONLY_READS = "only_reads"
_POSTGRES_OPTIONS = "-c statement_timeout=3000 -c lock_timeout=1000"


class Database:
    """One engine. SQLite is used inline, as a statement takes less time than switching to a thread; PostgreSQL is used
    in threads, as each statement crosses a network.
    """

    def __init__(self, where: Path | str) -> None:
        """``where`` is the path of a file, or the URL of a database.

        Raises:
            ConversationsUnavailable: it cannot be opened, or its tables cannot be created.
        """
        try:
            self.engine = _postgres(where) if isinstance(where, str) and "://" in where else _sqlite(Path(where))
            self._is_inline = self.engine.dialect.name == "sqlite"
            self._prepare()
        except (SQLAlchemyError, sqlite3.Error, OSError, ImportError):
            raise ConversationsUnavailable from None  # the message may hold the URL with its password

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Run one piece of work, to its end even when the caller is cancelled in the meantime.

        Raises:
            ConversationsUnavailable: the database failed; a transaction of ``work`` was rolled back.
        """
        if self._is_inline:
            return self.run_now(work)
        running = asyncio.ensure_future(asyncio.to_thread(self.run_now, work))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait({running})
            raise

    def run_now(self, work: Callable[[], _Result]) -> _Result:
        """Run one piece of work in this thread; see ``run``."""
        try:
            return work()
        except SQLAlchemyError:
            # Not chained: a statement's parameters are stored data.
            raise ConversationsUnavailable from None

    def reading(self) -> Connection:
        """Open a connection that takes no write lock."""
        return self.engine.connect().execution_options(**{_ONLY_READS: True})

    def truncate_log(self) -> None:
        """Truncate SQLite's write-ahead log, which still holds the pages with the deleted data."""
        if self._is_inline:
            with self.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.engine.dispose()

    def _prepare(self) -> None:
        try:
            with self.engine.begin() as connection:
                create_tables(connection)
        except DBAPIError:
            with self.engine.begin() as connection:  # two processes that start at the same time create the same tables
                create_tables(connection)


def _sqlite(path: Path) -> Engine:
    create_private_sqlite_file(path)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_S, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        only_reads = connection.get_execution_options().get(_ONLY_READS)
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")

    return engine


def _postgres(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(
        parsed,
        pool_size=8,
        max_overflow=8,
        pool_timeout=_CONNECT_S,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": _CONNECT_S, "options": _POSTGRES_OPTIONS},
    )


metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("next_fact", Integer, nullable=False),
    Column("vault", Text, nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("orders", Text, nullable=False, server_default="[]"),  # that turns were about, latest first
    Column("statements", Text, nullable=False, server_default="{}"),  # statement numbers by key
    Column("claimed_by", Text),  # the running turn, and when its claim expires
    Column("claimed_until", Text),
    Index("conversations_by_age", "updated_at"),
    Index("conversations_by_owner", "owner", "updated_at"),
    sqlite_strict=True,
)

customers = Table(
    "conversation_customers",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.conversation_id", ondelete="CASCADE"), primary_key=True),
    Column("customer", Text, primary_key=True),
    Index("conversations_by_customer", "customer"),
    sqlite_strict=True,
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.conversation_id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    sqlite_strict=True,
)


def create_tables(connection: Connection) -> None:
    """Create missing tables, and add columns that tables of an older version lack."""
    metadata.create_all(connection)
    present = inspect(connection)
    for table in metadata.sorted_tables:
        known = {column["name"] for column in present.get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                described = CreateColumn(column).compile(dialect=connection.dialect)
                connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {described}"))


def format_instant(moment: datetime) -> str:
    """Return an aware instant in the form in which the tables store it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
