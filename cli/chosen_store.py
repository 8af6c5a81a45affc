"""The store that a command works on: the embedded one of a data folder, or DynamoDB."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cli.errors import UsageError
from cli.options import data_folder
from rewards.errors import StoreUnavailable
from rewards.stores.base import Store
from rewards.stores.sqlite_store import SqliteStore

if TYPE_CHECKING:
    from rewards.consume.table_changes import TableChanges
    from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
    from rewards.stores.dynamodb.settings import DynamoDbSettings


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
    return open_store(data_folder(arguments.data))


def dynamodb_settings(endpoint: str | None) -> "DynamoDbSettings":
    """Return the settings of the tables. ``endpoint`` takes the place of the one in the environment.

    Raises:
        UsageError: naming the settings that cannot be used.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from core.settings_errors import settings_error_text
    from rewards.stores.dynamodb.settings import DynamoDbSettings

    try:
        return DynamoDbSettings(endpoint=_checked(endpoint)) if endpoint else DynamoDbSettings()
    except ValidationError as error:
        raise UsageError(settings_error_text(error, prefix="REWARDS_DYNAMODB_")) from error
    except SettingsError as error:
        raise UsageError("a setting of REWARDS_DYNAMODB_* is not valid JSON") from error


def table_changes(arguments: argparse.Namespace) -> "TableChanges":
    """Return the changes of the tables of the store that the options name.

    Raises:
        UsageError: if it is not DynamoDB, or a table has no stream that can be read.
    """
    import asyncio

    from core.clock import SystemClock
    from rewards.consume.metrics import ConsumeMetrics
    from rewards.consume.table_changes import SOURCE, TableChanges
    from rewards.errors import RecordSourceUnavailable

    if arguments.store != "dynamodb":
        raise UsageError(f"--consume {SOURCE} requires --store dynamodb")
    clock = SystemClock()
    changes = TableChanges(dynamodb_settings(arguments.endpoint), ConsumeMetrics(SOURCE, clock=clock), clock)
    try:
        asyncio.run(changes.check())
    except RecordSourceUnavailable as error:
        raise UsageError(str(error)) from error
    return changes


def _dynamodb(arguments: argparse.Namespace) -> "DynamoDbStore":
    from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore

    try:
        store = DynamoDbStore(dynamodb_settings(arguments.endpoint))
        if arguments.create_tables:
            store.create_tables()
        store.verify()  # report a wrong endpoint or a missing table now, not on every request
    except StoreUnavailable as error:
        raise UsageError(str(error)) from error
    return store


def _checked(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("--endpoint must be an http or https address")
    return endpoint
