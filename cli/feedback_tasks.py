"""Eval tasks from feedback: one file for each turn that somebody rated, in the form of the suite.

The file has the redacted questions, what was answered and why it was rated. A world with the records, and what should
have been answered, is for a person to add: neither is in the conversation.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from agent.conversations.conversation import Turn
from agent.conversations.feedback import Feedback, RatedTurn
from core.private_files import create_private_file, create_private_folder
from tools.cards import REFERENCE

_WORLD = "feedback"  # to be written: the runner refuses a task without its world
_CAPITALS = re.compile(r"(?=[A-Z])")
# Who asked is not stored, only a hash of it.
_PRINCIPAL = {"role": "support_agent", "subject": "feedback", "case": "CASE-1", "customer": "CUST-1"}


def write_tasks(rated: Iterable[RatedTurn], folder: Path) -> int:
    """Write a task file for each turn into a folder, and return their number. A file of an earlier export is replaced.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    create_private_folder(folder)
    count = 0
    for each in rated:
        path = folder / f"{_task_id(each)}.yaml"
        create_private_file(path)
        path.write_text(task_text(each), encoding="utf-8")
        count += 1
    return count


def task_text(rated: RatedTurn) -> str:
    """Return the task file of a rated turn."""
    said = rated.feedback
    task = {
        "id": _task_id(rated),
        "why": f"Feedback from production: {_summary(said)}.",
        "tags": ["feedback", *_tags(said)],
        "world": _WORLD,
        "now": rated.at.isoformat(),
        "principal": _PRINCIPAL,
        "turns": [_turn(turn) for turn in rated.turns],
    }
    body = yaml.safe_dump(task, allow_unicode=True, sort_keys=False, width=110)
    return "\n".join([*_as_comment(_header(rated)), body])


def _header(rated: RatedTurn) -> Iterator[str]:
    yield f"Turn {rated.turns[-1].number} of a conversation: {_summary(rated.feedback)}."
    if rated.feedback.comment:
        yield f"Comment: {rated.feedback.comment}"
    yield "What was answered:"
    yield _answered(rated.turns[-1])
    yield "To do: the world with these orders, who asked, and what is expected instead of the kinds that were stated."


def _as_comment(lines: Iterable[str]) -> Iterator[str]:
    for text in lines:
        for line in text.splitlines():
            yield "# " + "".join(c if c.isprintable() else " " for c in line)


def _answered(turn: Turn) -> str:
    """Return the text of an answer with its figures. Sensitive values stay tokens."""
    displays = {fact.fact_id: fact.display for fact in turn.answer.facts}
    return REFERENCE.sub(lambda match: displays.get(match[1], ""), turn.answer.text)


def _turn(turn: Turn) -> dict[str, Any]:
    kinds = sorted({span.kind for span in turn.answer.statements})
    expected: dict[str, Any] = {"outcome": turn.answer.outcome.value}
    expected |= {"kinds": kinds} if kinds else {"draft": {"present": turn.answer.reply_draft is not None}}
    return {"ask": turn.question, "expect": expected}


def _summary(said: Feedback) -> str:
    rating = f"rated {said.rating.value}" if said.rating else "not rated"
    reason = f", {said.reason.value}" if said.reason else ""
    use = f"; the reply draft was {said.use.value}" if said.use else ""
    return rating + reason + use


def _tags(said: Feedback) -> Iterator[str]:
    if said.rating:
        yield f"rated-{said.rating.value}"
    if said.reason:
        yield _CAPITALS.sub("-", said.reason.value).lower()
    if said.use:
        yield f"draft-{said.use.value}"


def _task_id(rated: RatedTurn) -> str:
    digest = hashlib.sha256(rated.conversation_id.encode()).hexdigest()[:12]
    return f"feedback-{digest}-{rated.turns[-1].number}"
