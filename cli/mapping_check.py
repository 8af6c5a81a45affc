"""``rewards-agent rewards check``: validate a mapping file, and report the rows that it does not understand."""

import argparse
import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.dynamodb_settings import dynamodb_settings
from cli.errors import UsageError

if TYPE_CHECKING:
    from rewards.mapping.row_check import TableCheck
    from rewards.stores.dynamodb.settings import DynamoDbSettings

_DEFAULT_SAMPLE = 1000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mapping", type=Path, metavar="FILE", help="the mapping file; that of REWARDS_MAPPING if omitted"
    )
    parser.add_argument("--endpoint", metavar="URL", help="address of DynamoDB, to read rows there; see also --sample")
    parser.add_argument(
        "--sample",
        type=_count,
        metavar="N",
        help=f"rows of each table to read, {_DEFAULT_SAMPLE} with --endpoint; alone: at the AWS endpoint of the region",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--schema", action="store_true", help="print the JSON schema of a mapping file, and stop")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 if everything is understood, and 1 if something is not."""
    if arguments.schema:
        from rewards.mapping.file_model import schema

        print(json.dumps(schema(), indent=2))
        return 0
    settings = dynamodb_settings(endpoint=arguments.endpoint, mapping=arguments.mapping)
    if arguments.endpoint is None and arguments.sample is None:
        print(json.dumps({"valid": True, "tables": {}}) if arguments.json else "the mapping is valid")
        return 0
    checks = _checks(settings, arguments.sample or _DEFAULT_SAMPLE)
    report = {database: _report(check) for database, check in checks.items()}
    if arguments.json:
        print(json.dumps({"valid": True, "tables": report}))
    else:
        for database, lines in report.items():
            _print(database, lines)
    return int(any(check.understood < check.rows for check in checks.values()))


def _checks(settings: "DynamoDbSettings", rows: int) -> "dict[str, TableCheck]":
    from rewards.errors import StoreUnavailable
    from rewards.stores.dynamodb.sampling import check_tables

    try:
        return asyncio.run(check_tables(settings, rows=rows))
    except StoreUnavailable as error:
        raise UsageError(str(error)) from error


def _report(check: "TableCheck") -> dict[str, Any]:
    faults = sorted(check.faults.items(), key=lambda fault: (-fault[1], fault[0]))
    return {
        "table": check.table.table,
        "rows": check.rows,
        "understood": check.understood,
        "faults": [{"field": field, "fault": fault.value, "rows": rows} for (field, fault), rows in faults],
    }


def _print(database: str, report: dict[str, Any]) -> None:
    print(f"{database} ({report['table']}): {report['understood']} of {report['rows']} rows understood")
    for fault in report["faults"]:
        print(f"  {fault['field']:<24}{fault['fault']:<14}{fault['rows']:>8}")


def _count(text: str) -> int:
    count = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    if count < 1:
        raise argparse.ArgumentTypeError("must be a whole number from 1")
    return count
