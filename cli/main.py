"""The ``rewards-agent`` command: find the subcommand and run it. Nothing heavy is imported before that."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn, Protocol

from cli.errors import UsageError

# One file a subcommand; its module is imported only when it is used, so that --help is quick.
COMMANDS = {
    "demo": "run the rewards API, the chat service and the sidebar in one process, with demo data",
    "serve": "run the chat service and the sidebar against a separate rewards API",
    "rewards": "run the rewards API",
    "ask": "ask one question in the terminal",
    "mcp": "serve the lookups of a running chat service to an MCP client on stdin and stdout",
    "explain": "show how a question is read, what is looked up, the menu of statements, and what is selected and why",
    "redact": "replace personal data in lines of text, and report where it was found",
    "token": "print a signed development token",
    "data": "load rows into a store, or generate a data set",
    "consume": "store concession events from DynamoDB Streams, SQS, Kinesis or Kafka",
    "backfill": "complete old PED rows from the concession events",
    "audit": "verify and read the audit log",
    "knowledge": "validate a folder of approved texts",
    "conversations": "delete expired conversations, or all conversations about one customer",
    "check": "report whether a service would start and be ready here, and what production should set",
    "health": "whether a running service answers, for the health check of a container",
    "check-model": "report what the configured model server supports",
    "evals": "run the evaluation suite",
}
_EPILOG = """\
examples:
  rewards-agent demo
  rewards-agent ask "Order 404-1029384-5566778 was promised 100 rupees but got 36, what happened?"
  rewards-agent ask --url http://127.0.0.1:8080 --token "$TOKEN" "What is left on order 404-1029384-5566778?"
  rewards-agent token --role support_agent --subject ravi --case CASE-9001 --customer CUST-1001

Run `rewards-agent COMMAND --help` for the options of a command.
exit status: 0 success, 1 the work failed, 2 wrong usage or unusable input.
"""


class OneLineParser(argparse.ArgumentParser):
    """A parser that reports an error in one line, without the usage above it."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(2)


class DefaultsFormatter(argparse.ArgumentDefaultsHelpFormatter):
    """Help that states the default of an option that has one, and no "(default: None)"."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help if action.default in (None, False, []) else super()._get_help_string(action)


class Command(Protocol):
    """The interface of a subcommand's module."""

    def configure(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; an error is one line on stderr."""
    before = signal.signal(signal.SIGINT, _exit_at_once)
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    finally:
        signal.signal(signal.SIGINT, before)


def _exit_at_once(*_: object) -> None:
    """Exit without cleanup: an exception raised during an import could be swallowed by the imported library."""
    os._exit(130)


def _run(given: list[str]) -> int:
    name = next((word for word in given if not word.startswith("-")), None)
    parser, command = _parser(name)
    arguments = parser.parse_args(given)
    if command is None:
        parser.error("a command is required")
    try:
        return command.run(arguments)
    except UsageError as error:
        print(f"rewards-agent: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more can be written there
        return 1
    except OSError as error:
        # Commands handle errors of their files; what remains is the output itself, such as a full disk.
        print(f"rewards-agent: {error.strerror or 'the output cannot be written'}", file=sys.stderr)
        return 1


def _parser(name: str | None) -> tuple[argparse.ArgumentParser, Command | None]:
    """Build the parser: every command is listed, but only the chosen one is imported and has its options."""
    parser = OneLineParser(
        prog="rewards-agent",
        description="Explains a customer's cashback from three databases, with every figure right and nothing leaked.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    command: Command | None = None
    for known, summary in COMMANDS.items():
        subparser = subparsers.add_parser(
            known,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            formatter_class=DefaultsFormatter,
        )
        if known == name:
            command = import_module(f"cli.commands.{known.replace('-', '_')}")
            command.configure(subparser)
    return parser, command


if __name__ == "__main__":
    raise SystemExit(main())
