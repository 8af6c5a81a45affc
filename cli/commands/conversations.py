"""``rewards-agent conversations``: purge expired conversations, erase those about one customer, export feedback."""

import argparse
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError
from cli.options import add_data, add_now, clock, data_folder, settings
from cli.token_trust import data_secret

if TYPE_CHECKING:
    from agent.conversations.conversation_store import ConversationStore
    from api.settings import Settings

_MAX_DAYS = 3650


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", dest="action", required=True, metavar="ACTION")
    purge = actions.add_parser(
        "purge", help="delete conversations whose last turn is older than the retention time; run it daily"
    )
    purge.add_argument(
        "--older-than",
        type=_days,
        metavar="DAYS",
        help="retention time in days; overrides REWARDS_AGENT_RETENTION_DAYS",
    )
    erase = actions.add_parser("erase", help="delete every conversation about one customer")
    erase.add_argument("--customer", required=True, metavar="ID", help="the customer's id")
    feedback = actions.add_parser("feedback", help="write an eval task for each turn that has feedback")
    feedback.add_argument(
        "--export", required=True, type=Path, metavar="DIR", help="the folder for the task files; created if missing"
    )
    for action in (purge, erase, feedback):
        add_data(action)
        add_now(action)


def run(arguments: argparse.Namespace) -> int:
    from agent.errors import ConversationsUnavailable

    configured = settings()
    now = clock(arguments, configured).now()
    try:
        with closing(_opened(arguments.data, configured)) as conversations:
            if arguments.action == "feedback":
                return _export_feedback(arguments.export, conversations)
            if arguments.action == "purge":
                days = arguments.older_than or configured.retention_days
                count = conversations.purge(before=now - timedelta(days=days))
            else:
                count = _erase(arguments, conversations)
    except ConversationsUnavailable as error:
        raise UsageError("the conversation database cannot be opened or written; is a turn being stored?") from error
    print(f"{count} conversation{'' if count == 1 else 's'} deleted")
    return 0


def _opened(folder: Path, configured: "Settings") -> "ConversationStore":
    from api.conversation_storage import open_conversations
    from guardrails.pii import build_detector

    data = data_folder(folder)
    return open_conversations(
        data,
        url=configured.database_url,
        secret=data_secret(configured, data),
        make_detector=lambda: build_detector(entity_model=configured.entity_model),
    )


def _erase(arguments: argparse.Namespace, conversations: "ConversationStore") -> int:
    from core.errors import InvalidIdentifier
    from core.ids import normalise_id

    try:
        return conversations.erase(normalise_id(arguments.customer))
    except InvalidIdentifier as error:
        raise UsageError("not a valid customer id") from error


def _export_feedback(folder: Path, conversations: "ConversationStore") -> int:
    from cli.feedback_tasks import write_tasks

    try:
        count = write_tasks(conversations.feedback.rated(), folder)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}") from error
    print(f"{count} task{'' if count == 1 else 's'} written")
    return 0


def _days(text: str) -> int:
    days = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= days <= _MAX_DAYS:
        raise argparse.ArgumentTypeError(f"must be a whole number of days from 1 to {_MAX_DAYS}")
    return days
