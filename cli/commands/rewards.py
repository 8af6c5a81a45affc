"""``rewards-agent rewards``: run the rewards API on the embedded store or on DynamoDB."""

import argparse
import socket

from cli.options import add_data, add_now, add_port, add_store, clock, data_folder, rewards_settings
from cli.server import listen, serve
from cli.token_trust import identity_settings, verifier


def configure(parser: argparse.ArgumentParser) -> None:
    add_port(parser, 8081)
    add_data(parser)
    add_now(parser)
    add_store(parser)
    parser.add_argument(
        "--consume",
        choices=("dynamodb-streams",),
        help="follow the streams of the DynamoDB tables, so that rows of other services are seen within 2 s",
    )


def run(arguments: argparse.Namespace) -> int:
    with listen(arguments.port) as listener:
        return _run(arguments, listener)


def _run(arguments: argparse.Namespace, listener: socket.socket) -> int:
    from cli.chosen_store import chosen_store, table_changes
    from core.garbage_collection import collect_rarely
    from rewards.app import create_app

    configured = identity_settings()
    service = rewards_settings()
    time = clock(arguments, configured)
    data = data_folder(arguments.data)
    tokens = verifier(configured, data, time)
    store = chosen_store(arguments)
    changes = table_changes(arguments) if arguments.consume else None
    app = create_app(store=store, tokens=tokens, clock=time, settings=service, table_changes=changes)
    collect_rarely()
    try:
        return serve(
            app, listener, announce=lambda: print(f"rewards API on http://127.0.0.1:{arguments.port}", flush=True)
        )
    finally:
        store.close()
