"""The ``rewards-agent`` command: finds the subcommand and runs it. Nothing heavy is imported before that."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn, Protocol

from cli.errors import UsageError

# One file a subcommand; its module is imported only when it is used, so that --help is quick.
_COMMANDS = {
    "demo": "rewards API, chat and sidebar in one process, with a demo world",
    "serve": "the chat service and the sidebar, against a rewards API elsewhere",
    "rewards": "the rewards API",
    "ask": "ask one question in the terminal",
    "explain": "print how a question is read, what is looked up, the menu of statements, and what is selected and why",
    "redact": "take personal data out of lines of text, and say where it stood",
    "token": "print a signed development token",
    "data": "load rows into a store, or generate a world of them",
    "backfill": "complete old PED rows from the concession events",
    "audit": "see that the audit log is whole, and read it",
    "knowledge": "see that a folder of approved texts can be used",
    "conversations": "delete conversations past their time, or those of one customer",
    "check-model": "ask the configured language model, and say what its server can do",
    "evals": "run the offline evaluation suite",
}
_EPILOG = """\
examples:
  rewards-agent demo
  rewards-agent ask "Order 404-1029384-5566778 was promised 100 rupees but got 36, what happened?"
  rewards-agent ask --url http://127.0.0.1:8080 --token "$TOKEN" "What is left on order 404-1029384-5566778?"
  rewards-agent token --role support_agent --subject ravi --case CASE-9001 --customer CUST-1001

`rewards-agent COMMAND --help` tells more of each command.
exit status: 0 done, 1 the work failed, 2 the command or its input makes no sense.
"""


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage above it."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(2)


class Command(Protocol):
    """What a subcommand's module offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status; one line on stderr says what was wrong."""
    before = signal.signal(signal.SIGINT, _leave)
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    finally:
        signal.signal(signal.SIGINT, before)


def _leave(*_: object) -> None:
    """End at once. While half of the libraries are imported, an exception could be swallowed by any of them."""
    os._exit(130)


def _run(given: list[str]) -> int:
    name = next((word for word in given if not word.startswith("-")), None)
    parser, command = _parser(name)
    arguments = parser.parse_args(given)
    if command is None:
        parser.error("a command is needed")
    try:
        return command.run(arguments)
    except UsageError as error:
        print(f"rewards-agent: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more can be said there
        return 1
    except OSError as error:
        # What is left is the terminal itself: a pipe that closed, a full disk.
        print(f"rewards-agent: {error.strerror or 'the output cannot be written'}", file=sys.stderr)
        return 1


def _parser(name: str | None) -> tuple[argparse.ArgumentParser, Command | None]:
    """Build the parser: every command by name, but only the chosen one with its options."""
    parser = OneLineParser(
        prog="rewards-agent",
        description="Explains a customer's cashback from three databases, with every figure right and nothing leaked.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    command: Command | None = None
    for known, summary in _COMMANDS.items():
        subparser = subparsers.add_parser(
            known,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        )
        if known == name:
            command = import_module(f"cli.commands.{known.replace('-', '_')}")
            command.configure(subparser)
    return parser, command


if __name__ == "__main__":
    raise SystemExit(main())
