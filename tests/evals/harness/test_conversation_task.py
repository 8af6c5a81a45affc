"""A conversation of production becomes the skeleton of a task, and never one with personal data."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.conversations.feedback import DraftUse, Feedback, FeedbackReason, RatedTurn, Rating
from agent.turn_events import Outcome
from api.routes.conversations import StoredConversation, StoredTurn
from cli.feedback_tasks import write_tasks
from evals.harness.conversation_task import NotRedacted, task_from_conversation
from evals.harness.errors import HarnessError
from evals.harness.new_task import TaskExists, new_task
from evals.harness.task_files import TASKS, load_task
from evals.harness.task_sources import TaskSources
from evals.harness.world import WORLDS
from tests.cli.test_feedback_tasks import turn
from tests.evals.checks.transcripts import answer

PHONE = "+91 98450 12345"


@pytest.fixture
def sources(tmp_path: Path) -> TaskSources:
    (tmp_path / "tasks").mkdir()
    return TaskSources((tmp_path / "tasks",), (WORLDS,))


def stored(tmp_path: Path, *turns: StoredTurn) -> Path:
    file = tmp_path / "conversation.json"
    conversation = StoredConversation(conversation_id="conv_a", title="a", turns=list(turns))
    file.write_text(conversation.model_dump_json(by_alias=True), encoding="utf-8")
    return file


def said(question: str, **changes: Any) -> StoredTurn:
    return StoredTurn(turn=1, question=question, answer=answer(**changes))


def test_a_conversation_is_a_task_to_be_filled_in(tmp_path: Path, sources: TaskSources) -> None:
    file = stored(tmp_path, said("कितना बाकी है?", language="hi"), said("क्यों?", outcome=Outcome.PARTIAL, language="hi"))
    path = task_from_conversation("a-complaint", file, "story", sources)

    task = load_task(path)
    assert (task.id, task.world, task.principal.role, task.principal.locale) == (
        "a-complaint",
        "story",
        "customer",  # nothing in the answers is for staff only
        "hi-IN",
    )
    assert [(each.ask, each.expect.outcome) for each in task.turns] == [
        ("कितना बाकी है?", "answered"),
        ("क्यों?", "partial"),
    ]
    text = path.read_text(encoding="utf-8")
    assert "TODO" in text
    assert "# Turn 2 was answered (partial):" in text.splitlines()


def test_the_instructions_of_a_model_are_for_staff(tmp_path: Path, sources: TaskSources) -> None:
    path = task_from_conversation("staff", stored(tmp_path, said("Why?", prompt="0f")), None, sources)

    assert (load_task(path).principal.role, load_task(path).world) == ("support_agent", "todo")


def test_exported_feedback_is_a_task_with_its_comments(tmp_path: Path, sources: TaskSources) -> None:
    rated = RatedTurn(
        "conv_a",
        (turn(1, "what is left? call <PHONE_1>", "position.whole"), turn(2, "no: why?")),
        Feedback(Rating.DOWN, FeedbackReason.NOT_UNDERSTOOD, "the second is missing", DraftUse.EDITED),
        datetime(2026, 11, 23, 10, tzinfo=UTC),
    )
    write_tasks([rated], tmp_path / "exported")
    [file] = (tmp_path / "exported").iterdir()
    path = task_from_conversation("from-feedback", file, "story", sources)

    task = load_task(path)
    assert [each.ask for each in task.turns] == ["what is left? call <PHONE_1>", "no: why?"]
    assert task.now == rated.at
    assert "# Comment: the second is missing" in path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("turn", "says"),
    [
        (said(f"call {PHONE}"), "question 1 is not redacted: PHONE"),
        (said("why?", text=f"It was sent to {PHONE}."), "answer 1 is not redacted: PHONE"),
    ],
)
def test_personal_data_is_refused_and_not_repeated(
    turn: StoredTurn, says: str, tmp_path: Path, sources: TaskSources
) -> None:
    with pytest.raises(NotRedacted, match=says) as refused:
        task_from_conversation("leak", stored(tmp_path, turn), "story", sources)

    assert "98450" not in str(refused.value)
    assert list(sources.tasks[0].iterdir()) == []


def test_what_is_no_conversation_is_refused_without_being_quoted(tmp_path: Path, sources: TaskSources) -> None:
    file = tmp_path / "other.json"
    file.write_text(f'{{"title": "{PHONE}"}}', encoding="utf-8")

    with pytest.raises(HarnessError, match="not a conversation") as refused:
        task_from_conversation("other", file, "story", sources)
    assert "98450" not in str(refused.value)
    with pytest.raises(HarnessError, match="without turns"):
        task_from_conversation("empty", stored(tmp_path), "story", sources)


def test_a_new_task_is_written_and_not_overwritten(sources: TaskSources) -> None:
    path = new_task("my-task", "story", sources)

    assert "TODO" in path.read_text(encoding="utf-8")
    assert load_task(path).id == "my-task"
    with pytest.raises(TaskExists):
        new_task("my-task", "story", sources)
    with pytest.raises(HarnessError, match="no such world"):
        new_task("other", "nowhere", sources)


def test_no_task_of_the_suite_is_an_unfinished_skeleton() -> None:
    assert [path.name for path in TASKS.rglob("*.yaml") if "TODO" in path.read_text(encoding="utf-8")] == []
