"""``rewards-agent audit``: verify and read the audit log."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError
from cli.options import add_data, instant
from cli.token_trust import data_secret, identity_settings

if TYPE_CHECKING:
    from guardrails.audit.chain import AuditEntry

_WIDTH = 240
_FILTERS = ("subject", "role", "tool", "decision", "status", "policy")


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser(
        "verify",
        help="detect records that were removed, edited, moved or added",
        description="Detect records that were removed, edited, moved or added. Exit status: 0 intact, 1 not intact.",
    )
    verify.add_argument(
        "--head", metavar="SEQ:CODE", help="the head printed by an earlier verification; it must still be in the log"
    )
    show = actions.add_parser("show", help="print records, oldest first")
    for name in _FILTERS:
        show.add_argument(f"--{name}", metavar="VALUE", help=f"only records with this {name}")
    show.add_argument("--order", metavar="ID", help="only records about this order")
    show.add_argument("--customer", metavar="ID", help="only lookups of this customer's orders")
    show.add_argument("--since", type=instant, metavar="ISO", help="only records at or after this instant")
    show.add_argument("--until", type=instant, metavar="ISO", help="only records before this instant")
    show.add_argument("--last", type=_count, metavar="N", help="only the last N matching records")
    for action in (verify, show):
        action.add_argument("--json", action="store_true", help="print JSON")
        add_data(action)


def run(arguments: argparse.Namespace) -> int:
    from guardrails.audit.file import LOG

    if not (arguments.data / LOG).is_file():  # checked first, because reading the key would create one
        raise UsageError(f"there is no audit log in {arguments.data}")
    try:
        return _verify(arguments) if arguments.action == "verify" else _show(arguments)
    except OSError as error:
        raise UsageError(f"the audit log in {arguments.data} cannot be read: {error.strerror}") from error


def _verify(arguments: argparse.Namespace) -> int:
    from guardrails.audit.verification import verify

    verdict = verify(arguments.data, key=_key(arguments.data, "audit-chain"), kept_head=arguments.head)
    head = f"{verdict.head.seq}:{verdict.head.mac}"
    if arguments.json:
        print(json.dumps(asdict(verdict) | {"head": head, "isWhole": not verdict.findings}))
        return 1 if verdict.findings else 0
    for finding in verdict.findings:
        print(f"line {finding.line}: {finding.text}" if finding.line else finding.text)
    for note in verdict.notes:
        print(f"line {note.line}: {note.text} (not tampering)")
    print(f"{verdict.records} records, {'whole' if not verdict.findings else 'NOT whole'}; head {head}")
    return 1 if verdict.findings else 0


def _show(arguments: argparse.Namespace) -> int:
    from guardrails.audit.verification import entries

    chosen = list(_chosen(arguments, entries(arguments.data, key=_key(arguments.data, "audit-chain"))))
    if arguments.last is not None:
        chosen = chosen[-arguments.last :]
    if arguments.json:
        for entry in chosen:
            print(json.dumps({"seq": entry.seq, **asdict(entry.record)}, ensure_ascii=False))
        return 0
    _print_table(chosen)
    return 0


def _chosen(arguments: argparse.Namespace, found: "Iterator[AuditEntry]") -> "Iterator[AuditEntry]":
    wanted = {name: value for name in _FILTERS if (value := getattr(arguments, name)) is not None}
    if arguments.order is not None:
        wanted["resource"] = _resource(arguments.data, arguments.order)
    customer = None if arguments.customer is None else _resource(arguments.data, arguments.customer)
    for entry in found:
        at = datetime.fromisoformat(entry.record.at)
        in_time = (arguments.since is None or at >= arguments.since) and (
            arguments.until is None or at < arguments.until
        )
        is_about = customer is None or customer in (entry.record.customer, entry.record.resource)
        if in_time and is_about and all(getattr(entry.record, name) == value for name, value in wanted.items()):
            yield entry


def _print_table(chosen: "list[AuditEntry]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("seq", "at", "who", "role", "tool", "about", "decision", "policy", "status", "reason", box=None)
    for entry in chosen:
        record = entry.record
        cells = (record.at[:19], record.subject, record.role, record.tool, record.resource[:8], record.decision)
        table.add_row(str(entry.seq), *cells, record.policy, record.status, record.reason or "")
    width = None if sys.stdout.isatty() else _WIDTH  # in a file or a pipe no cell is truncated
    Console(highlight=False, markup=False, emoji=False, width=width).print(table)


def _resource(data: Path, identifier: str) -> str:
    from core.errors import InvalidIdentifier
    from core.ids import normalise_order_id
    from guardrails.audit.record import ResourceHash

    try:
        return ResourceHash(_key(data, "audit"))(normalise_order_id(identifier))
    except InvalidIdentifier as error:
        raise UsageError("not a valid identifier") from error


def _key(data: Path, purpose: str) -> bytes:
    from guardrails.key_derivation import derived

    return derived(data_secret(identity_settings(), data), purpose)


def _count(text: str) -> int:
    count = int(text) if text.isascii() and text.isdecimal() else 0
    if count < 1:
        raise argparse.ArgumentTypeError("must be a whole number above 0")
    return count
