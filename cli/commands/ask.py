"""``rewards-agent ask``: one question in the terminal, in this process or on a running service."""

import argparse
import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

from cli.commands.demo import SOURCES
from cli.errors import UsageError
from cli.identity_options import ROLES, add_identity, principal_from
from cli.log_format import log_to_stderr
from cli.options import add_data, add_now

if TYPE_CHECKING:
    from agent.turn_events import TurnEvent

_MAX_CHARACTERS = 4000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", help="the question, in quotes")
    parser.add_argument("--role", choices=ROLES, default="support_agent", help="who asks")
    add_identity(parser)
    parser.add_argument("--url", metavar="URL", help="address of a running chat service to ask; requires --token")
    parser.add_argument("--token", metavar="T", help="the bearer token for --url")
    parser.add_argument("--json", action="store_true", help="print the typed answer as JSON")
    parser.add_argument("--fail", choices=SOURCES, metavar="SOURCE", help="make one source fail, as in the demo")
    add_data(parser)
    add_now(parser)


def run(arguments: argparse.Namespace) -> int:
    if not 1 <= len(arguments.question.strip()) <= _MAX_CHARACTERS:
        raise UsageError(f"a question must have 1 to {_MAX_CHARACTERS} characters")
    if not _is_valid_text(arguments.question) or not (arguments.token or "").isascii():
        raise UsageError("the question or the token contains characters that cannot be sent")
    if bool(arguments.url) != bool(arguments.token):
        raise UsageError("--url and --token must be given together")
    log_to_stderr(logging.ERROR)  # the answer itself says that a fallback was used
    return asyncio.run(_ask(arguments))


def _is_valid_text(text: str) -> bool:
    """Whether the argument is valid text: bytes that are not UTF-8 arrive as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


async def _ask(arguments: argparse.Namespace) -> int:
    from cli.turn_printer import print_json, print_turn

    show = print_json if arguments.json else print_turn
    if arguments.url:
        from cli.remote_turn import remote_turn

        turn = remote_turn(arguments.url, arguments.token, arguments.question)
    else:
        turn = _local_turn(arguments)
    async with aclosing(turn) as events:  # also if the terminal closes during the turn
        return await show(events)


async def _local_turn(arguments: argparse.Namespace) -> "AsyncGenerator[TurnEvent]":
    """Run the turn in this process, over the data folder; an empty one gets the demo data."""
    from rewards.demo import DEMO_CASES

    if arguments.role == "support_agent" and not arguments.case and not arguments.customer:
        arguments.case, arguments.customer = next(iter(DEMO_CASES.items()))
    principal = principal_from(arguments, subject="terminal")
    from agent.turn import TurnRequest
    from api.edge_rendering import render_events
    from cli.demo_stack import running_demo

    async with running_demo(arguments) as stack:
        agent = stack.service.agent
        request = TurnRequest(arguments.question, principal, None, "terminal")
        conversation = await agent.open(request)
        async for event in render_events(agent.run(request, conversation), principal, conversation.vault):
            yield event
