"""``rewards-agent rewards``: run the rewards API on the embedded store or on DynamoDB."""

import argparse
import logging
import socket
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from cli import mapping_check
from cli.errors import UsageError
from cli.log_format import log_to_stderr
from cli.metrics_place import metrics_place, require_metrics_for_workers
from cli.options import (
    add_data,
    add_host,
    add_now,
    add_port,
    add_store,
    add_workers,
    clock,
    data_folder,
    rewards_settings,
)
from cli.server import address, listen, require_host_allowed, serve, serve_in_processes
from cli.token_trust import identity_settings, verifier

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rewards.settings import RewardsSettings
    from rewards.stores.base import Store


def configure(parser: argparse.ArgumentParser) -> None:
    add_port(parser, 8081)
    add_host(parser)
    add_data(parser)
    add_now(parser)
    add_store(parser)
    add_workers(parser, "REWARDS_REDIS_URL and REWARDS_CURSOR_SECRET")
    parser.add_argument(
        "--consume",
        choices=("dynamodb-streams",),
        help="follow the streams of the DynamoDB tables, so that rows of other services are seen within 2 s",
    )
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION")
    mapping_check.configure(
        actions.add_parser("check", help="validate a mapping file, and report the rows that it does not understand")
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.action == "check":
        return mapping_check.run(arguments)
    identity = identity_settings()
    clock(arguments, identity)  # refused before anything is opened
    require_host_allowed(arguments.host, is_production=identity.is_production)
    with listen(arguments.port, host=arguments.host) as listener:
        return _run(arguments, listener)


def _run(arguments: argparse.Namespace, listener: socket.socket) -> int:
    from cli.chosen_store import chosen_store, require_streams

    configured = rewards_settings()
    if arguments.workers > 1:
        _require_shared(configured)
    # Opened here in any case: what is wrong with it is reported once, and not by each worker.
    store = chosen_store(arguments)
    try:
        if arguments.consume:
            require_streams(arguments)
        app = _app(arguments, store, configured)

        def announce() -> None:
            print(f"rewards API on {address(arguments)}", flush=True)

        if arguments.workers == 1:
            return serve(app, listener, announce=announce)
    finally:
        store.close()
    with NamedTemporaryFile(prefix="rewards-consumer-") as lock:
        make_app = partial(_worker_app, arguments, Path(lock.name))
        return serve_in_processes(make_app, listener, workers=arguments.workers, announce=announce)


def _worker_app(arguments: argparse.Namespace, lock: Path) -> "FastAPI":
    """Return the application of a worker process. It ends with its process, and the store with it.

    With ``--consume`` the worker that holds the ``lock`` follows the streams.
    """
    from cli.chosen_store import chosen_store

    log_to_stderr(logging.WARNING)
    return _app(arguments, chosen_store(arguments), rewards_settings(), lock=lock)


def _app(
    arguments: argparse.Namespace, store: "Store", configured: "RewardsSettings", *, lock: Path | None = None
) -> "FastAPI":
    from cli.chosen_store import table_changes
    from core.garbage_collection import collect_rarely
    from rewards.app import ACCESS_LOG, create_app

    identity = identity_settings()
    time = clock(arguments, identity)
    tokens = verifier(identity, data_folder(arguments.data), time)
    metrics_at = metrics_place(configured.metrics, name="REWARDS_METRICS")
    changes = table_changes(arguments, lock=lock) if arguments.consume else None
    app = create_app(
        store=store, tokens=tokens, clock=time, settings=configured, table_changes=changes, metrics_at=metrics_at
    )
    ACCESS_LOG.setLevel(logging.INFO if configured.access_log else logging.WARNING)
    collect_rarely()
    return app


def _require_shared(configured: "RewardsSettings") -> None:
    """Raise if processes would disagree: about orders that one of them caches, each other's cursors, or one address.

    Raises:
        UsageError: naming the settings that are missing, or that are for one process.
    """
    needed = {"REWARDS_REDIS_URL": configured.redis_url, "REWARDS_CURSOR_SECRET": configured.cursor_secret}
    if missing := [name for name, value in needed.items() if value is None]:
        raise UsageError(f"--workers above 1 requires {' and '.join(missing)}")
    require_metrics_for_workers(configured.metrics, name="REWARDS_METRICS")
