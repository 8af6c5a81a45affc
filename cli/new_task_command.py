"""``rewards-agent evals new-task``: writes the skeleton of a task file."""

import argparse
from pathlib import Path

from cli.errors import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("task_id", metavar="ID")
    add("--world", metavar="NAME", help="the world that it runs on; of a conversation's task it may be written later")
    add(
        "--from-conversation",
        type=Path,
        metavar="FILE",
        help="take questions, role and language from a task that `conversations feedback` exported, or from a "
        "conversation as GET /v1/conversations/{id} returns it; refused unless it is redacted",
    )
    add("--tasks", type=Path, metavar="DIR", help="the folder to write it to (default: the suite's)")
    add("--worlds", type=Path, action="append", default=[], metavar="DIR", help="look worlds up in this folder as well")


def run(arguments: argparse.Namespace) -> int:
    """Write the file, print its path and return the exit status.

    Raises:
        UsageError: if there is nothing to make it from.
        HarnessError: if it cannot be made.
    """
    from evals.harness.conversation_task import task_from_conversation
    from evals.harness.new_task import new_task
    from evals.harness.task_sources import TaskSources

    sources = TaskSources.chosen([arguments.tasks] if arguments.tasks else [], arguments.worlds)
    if arguments.from_conversation is not None:
        print(task_from_conversation(arguments.task_id, arguments.from_conversation, arguments.world, sources))
    elif arguments.world is None:
        raise UsageError("--world or --from-conversation is needed")
    else:
        print(new_task(arguments.task_id, arguments.world, sources))
    return 0
