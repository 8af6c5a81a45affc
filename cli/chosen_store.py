"""The store that a command works on: the embedded one of a data folder, or DynamoDB."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cli.dynamodb_settings import dynamodb_settings
from cli.errors import UsageError
from cli.options import data_folder
from rewards.errors import StoreUnavailable
from rewards.stores.base import Store
from rewards.stores.sqlite_store import SqliteStore

if TYPE_CHECKING:
    from rewards.consume.table_changes import TableChanges
    from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore


def open_store(data: Path) -> SqliteStore:
    """Open the store of a data folder, created if it does not exist.

    Raises:
        UsageError: if it cannot be used.
    """
    try:
        return SqliteStore.open(data / "rewards.sqlite3")
    except StoreUnavailable as error:
        raise UsageError(str(error)) from error


def chosen_store(arguments: argparse.Namespace) -> Store:
    """Open the store that the options of ``add_store`` name.

    Raises:
        UsageError: if it cannot be used, or the options contradict each other.
    """
    if arguments.store == "dynamodb":
        return _dynamodb(arguments)
    if arguments.endpoint or arguments.create_tables:
        raise UsageError("--endpoint and --create-tables require --store dynamodb")
    dynamodb_settings()  # events from elsewhere may hold identifiers of the site
    return open_store(data_folder(arguments.data))


def table_changes(arguments: argparse.Namespace, *, lock: Path | None) -> "TableChanges":
    """Return the changes of the tables of the store that the options name. Workers pass the ``lock`` that they share.

    Raises:
        UsageError: if it is not DynamoDB.
    """
    from core.clock import SystemClock
    from rewards.consume.metrics import ConsumeMetrics
    from rewards.consume.table_changes import SOURCE, TableChanges

    if arguments.store != "dynamodb":
        raise UsageError(f"--consume {SOURCE} requires --store dynamodb")
    clock = SystemClock()
    settings = dynamodb_settings(endpoint=arguments.endpoint)
    return TableChanges(settings, ConsumeMetrics(SOURCE, clock=clock), clock, lock)


def require_streams(arguments: argparse.Namespace) -> None:
    """Raise if the changes of the store's tables cannot be followed.

    Raises:
        UsageError: if the store is not DynamoDB, or a table has no stream that can be read.
    """
    import asyncio

    from rewards.errors import RecordSourceUnavailable

    try:
        asyncio.run(table_changes(arguments, lock=None).check())
    except RecordSourceUnavailable as error:
        raise UsageError(str(error)) from error


def _dynamodb(arguments: argparse.Namespace) -> "DynamoDbStore":
    from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore

    try:
        store = DynamoDbStore(dynamodb_settings(endpoint=arguments.endpoint))
        if arguments.create_tables:
            store.create_tables()
        store.verify()  # report a wrong endpoint or a missing table now, not on every request
    except StoreUnavailable as error:
        raise UsageError(str(error)) from error
    return store
