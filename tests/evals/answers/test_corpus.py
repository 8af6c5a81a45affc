"""The corpus of model answers: it is read whole, each answer has a question, and a wrong expectation is found."""

from pathlib import Path

import pytest

from evals.answers.answer_files import AnswersInvalid, as_yaml, load_answers, read_answers
from evals.answers.answer_server import stream_of
from evals.answers.answer_task import USUAL, AnswerGroup, question_of, with_answers
from evals.answers.model_answer import ModelAnswer, Reply
from evals.harness.errors import TaskInvalid
from evals.harness.results import TaskResult
from evals.harness.runner import run_alone
from evals.harness.task_files import suite_tasks
from evals.tiers.model_servers import TierRun
from evals.tiers.scripted.model_request import MenuEntry
from evals.tiers.tier import Tier

TASKS = suite_tasks()
GROUPS = {task.id: task for task in with_answers(TASKS) if isinstance(task, AnswerGroup)}
MENU = tuple(MenuEntry(f"s{number}", frozenset({"remaining"} if number == 4 else ()), "") for number in (3, 4, 7))


def test_every_answer_of_the_corpus_is_given_to_a_question() -> None:
    given = [member.id for group in GROUPS.values() for member in group.members]

    assert sorted(given) == sorted(answer.id for answers in load_answers().values() for answer in answers)
    assert {question_of(answer) for answers in load_answers().values() for answer in answers} >= set(USUAL)


def test_other_tasks_get_the_answers_to_their_questions_only() -> None:
    [story] = [task for task in TASKS if task.id == "story-order"]
    added = [task for task in with_answers([story]) if isinstance(task, AnswerGroup)]

    assert {member.turns[0].ask for group in added for member in group.members} == {story.turns[0].ask}


def test_an_answer_to_a_task_with_faults_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = next(task for task in TASKS if task.faults and task.turns)
    corpus = {"prose": (_answer(asked=broken.id),)}
    monkeypatch.setattr("evals.answers.answer_task.load_answers", lambda: corpus)

    with pytest.raises(TaskInvalid, match="has faults"):
        with_answers(TASKS)


@pytest.mark.parametrize(
    ("reply", "sent"),
    [
        (Reply(text="[[@2@]] [[@-1@]]", piece=9), ["", "[[s4]] [[", "s7]]"]),
        (Reply(text="[[@remaining@]]"), ["", "[[s4]", "]"]),
        (Reply(text="ab", times=3, piece=4), ["", "abab", "ab"]),
        (Reply(deltas=({"content": "[@1@]"},)), ["", "[s3]"]),
    ],
)
def test_places_of_the_menu_become_its_ids(reply: Reply, sent: list[str]) -> None:
    frames = b"".join(stream_of(reply, MENU)).decode()

    assert [part.split('"', 1)[0] for part in frames.split('"content": "')[1:]] == sent


def test_a_place_that_the_menu_lacks_breaks_the_task() -> None:
    with pytest.raises(LookupError, match="expiry"):
        stream_of(Reply(text="@expiry@"), MENU)


def test_a_stream_is_cut_at_the_given_number_of_bytes() -> None:
    pieces = stream_of(Reply(text="₹", write=3), MENU)

    assert {len(piece) for piece in pieces[:-1]} == {3}
    assert b"".join(pieces) == b"".join(stream_of(Reply(text="₹"), MENU))


def test_tokens_are_those_of_all_requests_and_a_count_of_zero_is_none() -> None:
    usage = {"prompt_tokens": 10, "completion_tokens": 2}

    assert _answer(replies=[{"usage": usage}], requests=3).tokens == (30, 6)
    assert _answer(replies=[{"usage": usage}, {}], requests=2).tokens is None
    assert _answer(replies=[{"usage": usage | {"completion_tokens": 0}}]).tokens is None


def test_an_answer_that_chooses_nothing_says_why_the_turn_is_degraded(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(as_yaml([_answer()]).replace("chooses: true", "chooses: false"), encoding="utf-8")

    with pytest.raises(AnswersInvalid, match="is degraded, and says why"):
        read_answers(file)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    answers = (_answer(replies=[{"text": "नमस्ते\n\t₹ \u202e", "piece": 2}]), _answer(id="other", never=["4,321"]))
    (tmp_path / "x.yaml").write_text(as_yaml(answers), encoding="utf-8")

    assert read_answers(tmp_path / "x.yaml") == answers


def test_two_answers_of_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / f"{name}.yaml").write_text(as_yaml([_answer()]), encoding="utf-8")

    with pytest.raises(AnswersInvalid, match="the id scene"):
        load_answers(tmp_path)


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"requests": 2}, "modelAnswer"),
        ({"degraded": "modelFailed"}, "outcome"),
        ({"chooses": False, "degraded": "nothingChosen"}, "modelAnswer"),
    ],
)
def test_a_wrong_expectation_is_found_and_named(change: dict[str, object], check: str) -> None:
    one = _answer(id="one", replies=[{"text": "[[@remaining@]] hello and good bye"}], asked="story-order")
    answer = ModelAnswer.model_validate(one.model_dump() | change, strict=False)
    result = _run(one, answer.model_copy(update={"id": "other"}))

    assert {finding.turn for finding in result.findings} == {2}
    assert all(finding.message.startswith("other: ") for finding in result.findings)
    assert check in {finding.check for finding in result.findings}


def _run(*answers: ModelAnswer) -> TaskResult:
    """Run a group with these answers, all to the question of one task."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evals.answers.answer_task.load_answers", lambda: {"scene": answers})
        [group] = [task for task in with_answers(TASKS) if isinstance(task, AnswerGroup)]
    result = run_alone(TierRun(group, Tier.SCRIPTED))
    assert result.error is None
    return result


def _answer(**fields: object) -> ModelAnswer:
    written = {"kind": "written", "after": "a literal of the tests of the corpus"}
    raw = {"id": "scene", "why": "an answer of the tests of the corpus", "source": written, "chooses": True}
    return ModelAnswer.model_validate(raw | {"replies": [{"text": "[[@1@]]"}]} | fields, strict=False)
