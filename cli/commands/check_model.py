"""``rewards-agent check-model``: report what the configured model server supports."""

import argparse
import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from cli.log_format import log_to_stderr
from cli.options import settings

if TYPE_CHECKING:
    from agent.provider.model_check import ModelCheck
    from api.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Sends two short requests to each configured model. Exit status 1 if one of them does not answer."


def run(arguments: argparse.Namespace) -> int:
    log_to_stderr(logging.ERROR)  # the table lists what a server rejects
    return asyncio.run(_check(settings()))


async def _check(configured: "Settings") -> int:
    from agent.provider.model_check import check_model
    from api.provider_models import configured_models

    models = [model for model in configured_models(configured) if model is not None]
    if not models:
        print("rewards-agent: no model is configured: set OPENAI_API_KEY and REWARDS_AGENT_MODEL", file=sys.stderr)
        return 1
    checks: list[tuple[str, ModelCheck]] = []
    for model in models:
        try:
            checks.append((model.name, await check_model(model)))
        except model.failures as error:
            print(f"rewards-agent: the model {model.name} does not answer: {_failure(error)}", file=sys.stderr)
        finally:
            await model.aclose()
    if checks:
        _print(checks)
    return 0 if len(checks) == len(models) else 1


def _failure(error: Exception) -> str:
    """Return the cause of a failure, without any text of the server."""
    from agent.provider.errors import ProviderError

    if not isinstance(error, ProviderError):
        return type(error).__name__
    status = f"status {error.status}" if error.status is not None else None
    details = ", ".join(detail for detail in (status, error.provider_code) if detail)
    return f"{error.cause} ({details})" if details else error.cause


def _print(checks: "list[tuple[str, ModelCheck]]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", *(name for name, _ in checks)):
        table.add_column(Text(heading))
    for row in zip(*(_cells(check) for _, check in checks), strict=True):
        table.add_row(row[0][0], *(value for _, value in row))
    Console(highlight=False).print(table)


def _cells(check: "ModelCheck") -> tuple[tuple[str, str], ...]:
    from agent.provider.capabilities import Support

    is_ignored = check.json_schema is Support.ACCEPTED and not check.keeps_to_json_schema
    return (
        ("reachable", "yes"),
        ("first token", "none" if check.first_token_ms is None else f"{check.first_token_ms} ms"),
        ("tool calls", _yes(check.calls_tools)),
        ("reports usage", _yes(check.reports_usage)),
        ("temperature", check.temperature.value),
        ("JSON schema", "accepted, not followed" if is_ignored else check.json_schema.value),
        ("output limit", check.output_bound or "none accepted"),
    )


def _yes(is_so: bool) -> str:  # noqa: FBT001
    return "yes" if is_so else "no"
