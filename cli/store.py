"""The embedded store of a data folder."""

from pathlib import Path

from cli.errors import UsageError
from rewards.errors import StoreUnavailable
from rewards.stores.sqlite import SqliteStore


def open_store(data: Path) -> SqliteStore:
    """Open the store of a data folder, or make it.

    Raises:
        UsageError: when it cannot be used.
    """
    try:
        return SqliteStore.open(data / "rewards.sqlite3")
    except StoreUnavailable as error:
        raise UsageError(str(error)) from error
