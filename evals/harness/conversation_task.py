"""The skeleton of a task from a conversation of production: its questions, role and language, and no personal data.

What was answered is in comments. What should have been answered, and the world with its records, are for a person to
add: neither is in the conversation.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from api.routes.conversations import StoredConversation
from evals.harness.errors import HarnessError
from evals.harness.new_task import require_world, write_task
from evals.harness.task_files import load_task
from evals.harness.task_sources import TaskSources
from guardrails.errors import GuardrailError
from guardrails.pii.plain_detector import PlainDetector

_NEW_WORLD = "todo"  # to be written: the runner refuses a task without its world
_STAFF = {"role": "support_agent", "subject": "ravi", "case": "CASE-TODO", "customer": "CUST-TODO"}
_CUSTOMER = {"role": "customer", "subject": "asha", "customer": "CUST-TODO"}
_WHY = "TODO the mistake that this task guards against, as it happened, in a sentence."


class NotRedacted(HarnessError):
    """A conversation holds personal data; no task is made of it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question of a conversation, and what was answered."""

    question: str
    outcome: str
    answered: str = ""


@dataclass(frozen=True, slots=True)
class _Conversation:
    """What a task is made of. ``comments`` are those of an exported file, which say what was answered and why."""

    asked: tuple[_Asked, ...]
    principal: Mapping[str, str]
    now: str
    language: str | None  # of the last answer; None if it is not known
    comments: tuple[str, ...] = ()


def task_from_conversation(task_id: str, file: Path, world: str | None, sources: TaskSources) -> Path:
    """Write the skeleton of a task with the questions of a conversation, and return its path.

    ``file`` is a task that ``conversations feedback --export`` wrote (.yaml), or the body of
    ``GET /v1/conversations/{id}`` (.json). Without a world, one is left to be written.

    Raises:
        NotRedacted: if any text of it looks like personal data; nothing is written.
        TaskExists: if there is a task of this name.
        HarnessError: if the file cannot be read as either, or if there is no such world.
    """
    if world is not None:
        require_world(world, sources)
    conversation = _read_json(file) if file.suffix == ".json" else _read_task(file)
    _require_redacted(conversation)
    return write_task(task_id, _written(task_id, world or _NEW_WORLD, conversation), sources)


def _read_task(file: Path) -> _Conversation:
    task = load_task(file)
    comments = (line.removeprefix("#").strip() for line in file.read_text("utf-8").splitlines() if line[:1] == "#")
    outcome = [turn.expect.outcome.value if turn.expect.outcome else "answered" for turn in task.turns]
    return _Conversation(
        asked=tuple(_Asked(turn.ask, known) for turn, known in zip(task.turns, outcome, strict=True)),
        principal=_CUSTOMER if task.principal.role == "customer" else _STAFF,
        now=task.now.isoformat(),
        language=None,
        comments=tuple(comments),
    )


def _read_json(file: Path) -> _Conversation:
    try:
        stored = StoredConversation.model_validate_json(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        # Not the error's text: it quotes the conversation.
        raise HarnessError(f"{file}: not a conversation ({type(error).__name__})") from None
    if not stored.turns:
        raise HarnessError(f"{file}: a conversation without turns")
    answers = [turn.answer for turn in stored.turns]
    # The next step and the instructions of the model are for staff only.
    is_staff = any(answer.next_step is not None or answer.prompt is not None for answer in answers)
    read_at = [fact.as_of for answer in answers for fact in answer.facts]
    return _Conversation(
        asked=tuple(_Asked(turn.question, turn.answer.outcome.value, turn.answer.text) for turn in stored.turns),
        principal=_STAFF if is_staff else _CUSTOMER,
        now=max(read_at).isoformat() if read_at else "2026-11-23T10:00:00+05:30",
        language=answers[-1].language,
    )


def _require_redacted(conversation: _Conversation) -> None:
    detector = PlainDetector()
    texts = {f"question {number}": asked.question for number, asked in enumerate(conversation.asked, start=1)}
    texts |= {f"answer {number}": asked.answered for number, asked in enumerate(conversation.asked, start=1)}
    texts |= {"the comments": "\n".join(conversation.comments)}
    for place, text in texts.items():
        try:
            found = sorted({span.type.value for span in detector.find(text)})
        except GuardrailError as error:
            raise NotRedacted(f"{place} cannot be searched for personal data") from error
        if found:
            raise NotRedacted(f"{place} is not redacted: {', '.join(found)}")


def _written(task_id: str, world: str, conversation: _Conversation) -> str:
    principal = dict(conversation.principal)
    if conversation.language is not None:
        principal["locale"] = f"{conversation.language.partition('-')[0]}-IN"
    task = {
        "id": task_id,
        "why": _WHY,
        "tags": ["customer" if principal["role"] == "customer" else "staff"],
        "world": world,
        "now": conversation.now,
        "principal": principal,
        "turns": [{"ask": asked.question, "expect": _expectation(asked)} for asked in conversation.asked],
    }
    body = yaml.safe_dump(task, allow_unicode=True, sort_keys=False, width=110)
    return "\n".join([*_commented(_notes(conversation)), body])


def _expectation(asked: _Asked) -> dict[str, Any]:
    amount = {"label": "promised", "amount": "0.00", "currency": "INR", "because": "TODO the rows that it follows from"}
    return {"outcome": asked.outcome, "amounts": [amount]}


def _notes(conversation: _Conversation) -> Iterator[str]:
    yield "TODO: the world, who asked, the outcome that is right, and every figure of it with its derivation."
    if conversation.language is not None:
        yield f"The last answer was in the language {conversation.language}."
    yield from conversation.comments
    for number, asked in enumerate(conversation.asked, start=1):
        if asked.answered:
            yield f"Turn {number} was answered ({asked.outcome}):"
            yield asked.answered


def _commented(lines: Iterable[str]) -> Iterator[str]:
    for text in lines:
        for line in text.splitlines():
            yield "# " + "".join(sign if sign.isprintable() else " " for sign in line)
