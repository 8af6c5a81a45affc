"""The eval tasks that are made of feedback have the form of the suite, and hold nothing raw."""

from datetime import UTC, datetime
from pathlib import Path

from agent.conversations.conversation import Turn
from agent.conversations.feedback import DraftUse, Feedback, FeedbackReason, RatedTurn, Rating
from agent.turn_events import Answer, Outcome, StatementSpan
from cli.feedback_tasks import write_tasks
from evals.harness.task_files import load_task
from tests.story_order import NOW
from tools.cards import Fact, FactKind, FactSource, Label


def turn(number: int, question: str, *kinds: str) -> Turn:
    fact = Fact(
        fact_id="f1",
        kind=FactKind.MONEY,
        label=Label.REMAINING,
        value="₹64.00",
        display="₹64.00",
        sources=[FactSource(source="ped", record_id="r")],
        as_of=NOW,
    )
    answer = Answer(
        conversation_id="conv_a",
        turn=number,
        outcome=Outcome.ANSWERED,
        text="[[f1]] remains.\nIt went to <GIFT_CARD_1>.",
        facts=[fact],
        statements=[StatementSpan(statement_id="s1", kind=kind, start=0, end=1) for kind in kinds],
        model="offline",
        degraded=False,
    )
    return Turn(number, question, answer)


def rated(said: Feedback) -> RatedTurn:
    turns = (turn(1, "what is left? call <PHONE_1>", "position.whole"), turn(2, "no: why?\n- 1"))
    return RatedTurn("conv_a", turns, said, datetime(2026, 11, 23, 10, tzinfo=UTC))


def test_a_rated_turn_is_a_task_of_the_suite(tmp_path: Path) -> None:
    comment = "wrong: the second\u2028id: x card\x07 <GIFT_CARD_1> is missing"
    said = Feedback(Rating.DOWN, FeedbackReason.NOT_UNDERSTOOD, comment, DraftUse.EDITED)
    assert write_tasks([rated(said)], tmp_path / "tasks") == 1
    [path] = (tmp_path / "tasks").iterdir()
    task = load_task(path)

    assert task.tags == ("feedback", "rated-down", "not-understood", "draft-edited")
    assert [each.ask for each in task.turns] == ["what is left? call <PHONE_1>", "no: why?\n- 1"]
    assert task.turns[0].expect.kinds == {"position.whole"}
    assert task.turns[1].expect.draft is not None
    lines = path.read_text(encoding="utf-8").splitlines()
    assert "# Turn 2 of a conversation: rated down, notUnderstood; the reply draft was edited." in lines
    assert {"# Comment: wrong: the second", "# ₹64.00 remains.", "# It went to <GIFT_CARD_1>."} <= set(lines)
    assert path.stat().st_mode & 0o077 == 0


def test_a_second_export_replaces_the_first(tmp_path: Path) -> None:
    for said in (Feedback(rating=Rating.DOWN), Feedback(rating=Rating.UP)):
        write_tasks([rated(said)], tmp_path)
    [path] = tmp_path.iterdir()

    assert load_task(path).tags == ("feedback", "rated-up")
