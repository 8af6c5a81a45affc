"""Checkpoints of the embedded store: its write-ahead log is copied into the file in a thread, beside the writes."""

import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

from rewards.stores.sqlite_file import connect

_ROWS = 250  # with their index entries about 1,000 pages of the log, after which SQLite begins a checkpoint by default


class Checkpoints:
    """Begins a checkpoint when enough rows were committed. Close it before the store's connections.

    Within a commit, a checkpoint takes as long as the commit itself. What was committed is durable without one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-checkpoint")
        self._last: Future[None] | None = None
        self._rows_at_last = 0

    def committed(self, rows: int) -> None:
        """Note that a transaction has ended; ``rows`` have been written by its connection since it was opened."""
        is_under_way = self._last is not None and not self._last.done()
        if rows - self._rows_at_last >= _ROWS and not is_under_way:
            self._rows_at_last = rows
            self._last = self._thread.submit(self._run)

    def close(self) -> None:
        self._thread.shutdown()

    def _run(self) -> None:
        # One that fails changes nothing: the next one copies what is left, and commits do if the log grows too long.
        with suppress(sqlite3.Error), closing(connect(self._path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
