"""The small benches that count: lines of rooms, and the files that a question passes."""

from collections.abc import Callable

import pytest

from bench import code_path, lines


def test_lines_that_are_not_blank_are_counted() -> None:
    assert lines.lines_of(["a\n\n  \nb\n", "", "c"]) == 3


def test_the_rooms_of_today_are_there_and_hold_code() -> None:
    for room in lines.ROOMS_TODAY:
        assert lines.lines_of(lines.today(room).values()) > 10, room


def test_both_sides_are_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The former rooms are read from git, which a copy of the tree need not have."""
    held: Callable[..., str] = lambda *given: "a/one.py\na/two.yaml" if given[0] == "ls-tree" else "x = 1\n\ny = 2\n"  # noqa: E731
    monkeypatch.setattr(lines, "_git", held)

    assert lines.main() == 0
    assert "today / before: code" in capsys.readouterr().out
    assert lines.before("a") == {"a/one.py": "x = 1\n\ny = 2\n", "a/two.yaml": "x = 1\n\ny = 2\n"}


async def test_a_question_passes_the_files_of_a_turn_and_nothing_of_a_model() -> None:
    path = await code_path.walk_question()
    files = list(path.files)

    assert files[0].startswith("agent/")
    assert {
        "agent/turn.py",
        "agent/reading/question_reader.py",
        "guardrails/tool_gateway.py",
        "statements/realiser.py",
    } <= set(files)
    assert not any(name.startswith(("tests/", "bench/")) for name in files)
    assert "guardrails/model_gatepath.py" not in files
    assert all(source != target for source, target in path.moves)


async def test_an_event_passes_the_rewards_api_alone() -> None:
    path = await code_path.walk_event()

    assert "rewards/http/concession_events.py" in path.files
    assert all(name.startswith(("rewards/", "core/")) for name in path.files)
