"""``rewards-agent data``: load a row file into a store, or generate one of any size."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from cli.errors import UsageError
from cli.options import add_data, add_store, rewards_settings

if TYPE_CHECKING:
    from rewards.ingest.row_files import LoadReport
    from rewards.stores.base import Store

_MAX_ORDERS = 10_000_000  # the generator's own limit, repeated here to save the import
_ORDERS_PER_STEP = 200  # between updates of the progress bar


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", dest="action", required=True, metavar="ACTION")
    load = actions.add_parser("load", help="load a row file: all of it, or nothing if a line is invalid")
    load.add_argument("file", type=Path, metavar="FILE.jsonl", help='one {"store": ..., "row": {...}} per line')
    add_data(load)
    add_store(load)
    generate = actions.add_parser(
        "generate", help="write a generated data set as a row file; the same seed gives the same rows"
    )
    generate.add_argument("--orders", type=_orders, required=True, metavar="N", help="number of orders")
    generate.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the generator")
    generate.add_argument("--out", type=Path, metavar="FILE.jsonl", help="file to write; standard output if omitted")


def run(arguments: argparse.Namespace) -> int:
    return _generate(arguments) if arguments.action == "generate" else _load(arguments)


def _load(arguments: argparse.Namespace) -> int:
    from cli.chosen_store import chosen_store
    from rewards.errors import LoadRefused, StoreUnavailable
    from rewards.ingest.row_files import check_jsonl

    file: Path = arguments.file
    if not file.is_file():
        raise UsageError(f"{file} is not a file")
    store = chosen_store(arguments)
    try:
        if arguments.store == "dynamodb":
            # A DynamoDB transaction cannot hold a whole file, so an invalid line must be found before the first write.
            check_jsonl(file, store)
        report = _loaded(file, store, is_one_transaction=arguments.store != "dynamodb")
    except (LoadRefused, StoreUnavailable) as error:
        raise UsageError(f"{file}: {error}") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    finally:
        store.close()
    print(f"loaded {report.ped} PED rows, {report.line_items} line items, {report.concessions} concession events")
    return 0


def _loaded(file: Path, store: "Store", *, is_one_transaction: bool) -> "LoadReport":
    from rewards.errors import LoadRefused
    from rewards.ingest.load_announcements import announcing
    from rewards.ingest.row_files import load_jsonl
    from rewards.wiring import build_writer_changes

    try:
        with announcing(build_writer_changes(rewards_settings())) as announce:
            return load_jsonl(file, store, on_loaded=announce)
    except LoadRefused as error:
        if is_one_transaction:
            raise
        where = f"at or before line {error.line_number}"
        raise UsageError(f"{file}: {where}: {error.reason}; rows before it may have been loaded") from error


def _generate(arguments: argparse.Namespace) -> int:
    from contextlib import nullcontext

    out: Path | None = arguments.out
    try:
        with nullcontext(sys.stdout) if out is None else out.open("w", encoding="utf-8") as lines:
            _write(arguments, lines)
            lines.flush()
    except OSError as error:
        raise UsageError(f"{out or 'standard output'} cannot be written: {error.strerror}") from error
    return 0


def _write(arguments: argparse.Namespace, lines: TextIO) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from rewards.demo.generator import generate_lines

    # No progress bar where the rows themselves are printed to the terminal.
    quiet = lines.isatty() or not sys.stderr.isatty()
    with Progress(console=Console(stderr=True), transient=True, disable=quiet) as progress:
        bar = progress.add_task("orders", total=arguments.orders)
        for number, order in enumerate(generate_lines(orders=arguments.orders, seed=arguments.seed), start=1):
            lines.writelines(f"{line}\n" for line in order)
            if number % _ORDERS_PER_STEP == 0 or number == arguments.orders:
                progress.update(bar, completed=number)


def _orders(text: str) -> int:
    orders = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else -1
    if not 0 <= orders <= _MAX_ORDERS:
        raise argparse.ArgumentTypeError(f"the number of orders must be 0 to {_MAX_ORDERS}")
    return orders
