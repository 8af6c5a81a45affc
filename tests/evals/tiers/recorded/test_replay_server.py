"""A recording is replayed through the product's own client, and any deviation from it fails the task."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.harness.results import RunVerdict, TaskResult
from evals.harness.runner import guarded
from evals.harness.task_files import suite_tasks
from evals.harness.world import load_world
from evals.tiers.model_servers import TierRun, played, server_for
from evals.tiers.recorded.model_exchange import Exchange, key_of
from evals.tiers.recorded.recording_file import (
    RECORDINGS,
    Origin,
    Recording,
    RecordingInvalid,
    read,
    read_folder,
    write,
)
from evals.tiers.tier import Tier

pytestmark = pytest.mark.slow

TASKS = {task.id: task for task in suite_tasks()}
TASK = TASKS["story-order"]
COMMITTED = read_folder(RECORDINGS)
STORY = RECORDINGS / "story-order.1.json"


@pytest.fixture
async def story(tmp_path: Path) -> Path:
    """Return a fresh recording of the story, so that the test does not depend on the current prompt."""
    one = TierRun(TASK, Tier.SCRIPTED, record=tmp_path / "kept")
    result = await guarded(one, load_world(TASK.world), tmp_path / "recording", server_for(one))
    assert (result.verdict, result.error) == (RunVerdict.PASSED, None)
    return tmp_path / "kept" / "story-order.1.json"


async def run(path: Path, folder: Path) -> TaskResult:
    one = TierRun(TASK, Tier.RECORDED, replay=path)
    return await guarded(one, load_world(TASK.world), folder / "run", server_for(one))


def altered(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


async def test_a_recording_of_the_scripted_model_is_replayed(story: Path, tmp_path: Path) -> None:
    result = await run(story, tmp_path)

    assert (result.verdict, result.findings, result.error) == (RunVerdict.PASSED, (), None)
    assert [len(turn.model_requests) for turn in result.turns] == [1]


async def test_a_recording_with_another_bound_of_the_output_is_replayed(story: Path, tmp_path: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        exchange = document["exchanges"][0]
        exchange["request"]["max_tokens"] = 120
        exchange["key"] = key_of(exchange["request"])

    result = await run(altered(story, change), tmp_path)

    assert (result.verdict, result.findings, result.error) == (RunVerdict.PASSED, (), None)


def test_the_committed_recordings_are_labelled_as_the_stand_in() -> None:
    assert {recording.origin for recording in COMMITTED.values()} == {Origin.STAND_IN}
    assert all("of a stand-in, model scripted" in recording.named() for recording in COMMITTED.values())


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_a_recording_holds_no_personal_data_of_its_world(path: Path, tmp_path: Path) -> None:
    recording = COMMITTED[path]

    secrets = load_world(TASKS[recording.task_id].world).secrets
    assert len(secrets) > 3
    assert write(recording, tmp_path, secrets=secrets) == ()
    assert (tmp_path / path.name).read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


def test_a_recording_that_would_hold_a_secret_is_not_written(tmp_path: Path) -> None:
    recording = COMMITTED[STORY]
    frame = {"choices": [{"index": 0, "delta": {"content": "Call 98450 12345"}}]}
    leaking = replace(recording, exchanges=(replace(recording.exchanges[0], frames=(frame,)),))

    problems = write(leaking, tmp_path, secrets=["+91 98450 12345"])

    assert problems == ("not recorded: +9…45 (15 characters) would be in the recording",)
    assert list(tmp_path.iterdir()) == []


async def test_a_request_that_is_not_recorded_fails_the_task_and_says_where_it_differs(
    story: Path, tmp_path: Path
) -> None:
    def change(document: dict[str, Any]) -> None:
        exchange = document["exchanges"][0]
        exchange["request"]["messages"][0]["content"] += " Be brief."
        exchange["key"] = "0" * 64
        exchange["is_request_whole"] = False

    result = await run(altered(story, change), tmp_path)

    messages = [finding.message for finding in result.findings if finding.check == "recording"]
    assert result.verdict is RunVerdict.FAILED
    of = read(story).named()
    assert messages == [
        f"request 1 is not in the recording ({of}): body.messages[0].content has changed; "
        "record it again if the change is intended",
        f"exchange 1 of the recording ({of}) was not used",
    ]


async def test_an_exchange_that_is_not_requested_fails_the_task(story: Path, tmp_path: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        document["exchanges"] *= 2

    result = await run(altered(story, change), tmp_path)

    [finding] = result.findings
    assert (finding.check, result.verdict) == ("recording", RunVerdict.FAILED)
    assert finding.message.startswith("exchange 2 of the recording")


async def test_one_request_more_than_was_recorded_fails_the_task(story: Path, tmp_path: Path) -> None:
    result = await run(altered(story, lambda document: document["exchanges"].clear()), tmp_path)

    assert "which has 0" in next(f.message for f in result.findings if f.check == "recording")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda document: document.update(format=9), "format 9"),
        (lambda document: document.pop("origin"), "'origin'"),
        (lambda document: document.update(origin="somebody"), "not a valid Origin"),
        (lambda document: document["exchanges"][0]["request"].update(model="x"), "does not match its key"),
    ],
)
def test_a_file_that_is_not_a_recording_is_refused(change: Callable[[Any], object], says: str, story: Path) -> None:
    with pytest.raises(RecordingInvalid, match=says):
        read(altered(story, change))


def test_an_empty_folder_and_unknown_tasks_are_errors_of_the_suite(tmp_path: Path) -> None:
    with pytest.raises(RecordingInvalid, match="no recordings in"):
        read_folder(tmp_path)
    with pytest.raises(RecordingInvalid, match=r"tasks that do not exist: .*story-order"):
        played(COMMITTED, [TASKS["greeting"]], is_selection=False)
    assert played(COMMITTED, [TASKS["greeting"]], is_selection=True) == []


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    recording = Recording("t", 1, "m", Origin.PROVIDER, date(2026, 11, 1), (Exchange.unanswered({"model": "m"}),))

    with pytest.raises(RecordingInvalid, match="cannot be written"):
        write(recording, tmp_path / "file", secrets=[])
    assert recording.named() == "of a provider, model m, 2026-11-01"
