"""``rewards-agent evals`` as it is typed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from agent.offline.language import Language
from agent.offline.wording.english import ENGLISH
from agent.offline.wording.languages import WORDINGS
from cli.main import main
from evals.schema import SCHEMA
from evals.task import Task


def test_a_chosen_task_is_run_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.json"

    status = main(["evals", "run", "--task", "greeting", "--tier", "offline", "--jobs", "1", "--json", str(file)])

    assert status == 0
    assert "1 passed, 0 failed, 0 broken of 1" in capsys.readouterr().out
    assert json.loads(file.read_text(encoding="utf-8"))["summary"] == {"passed": 1, "failed": 0, "broken": 0}


def test_a_failed_check_is_exit_status_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    claims = replace(ENGLISH.fixed, greeting="Hello! Your order 404-1029384-5566778 got 64.")
    monkeypatch.setitem(WORDINGS, Language.ENGLISH, replace(ENGLISH, fixed=claims))

    status = main(["evals", "run", "--task", "greeting", "--tier", "offline"])

    assert status == 1
    assert "1 failed" in capsys.readouterr().out


def test_a_broken_suite_is_exit_status_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fall(*_: object) -> object:
        raise RuntimeError("no stage")

    monkeypatch.setattr("evals.run.staged", fall)

    assert main(["evals", "run", "--task", "greeting", "--tier", "offline"]) == 2
    assert "could not be run: RuntimeError: no stage" in capsys.readouterr().out


def test_the_list_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evals", "run", "--list", "--tag", "window"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("transaction-day ") for line in lines)
    assert all("window" in line for line in lines)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--task", "nosuch"], "no such task: nosuch"),
        (["--tag", "nosuch"], "no task has the tag nosuch"),
        (["--task", "greeting", "--json", "/nonexistent/report.json"], "/nonexistent/report.json cannot be written"),
    ],
)
def test_input_that_makes_no_sense_is_one_line_and_exit_status_2(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evals", "run", *words]) == 2

    error = capsys.readouterr().err
    assert error.startswith(f"rewards-agent: {says}")
    assert error.count("\n") == 1


def test_a_task_file_that_is_wrong_is_exit_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wrong.yaml").write_text("id: wrong\n", encoding="utf-8")
    monkeypatch.setattr("evals.load.load_tasks.__defaults__", (tmp_path,))

    assert main(["evals", "run"]) == 2
    assert "wrong.yaml: why: Field required" in capsys.readouterr().err


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "1000"])
def test_a_number_of_jobs_that_makes_no_sense_is_refused(jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["evals", "run", "--jobs", jobs])

    assert ended.value.code == 2
    assert "the number of jobs is 1 to 64" in capsys.readouterr().err


def test_the_schema_is_printed_as_it_is_committed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evals", "schema"]) == 0

    printed = capsys.readouterr().out
    assert printed == SCHEMA.read_text(encoding="utf-8")
    assert json.loads(printed)["required"] == [name for name, field in Task.model_fields.items() if field.is_required()]
