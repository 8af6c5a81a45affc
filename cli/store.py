"""The embedded store of a data folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.errors import UsageError
from rewards.errors import StoreUnavailable
from rewards.stores.sqlite import SqliteStore


@contextmanager
def usable_data(data: Path) -> Iterator[None]:
    """Turn what cannot be opened in a data folder into one line.

    Raises:
        UsageError: naming the folder.
    """
    from agent.errors import ConversationsUnavailable

    try:
        yield
    except (ConversationsUnavailable, OSError) as error:
        raise UsageError(f"the conversations or the audit log in {data} cannot be opened; are they damaged?") from error


def open_store(data: Path) -> SqliteStore:
    """Open the store of a data folder, or make it.

    Raises:
        UsageError: when it cannot be used.
    """
    try:
        return SqliteStore.open(data / "rewards.sqlite3")
    except StoreUnavailable as error:
        raise UsageError(str(error)) from error
