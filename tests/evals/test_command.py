"""The command line ``rewards-agent evals``."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from evals.checks.base import CheckFinding
from evals.harness.task import Task
from evals.harness.task_files import TASKS, load_task
from evals.harness.task_schema import SCHEMA, WORLD_SCHEMA
from evals.harness.world import WORLDS
from language.message_catalogue import Catalogue
from language.template import Template, parse_template
from tests.model_server import model_server

pytestmark = pytest.mark.slow


def test_a_chosen_task_is_run_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.json"

    status = main(["evals", "run", "--task", "greeting", "--tier", "offline", "--jobs", "1", "--json", str(file)])

    assert status == 0
    assert "1 passed, 0 failed, 0 broken of 1" in capsys.readouterr().out
    assert json.loads(file.read_text(encoding="utf-8"))["summary"] == {"passed": 1, "failed": 0, "broken": 0}


def test_a_failed_check_is_exit_status_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    original = Catalogue.template

    def claiming(self: Catalogue, kind: str, reader: Any) -> Template:
        template = original(self, kind, reader)
        return parse_template("Hello! Your order got 64.") if kind == "courtesy.greeting" else template

    monkeypatch.setattr(Catalogue, "template", claiming)

    status = main(["evals", "run", "--task", "greeting", "--tier", "offline"])

    assert status == 1
    assert "1 failed" in capsys.readouterr().out


def test_a_broken_suite_is_exit_status_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fall(*_: object) -> object:
        raise RuntimeError("no stage")

    monkeypatch.setattr("evals.harness.runner.staged", fall)

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
def test_invalid_input_is_one_line_and_exit_status_2(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evals", "run", *words]) == 2

    error = capsys.readouterr().err
    assert error.startswith(f"rewards-agent: {says}")
    assert error.count("\n") == 1


def test_a_task_file_that_is_wrong_is_exit_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "wrong.yaml").write_text("id: wrong\n", encoding="utf-8")

    assert main(["evals", "run", "--tasks", str(tmp_path)]) == 2
    assert "wrong.yaml: why: Field required" in capsys.readouterr().err


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "1000"])
def test_an_invalid_number_of_jobs_is_refused(jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["evals", "run", "--jobs", jobs])

    assert ended.value.code == 2
    assert "the number of jobs must be from 1 to 64" in capsys.readouterr().err


def test_the_schemas_are_printed_as_they_are_committed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evals", "schema", "--of", "world"]) == 0
    assert capsys.readouterr().out == WORLD_SCHEMA.read_text(encoding="utf-8")
    assert main(["evals", "schema"]) == 0

    printed = capsys.readouterr().out
    assert printed == SCHEMA.read_text(encoding="utf-8")
    assert json.loads(printed)["required"] == [name for name, field in Task.model_fields.items() if field.is_required()]


def test_without_an_endpoint_the_live_tier_is_not_run_and_is_exit_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)  # away from any .env
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    assert main(["evals", "run", "--tier", "live", "--task", "greeting"]) == 2
    assert capsys.readouterr().err.startswith("rewards-agent: live: not run: OPENAI_API_KEY")


@pytest.mark.parametrize(("is_down", "status", "says"), [(False, 0, "pass@1"), (True, 2, "live: not measured")])
def test_a_live_model_is_asked_by_the_settings_of_the_product_and_never_gates(
    is_down: bool,  # noqa: FBT001 -- of the table
    status: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "evals.harness.runner.judge", lambda asked, seen: (CheckFinding(1, "says", "nothing of it is right"),)
    )
    report = tmp_path / "report.json"
    with model_server() as model:
        model.is_down = is_down
        for name, value in {
            "OPENAI_API_KEY": "sk-canary",
            "OPENAI_BASE_URL": model.base_url,
            "REWARDS_AGENT_MODEL": "played",
        }.items():
            monkeypatch.setenv(name, value)
        words = ["--tier", "live", "--task", "two-orders", "--trials", "2", "--json", str(report)]
        assert main(["evals", "run", *words]) == status

    printed = capsys.readouterr().out
    written = json.loads(report.read_text(encoding="utf-8"))
    assert says in printed
    assert "sk-canary" not in printed + report.read_text(encoding="utf-8")
    # The task fails, and that does not gate.
    assert [(task["tier"], task["trial"], task["verdict"]) for task in written["tasks"]] == [
        ("live", trial, "failed") for trial in (1, 2)
    ]
    assert (written["live"]["measured"], written["summary"]) == (not is_down, {"passed": 0, "failed": 0, "broken": 0})


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--record", "kept"], "--record needs a model"),
        (["--replay", "nowhere"], "no recordings in nowhere"),
        (["--tier", "live", "--task", "model-invents"], "live: none of these tasks can be run against a live model"),
        (["--tier", "live", "--most-cost", "1"], "--most-cost needs REWARDS_AGENT_INPUT_PRICE"),
    ],
)
def test_incompatible_options_are_one_line(
    words: list[str], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")

    assert main(["evals", "run", *words]) == 2
    assert capsys.readouterr().err.startswith(f"rewards-agent: {says}")


def test_the_stand_in_is_recorded_and_replayed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, page = tmp_path / "kept", tmp_path / "page.html"
    history = tmp_path / "history"
    history.mkdir()
    chosen = ["--task", "lead-any-customer", "--jobs", "1"]

    report = ["--json", str(history / "before.json")]
    assert main(["evals", "run", "--tier", "scripted", "--record", str(folder), *chosen, *report]) == 0
    assert "recorded: 0 of a provider, 0 of a stand-in" in capsys.readouterr().out
    words = ["--replay", str(folder), *chosen, "--history", str(history), "--html", str(page)]
    assert main(["evals", "run", *words]) == 0

    assert "recorded: 0 of a provider, 1 of a stand-in (of a stand-in, model scripted" in capsys.readouterr().out
    written = page.read_text(encoding="utf-8")
    assert "live: not run" in written
    assert '"names":["before","this run"]' in written


def test_tasks_and_worlds_of_another_team_are_run_instead_of_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "team.jsonl").write_bytes((WORLDS / "story.jsonl").read_bytes())
    ours = (TASKS / "greeting.yaml").read_text(encoding="utf-8")
    theirs = ours.replace("id: greeting", "id: hello").replace("world: story", "world: team")
    (tmp_path / "hello.yaml").write_text(theirs, encoding="utf-8")
    files = {name: tmp_path / f"report.{name}" for name in ("junit", "markdown", "inspect")}
    words = [word for name, file in files.items() for word in (f"--{name}", str(file))]

    folders = ["--tasks", str(tmp_path), "--worlds", str(tmp_path)]
    assert main(["evals", "run", *folders, "--jobs", "1", *words]) == 0

    # Neither the probes nor the baseline, which are about the suite's own tasks.
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 0 failed, 0 broken of 2"
    assert 'classname="team" name="hello"' in files["junit"].read_text(encoding="utf-8")
    assert files["markdown"].read_text(encoding="utf-8").startswith("## Evals: passed")
    samples = json.loads(files["inspect"].read_text(encoding="utf-8"))["samples"]
    assert [sample["id"] for sample in samples] == ["hello@offline", "hello@scripted"]


def test_a_baseline_of_another_team_is_compared_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "greeting.yaml").write_bytes((TASKS / "greeting.yaml").read_bytes())
    baseline = tmp_path / "baseline.json"
    gone = {"id": "gone", "tier": "offline", "verdict": "passed"}
    baseline.write_text(json.dumps({"tasks": [gone]}), encoding="utf-8")

    words = ["--tasks", str(tmp_path), "--baseline", str(baseline), "--jobs", "1"]
    assert main(["evals", "run", *words]) == 3
    assert capsys.readouterr().out.splitlines()[-1].endswith("; 1 differs from the baseline")


def test_a_failing_probe_is_in_the_last_line_and_in_the_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    async def failing(folder: Path) -> list[str]:
        return ["one differs"]

    monkeypatch.setattr("evals.probes.registry.PROBES", {"isolation": failing})
    monkeypatch.setattr("evals.harness.task_sources.all_tasks", lambda: (load_task(TASKS / "greeting.yaml"),))
    monkeypatch.setattr("evals.reporting.comparison.BASELINE", tmp_path / "none.json")
    monkeypatch.setattr("evals.tiers.recorded.recording_file.read_folder", lambda folder: {})

    assert main(["evals", "run", "--jobs", "1"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        "2 passed, 0 failed, 0 broken of 2; probes: 0 passed, isolation failed"
    )


def test_a_new_task_needs_a_world_or_a_conversation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evals", "new-task", "mine"]) == 2
    assert capsys.readouterr().err == "rewards-agent: --world or --from-conversation is needed\n"


def test_a_new_task_is_written_into_the_folder_of_a_team(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evals", "new-task", "mine", "--world", "story", "--tasks", str(tmp_path)]) == 0

    assert capsys.readouterr().out == f"{tmp_path / 'mine.yaml'}\n"
    assert load_task(tmp_path / "mine.yaml").world == "story"


def test_a_report_is_printed_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    findings = [
        {"turn": 2, "check": "says", "message": "the text does not say 'x'"},
        {"turn": 0, "step": 3, "check": "response", "message": "the status is 500"},
    ]
    report = tmp_path / "report.json"
    task = {"id": "one", "tier": "offline", "verdict": "failed", "findings": findings}
    report.write_text(json.dumps({"tasks": [task], "exitStatus": 1}), encoding="utf-8")

    assert main(["evals", "report", str(report)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "failed   one@offline",
        "one@offline turn 2, says: the text does not say 'x'",
        "one@offline step 3, response: the status is 500",
    ]
