"""Recordings of a real model as answers of the corpus: what is kept, what is left out, and what is expected of them."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from evals.answers.answer_files import read_answers
from evals.answers.from_recording import NotAnAnswer, answer_of
from evals.answers.model_answer import ModelAnswer, Recorded
from evals.tiers.recorded.model_exchange import Exchange
from evals.tiers.recorded.recording_file import Origin, Recording, write

MENU = "Menu:\ns1 (message): Anything else?\ns4 (remaining): ₹64.00 remains."
BODY: Mapping[str, Any] = {
    "model": "some-model",
    "user": "user-canary",
    "messages": [
        {"role": "system", "content": "Answer with ids, for example [[s4]]."},
        {"role": "user", "content": "What is left?"},
        {"role": "tool", "content": MENU, "tool_call_id": "call_prefetch_1"},
    ],
}
USAGE = {"choices": [], "usage": {"prompt_tokens": 90, "completion_tokens": 8}}


def recorded(*streams: list[dict[str, Any]], status: int = 200, origin: Origin = Origin.PROVIDER) -> Recording:
    """Return a recording of these streams, each ended as a whole one; a dict without choices is a delta."""
    return Recording(
        task_id="story-order",
        trial=1,
        model="some-model",
        origin=origin,
        recorded_on=date(2026, 11, 30),
        exchanges=tuple(Exchange.kept(BODY, status=status, headers={}, received=_wire(each)) for each in streams),
    )


def _wire(parts: list[dict[str, Any]]) -> bytes:
    frames = [
        part if "choices" in part else {"id": "id-canary", "choices": [{"index": 0, "delta": part}]} for part in parts
    ]
    return b"".join(f"data: {json.dumps(frame)}\n\n".encode() for frame in frames) + b"data: [DONE]\n\n"


def ending(finish: str | None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}


def answer(recording: Recording) -> ModelAnswer:
    return answer_of(recording, name="some-model-story", command="a command")


def test_a_text_is_kept_whole_with_its_finish_reason_and_its_usage() -> None:
    found = answer(recorded([{"content": "I take "}, {"content": "[[S4]]"}, ending("stop"), USAGE]))

    assert found.replies[0].text == "I take [[S4]]"
    assert (found.replies[0].finish, found.tokens, found.chooses, found.degraded) == ("stop", (90, 8), True, None)
    assert found.source == Recorded(model="some-model", day=date(2026, 11, 30), task="story-order", command="a command")


@pytest.mark.parametrize(
    ("text", "finish", "chooses", "degraded"),
    [
        ("[[s4]]", "length", True, "modelCutShort"),
        ("[[s9]] s4", "stop", False, "nothingChosen"),
        ('{"statements": ["s1"]}', "stop", True, None),
        ("the menu says much", "length", False, "modelCutShort"),
    ],
)
def test_what_is_expected_follows_from_the_recording(
    text: str,
    finish: str,
    chooses: bool,  # noqa: FBT001 -- of the table
    degraded: str | None,
) -> None:
    found = answer(recorded([{"content": text}, ending(finish)]))

    assert (found.chooses, found.degraded and found.degraded.value) == (chooses, degraded)


def test_a_choice_is_kept_as_places_from_the_nearer_end_of_the_menu() -> None:
    found = answer(recorded([{"content": "s1 [[s1]] [[s4, s9]]"}, ending("stop")]))

    assert found.replies[0].text == "s1 [[@1@]] [[@-1@, s9]]"


def test_reasoning_and_calls_are_kept_delta_by_delta_and_their_ids_are_not() -> None:
    call = {"index": 0, "id": "call-canary", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    found = answer(
        recorded(
            [{"role": "assistant", "reasoning_content": "Hm."}, {"tool_calls": [call]}, ending("tool_calls")],
            [{"content": "[[s4]]"}, ending("stop")],
        )
    )

    first = found.replies[0]
    assert first.deltas == (
        {"role": "assistant", "reasoning_content": "Hm."},
        {"tool_calls": [{**call, "id": "call_0"}]},
    )
    assert (first.finish, found.requests, found.chooses) == ("tool_calls", 2, True)


@pytest.mark.parametrize(
    ("recording", "says"),
    [
        (recorded([{"content": "x"}], origin=Origin.STAND_IN), "the stand-in"),
        (recorded([{"content": "x"}], status=503), "had no answer"),
        (recorded(), "or none was made"),
        (recorded([{"content": "write to a@1@example"}]), "a place of the menu"),
    ],
)
def test_what_the_corpus_cannot_repeat_is_refused(recording: Recording, says: str) -> None:
    with pytest.raises(NotAnAnswer, match=says):
        answer(recording)


def test_the_command_prints_what_the_corpus_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "recordings"
    write(recorded([{"content": "[[s4]] ₹"}, ending("stop")]), folder, secrets=())

    assert main(["evals", "answers", "--from", str(folder), "--prefix", "some-model", "--command", "a command"]) == 0

    printed = capsys.readouterr().out
    (tmp_path / "x.yaml").write_text(printed, encoding="utf-8")
    [found] = read_answers(tmp_path / "x.yaml")
    assert (found.id, found.replies[0].text) == ("some-model-story-order-1", "[[@-1@]] ₹")
    assert "canary" not in printed
