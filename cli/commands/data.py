"""``rewards-agent data load``: rows from a file into the embedded store."""

import argparse
from pathlib import Path

from cli.errors import UsageError
from cli.options import add_data, data_folder


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", dest="action", required=True, metavar="ACTION")
    load = actions.add_parser("load", help="load a row file: all of it, or nothing when a line is bad")
    load.add_argument("file", type=Path, metavar="FILE.jsonl", help='one {"store": ..., "row": {...}} a line')
    add_data(load)


def run(arguments: argparse.Namespace) -> int:
    from cli.store import open_store
    from rewards.errors import LoadRefused, StoreUnavailable
    from rewards.loader import load_jsonl

    if not arguments.file.is_file():
        raise UsageError(f"{arguments.file} is not a file")
    store = open_store(data_folder(arguments.data))
    try:
        report = load_jsonl(arguments.file, store)
    except (LoadRefused, StoreUnavailable) as error:
        raise UsageError(f"{arguments.file}: {error}") from error
    except OSError as error:
        raise UsageError(f"{arguments.file} cannot be read: {error.strerror}") from error
    finally:
        store.close()
    print(f"loaded {report.ped} PED rows, {report.line_items} line items, {report.concessions} concession events")
    return 0
