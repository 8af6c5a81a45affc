"""Options shared by several commands, and the objects built from them."""

import argparse
import os
import secrets
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError
from core.clock import Clock, FixedClock, SystemClock
from core.private_files import FolderShared, create_private_file, make_private_folder

if TYPE_CHECKING:
    from api.settings import Settings
    from core.identity.settings import IdentitySettings
    from rewards.settings import RewardsSettings

_EARLIEST_YEAR, _LATEST_YEAR = 2000, 2100
_MAX_WORKERS = 64
_KEY_FILE = "development.key"


def add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("data"),
        metavar="DIR",
        help="folder of the SQLite files, the audit log and the development key",
    )


def add_port(parser: argparse.ArgumentParser, default: int) -> None:
    parser.add_argument("--port", type=port_number, default=default, metavar="P", help="port to listen on")


def add_host(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        type=_host,
        default="127.0.0.1",
        metavar="ADDRESS",
        help="IP address to listen on; other machines are served in production only",
    )


def add_now(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--now", type=instant, metavar="ISO", help="run with a fixed clock, e.g. 2026-11-23T10:00:00+05:30"
    )


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add the options that ``cli.chosen_store.chosen_store`` reads."""
    parser.add_argument("--store", choices=("sqlite", "dynamodb"), default="sqlite", help="which store holds the rows")
    parser.add_argument(
        "--endpoint", metavar="URL", help="address of DynamoDB; the AWS endpoint of the region if omitted"
    )
    parser.add_argument("--create-tables", action="store_true", help="create missing DynamoDB tables")


def add_workers(parser: argparse.ArgumentParser, needed: str) -> None:
    """Add ``--workers``, which requires the settings ``needed`` above 1."""
    help_text = f"processes that share the port; more than one need {needed}"
    parser.add_argument("--workers", type=_workers, default=1, metavar="N", help=help_text)


def _workers(text: str) -> int:
    count = int(text) if text.isascii() and text.isdecimal() else -1
    if not 1 <= count <= _MAX_WORKERS:
        raise argparse.ArgumentTypeError(f"workers must be a whole number from 1 to {_MAX_WORKERS}")
    return count


def clock(arguments: argparse.Namespace, configured: "IdentitySettings") -> Clock:
    """Return the fixed clock of ``--now``, or else the system clock.

    Raises:
        UsageError: for a fixed clock in production, where it would accept expired tokens and keep expired data.
    """
    fixed: datetime | None = arguments.now
    if fixed is None:
        return SystemClock()
    if configured.is_production:
        raise UsageError("--now is for development and is refused in production")
    return FixedClock(fixed)


def settings() -> "Settings":
    """Return the settings of the environment.

    Raises:
        UsageError: naming the settings that cannot be used.
    """
    from api.settings import SettingsError, load_settings

    try:
        return load_settings()
    except SettingsError as error:
        raise UsageError(str(error)) from error


def rewards_settings() -> "RewardsSettings":
    """Return the rewards API's settings of the environment.

    Raises:
        UsageError: naming the settings that cannot be used.
    """
    from pydantic import ValidationError

    from core.settings_errors import settings_error_text
    from rewards.settings import RewardsSettings

    try:
        return RewardsSettings()
    except ValidationError as error:
        raise UsageError(settings_error_text(error, prefix="REWARDS_")) from error


def data_folder(path: Path) -> Path:
    """Return the data folder, with access for its owner only: created, or tightened if it is open to others.

    Raises:
        UsageError: if it cannot be created, or has to stay open to others.
    """
    try:
        make_private_folder(path)
    except FolderShared as error:
        raise UsageError(f"the data folder {path} is shared with other users; name a folder inside it") from error
    except OSError as error:
        raise UsageError(f"the data folder cannot be created: {error.strerror}") from error
    return path


def development_secret(data: Path) -> str:
    """Return the development key of a data folder, created on first use and readable by its owner only.

    A key that others could read is tightened and kept: it protects a developer's data, and production refuses it.
    """
    path = data / _KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.fchmod(descriptor, 0o600)
    except FileExistsError:
        return _read_secret(path)
    except OSError as error:
        raise UsageError(f"the development key cannot be written: {error.strerror}") from error
    secret = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret


def _read_secret(path: Path) -> str:
    try:
        create_private_file(path)
        secret = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the development key {path} cannot be read") from error
    if len(secret) < 32:
        raise UsageError(f"the development key {path} is damaged; remove it and a new one is created")
    return secret


def port_number(text: str) -> int:
    """Parse a port number, for an option's ``type``."""
    port = int(text) if text.isascii() and text.isdecimal() else -1
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port must be a whole number from 1 to 65535")
    return port


def _host(text: str) -> str:
    try:
        return str(ip_address("127.0.0.1" if text == "localhost" else text))
    except ValueError as error:
        raise argparse.ArgumentTypeError("a host must be an IP address of this machine") from error


def instant(text: str) -> datetime:
    """Parse an ISO 8601 instant with an offset, for an option's ``type``."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("the time is not ISO 8601") from error
    if read.tzinfo is None:
        raise argparse.ArgumentTypeError("the time needs an offset, e.g. +05:30 or Z")
    if not _EARLIEST_YEAR <= read.year <= _LATEST_YEAR:
        raise argparse.ArgumentTypeError(f"the year must be {_EARLIEST_YEAR} to {_LATEST_YEAR}")
    return read
