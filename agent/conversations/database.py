"""The database of conversations: an SQLite file or PostgreSQL, with the same tables."""

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from agent.conversations.tables import create_tables
from agent.errors import ConversationsUnavailable
from core.private_files import create_private_sqlite_file
from core.worker_threads import NotBegun, WorkerThreads

_Result = TypeVar("_Result")

_BUSY_S = 2.0  # for another process's write
_CONNECT_S = 2
_POSTGRES_CONNECTIONS = 8  # to write, and as many to read
_ONLY_READS = "only_reads"
_POSTGRES_OPTIONS = "-c statement_timeout=3000 -c lock_timeout=1000"


class Database:
    """One engine, worked in threads: a lock that another process holds, or a slow disk, stops no other turn.

    SQLite has one thread that writes and one that reads: it has one writer at a time, and whoever reads need not wait
    for it.
    """

    def __init__(self, where: Path | str) -> None:
        """``where`` is the path of a file, or the URL of a database.

        Raises:
            ConversationsUnavailable: it cannot be opened, or its tables cannot be created.
        """
        try:
            self.engine = _postgres(where) if isinstance(where, str) and "://" in where else _sqlite(Path(where))
            self._is_sqlite = self.engine.dialect.name == "sqlite"
            self._prepare()
        except (SQLAlchemyError, sqlite3.Error, OSError, ImportError):
            raise ConversationsUnavailable from None  # the message may hold the URL with its password
        threads = 1 if self._is_sqlite else _POSTGRES_CONNECTIONS
        self._writers = WorkerThreads("conversations-write", threads=threads)
        self._readers = WorkerThreads("conversations-read", threads=threads)

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Run one piece of work, to its end even when the caller is cancelled in the meantime.

        Raises:
            ConversationsUnavailable: the database failed, or too much work waits for it; a transaction of ``work`` was
                taken back.
        """
        return await self._on(self._writers, work)

    async def run_reading(self, work: Callable[[], _Result]) -> _Result:
        """Do one piece of work that only reads, as ``run`` does: it does not wait for those that write."""
        return await self._on(self._readers, work)

    async def _on(self, threads: WorkerThreads, work: Callable[[], _Result]) -> _Result:
        try:
            return await threads.run(partial(self.run_now, work))
        except NotBegun:
            raise ConversationsUnavailable from None

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
        if self._is_sqlite:
            with self.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """End what is begun and close the connections. Blocks until that is done."""
        self._writers.close()
        self._readers.close()
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

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=2, hide_parameters=True)

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
        pool_size=_POSTGRES_CONNECTIONS,
        max_overflow=_POSTGRES_CONNECTIONS,
        pool_timeout=_CONNECT_S,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": _CONNECT_S, "options": _POSTGRES_OPTIONS},
    )
