"""Errors of SQLite and of the file system, as failures of the store."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rewards.errors import StoreErrorCode, StoreUnavailable


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Raise errors of SQLite and of the file system as ``StoreUnavailable``."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a bug in this module, not a problem of the file
    except (sqlite3.Error, OSError, json.JSONDecodeError) as error:
        raise StoreUnavailable(_error_code(error), path) from error


def _error_code(error: Exception) -> StoreErrorCode:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return "storeReadOnly"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "storeBusy"
    if isinstance(error, OSError) or name.startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL")):
        return "storeUnreadable"
    return "storeCorrupt"
