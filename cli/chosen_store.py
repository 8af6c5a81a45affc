"""The store that a command works on: the embedded one of a data folder, or DynamoDB."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cli.errors import UsageError
from cli.options import data_folder
from rewards.errors import StoreUnavailable
from rewards.stores.base import Store
from rewards.stores.sqlite_store import SqliteStore

if TYPE_CHECKING:
    from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore


@contextmanager
def usable_data(data: Path) -> Iterator[None]:
    """Turn what keeps the service over a data folder from starting into one line.

    Raises:
        UsageError: naming the folder, or what is wrong with the policies, the approved texts or the model of the site.
    """
    from agent.errors import ConversationsUnavailable
    from guardrails.errors import AuditUnavailable, PolicyInvalid, RedactionFailed
    from statements.approved_texts import KnowledgeInvalid

    try:
        yield
    except (PolicyInvalid, RedactionFailed, KnowledgeInvalid) as error:
        raise UsageError(str(error)) from error
    except AuditUnavailable as error:
        raise UsageError(
            f"the audit log in {data} cannot be continued: `rewards-agent audit verify` says why;"
            " to begin a new one, put its two files audit.* away"
        ) from error
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


def chosen_store(arguments: argparse.Namespace) -> Store:
    """Open the store that ``add_store``'s options name.

    Raises:
        UsageError: when it cannot be used, or the options do not go together.
    """
    if arguments.store == "dynamodb":
        return _dynamodb(arguments)
    if arguments.endpoint or arguments.create_tables:
        raise UsageError("--endpoint and --create-tables go with --store dynamodb")
    return open_store(data_folder(arguments.data))


def _dynamodb(arguments: argparse.Namespace) -> "DynamoDbStore":
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
    from rewards.stores.dynamodb.settings import DynamoDbSettings

    try:
        configured = DynamoDbSettings()
        if arguments.endpoint:
            configured = configured.model_copy(update={"endpoint": _checked(arguments.endpoint)})
        store = DynamoDbStore(configured)
        if arguments.create_tables:
            store.create_tables()
        store.verify()  # a wrong endpoint or a missing table is told now, not by every request
    except ValidationError as error:
        names = sorted({f"REWARDS_DYNAMODB_{str(detail['loc'][0]).upper()}" for detail in error.errors()})
        raise UsageError("not usable: " + ", ".join(names)) from error
    except SettingsError as error:
        raise UsageError("a setting of REWARDS_DYNAMODB_* is not JSON") from error
    except StoreUnavailable as error:
        raise UsageError(str(error)) from error
    return store


def _checked(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("--endpoint is an http or https address")
    return endpoint
