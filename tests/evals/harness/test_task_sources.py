"""Tasks and worlds of another team: which folders are read, and what is refused."""

from pathlib import Path

import pytest

from evals.answers.answer_task import AnswerGroup
from evals.harness.errors import TaskInvalid, WorldInvalid
from evals.harness.task_files import TASKS, load_task
from evals.harness.task_sources import TaskPlaces, TaskSources
from evals.harness.world import WORLDS, load_world

TASK = """\
id: NAME
why: A reason that is long enough to be one.
tags: [staff]
world: ours
now: "2026-11-23T10:00:00+05:30"
principal: {role: support_agent, subject: ravi, case: CASE-9001, customer: CUST-1001}
turns:
  - ask: Why?
    expect: {outcome: answered, amounts: []}
"""


def write_task(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(TASK.replace("NAME", name), encoding="utf-8")
    return folder


def test_without_folders_they_are_the_suites() -> None:
    sources = TaskSources.chosen([], [])

    assert (sources, sources.are_own) == (TaskSources((TASKS,), (WORLDS,)), True)


def test_tasks_replace_the_suites_and_worlds_are_added_to_them(tmp_path: Path) -> None:
    one, two = write_task(tmp_path / "one", "b"), write_task(tmp_path / "two", "a")
    (tmp_path / "ours.jsonl").write_text("", encoding="utf-8")
    sources = TaskSources.chosen([one, two], [tmp_path])

    assert [task.id for task in sources.load()] == ["a", "b"]
    assert not sources.are_own
    assert load_world("ours", *sources.worlds).lines == ()
    assert load_world("story", *sources.worlds).rows


def test_a_task_of_two_folders_is_refused(tmp_path: Path) -> None:
    sources = TaskSources.chosen([write_task(tmp_path / "one", "a"), write_task(tmp_path / "two", "a")], [])

    with pytest.raises(TaskInvalid, match="a: more than one file has this id"):
        sources.load()


def test_a_world_that_the_suite_has_too_is_refused(tmp_path: Path) -> None:
    (tmp_path / "story.jsonl").write_text("", encoding="utf-8")

    with pytest.raises(WorldInvalid, match="more than one world of this name: story"):
        TaskSources.chosen([], [tmp_path])


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TaskInvalid, match="no folder of tasks"):
        TaskSources.chosen([tmp_path / "none"], [])
    with pytest.raises(WorldInvalid, match="no folder of worlds"):
        TaskSources.chosen([], [tmp_path / "none"])


def test_a_place_is_relative_to_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = TaskPlaces((write_task(tmp_path / "tasks", "a"),))
    task = load_task(tmp_path / "tasks" / "a.yaml")
    monkeypatch.chdir(tmp_path)

    assert str(places.place(task, "turns", 0, "expect", "amounts")) == "tasks/a.yaml:9"
    assert str(places.place(task, "turns", 0, "ask")) == "tasks/a.yaml:8"
    assert str(places.place(task, "turns", 7, "ask")) == "tasks/a.yaml:7"  # the last that is written
    assert places.place(task.model_copy(update={"id": "missing"})) is None


def test_every_task_and_every_answer_of_the_corpus_has_a_place() -> None:
    places = TaskPlaces()
    tasks = TaskSources().load()
    groups = [task for task in tasks if isinstance(task, AnswerGroup)]

    assert [task.id for task in tasks if places.place(task, "turns", 0) is None] == []
    assert groups
    for group in groups:
        lines = [str(places.place(group, "turns", number, "expect")) for number, _ in enumerate(group.members)]
        assert len(set(lines)) == len(group.members)
