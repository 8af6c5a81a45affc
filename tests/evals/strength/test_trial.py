"""What the messages of a child say about a mutant, and what is kept of it for the next run."""

import json
from pathlib import Path

import pytest

from evals.strength.cold_host import IMPORT
from evals.strength.cold_host import outcome_of as outcome_of_fresh
from evals.strength.forked import ChildError, ChildReport
from evals.strength.harmless_changes import try_harmless
from evals.strength.measure import combined
from evals.strength.mutant import mutant_of
from evals.strength.outcome import MutantOutcome, Noticed, Stage
from evals.strength.outcome_log import OutcomeLog
from evals.strength.progress import Progress
from evals.strength.source_file import Edit
from evals.strength.trial import Chosen, Failed, NotPlanted, Started, Trial
from evals.strength.trial_outcome import has_failed, outcome_of
from evals.strength.unit_test_host import outcome_of as outcome_of_tests

_MUTANT = mutant_of(b"x\n", Edit(0, 0, "y"), path="core/money.py", operator="bound", function="f", owner="f")
_FAILED = Failed("a@offline", ("amounts",))
_BEGUN = [Chosen(("a@offline", "b@offline")), Started("a@offline")]


def a_report(messages: list[object], signal: int | None = None) -> ChildReport[Trial]:
    return ChildReport(Trial((_MUTANT,), ("a@offline",), ("tests/a.py::b",)), messages=messages, signal=signal)


@pytest.mark.parametrize(
    ("messages", "signal", "noticed", "by"),
    [
        (_BEGUN, None, Noticed.BY_NONE, ""),
        ([*_BEGUN, _FAILED], None, Noticed.BY_EVALS, "a@offline"),
        (_BEGUN, 27, Noticed.BY_EVALS, "a@offline"),
        ([*_BEGUN, ChildError("OSError: no")], None, Noticed.BY_EVALS, "a@offline"),
        ([NotPlanted("why")], None, Noticed.NOT_PLANTED, ""),
    ],
)
def test_what_tasks_and_tests_noticed(messages: list[object], signal: int | None, noticed: Noticed, by: str) -> None:
    report = a_report(messages, signal)
    outcome = outcome_of(report)
    assert (outcome.noticed, outcome.by) == (noticed, by)
    assert has_failed(report) is (noticed is Noticed.BY_EVALS)
    of_tests = outcome_of_tests(report)
    assert of_tests.noticed is (Noticed.BY_TESTS if noticed is Noticed.BY_EVALS else noticed)
    assert (of_tests.tasks, of_tests.tests) == ((), ("tests/a.py::b",))


@pytest.mark.parametrize(
    ("messages", "signal", "noticed", "by"),
    [
        ([Started("a@offline")], None, Noticed.BY_NONE, ""),
        ([Started("a@offline"), _FAILED], None, Noticed.BY_EVALS, "a@offline"),
        ([Started("a@offline")], 27, Noticed.BY_EVALS, "a@offline"),
        ([Started("tests")], 27, Noticed.BY_TESTS, "tests"),
        ([Started("tests"), Failed("tests/a.py::b")], None, Noticed.BY_TESTS, "tests/a.py::b"),
        ([ChildError("SyntaxError: no")], None, Noticed.BY_EVALS, IMPORT),
        ([Started("tests"), ChildError("OSError: no")], None, Noticed.NOT_PLANTED, ""),
    ],
)
def test_what_a_fresh_process_noticed(messages: list[object], signal: int | None, noticed: Noticed, by: str) -> None:
    outcome = outcome_of_fresh(a_report(messages, signal))
    assert (outcome.noticed, outcome.by) == (noticed, by)


@pytest.mark.parametrize(
    ("by_tasks", "by_tests", "together"),
    [
        (Noticed.BY_NONE, Noticed.BY_TESTS, Noticed.BY_TESTS),
        (Noticed.BY_NONE, Noticed.UNREACHED, Noticed.BY_NONE),
        (Noticed.BY_NONE, Noticed.NOT_PLANTED, Noticed.BY_NONE),
        (Noticed.UNREACHED, Noticed.BY_NONE, Noticed.BY_NONE),
        (Noticed.NOT_PLANTED, Noticed.NOT_PLANTED, Noticed.NOT_PLANTED),
    ],
)
def test_tests_that_say_nothing_do_not_hide_what_tasks_say(
    by_tasks: Noticed, by_tests: Noticed, together: Noticed
) -> None:
    of_tasks = MutantOutcome(_MUTANT, by_tasks, tasks=("a@offline",), cpu_s=1.0)
    outcome = combined(of_tasks, MutantOutcome(_MUTANT, by_tests, tests=("tests/a.py::b",), cpu_s=2.0))
    assert (outcome.noticed, outcome.tasks, outcome.tests, outcome.cpu_s) == (
        together,
        ("a@offline",),
        ("tests/a.py::b",),
        3.0,
    )


def an_outcome() -> MutantOutcome:
    return MutantOutcome(
        _MUTANT, Noticed.BY_EVALS, "a@offline", ("amounts",), tasks=("a@offline", "b@offline"), cpu_s=1.5, detail="d"
    )


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states = {"state": "1"}
    monkeypatch.setattr("evals.strength.outcome_log._state", lambda _: states["state"])
    path = tmp_path / "folder" / "outcomes.jsonl"
    OutcomeLog(path=path).append(an_outcome(), Stage.TASKS)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"state": "1", "id": "stop')
    again = OutcomeLog(path=path)
    assert again.known(_MUTANT, Stage.TASKS) == an_outcome()
    assert again.known(_MUTANT, Stage.TESTS) is None
    assert again.killers.of(_MUTANT) == ["a@offline"]
    assert OutcomeLog(path=path, is_new=True).known(_MUTANT, Stage.TASKS) is None
    states["state"] = "2"
    changed = OutcomeLog(path=path)
    assert changed.known(_MUTANT, Stage.TASKS) is None
    assert changed.killers.of(_MUTANT) == ["a@offline"]


def test_of_a_sealed_fault_only_the_result_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.strength.outcome_log._state", lambda _: "1")
    path = tmp_path / "outcomes.jsonl"
    OutcomeLog(path=path, sealed=[_MUTANT.fingerprint]).append(an_outcome(), Stage.TASKS)
    assert json.loads(path.read_text(encoding="utf-8")).keys() == {
        "state",
        "id",
        "stage",
        "noticed",
        "timedOut",
        "cpuSeconds",
    }
    again = OutcomeLog(path=path)
    known = again.known(_MUTANT, Stage.TASKS)
    assert known is not None
    assert known.noticed is Noticed.BY_EVALS
    assert again.killers.of(_MUTANT) == []


def test_progress_has_an_estimate_of_the_rest() -> None:
    progress = Progress("tasks", 5, done=3)
    progress._first_s = 100.0
    assert progress.line(300.0) == "tasks: 3 of 5, about 3 min left"
    assert progress.line(110.0) == "tasks: 3 of 5, about 10 s left"
    progress.done = 5
    assert progress.line(300.0) == "tasks: 5 of 5"


class _Stage:
    """Stands for the warm suite: a run fails over the changes that it is said to notice."""

    def __init__(self, noticing: dict[str, set[str]], unsteady: set[str]) -> None:
        self._noticing, self._unsteady = noticing, unsteady
        self.trials: list[Trial] = []
        self.stage = self
        self.recording = type("_Recording", (), {"runs": ()})

    def staged(self, _: Stage, changes: object, run: object) -> dict[str, MutantOutcome]:
        assert callable(run)
        return {outcome.mutant.fingerprint: outcome for outcome in run(changes)}

    def swappable(self, changes: object) -> object:
        return changes

    def reaching(self, change: object) -> list[object]:
        return [type("_Run", (), {"name": name}) for name in ("one", "two")]

    def in_fresh_processes(self, trials: list[Trial]) -> list[ChildReport[Trial]]:
        assert trials == []
        return []

    def failing(self, names: set[str]) -> set[str]:
        return names & self._unsteady

    def tried(self, trials: list[Trial], _: str) -> list[ChildReport[Trial]]:
        self.trials += trials
        return [ChildReport(trial, messages=self._messages(trial)) for trial in trials]

    def _messages(self, trial: Trial) -> list[object]:
        changes = {change.operator for change in trial.mutants}
        return [
            Failed(name) if name in self._unsteady or self._noticing.get(name, set()) & changes else Started(name)
            for name in trial.tasks
        ]


def test_harmless_changes_are_planted_together_and_one_by_one_where_a_run_fails() -> None:
    changes = [
        mutant_of(b"x\n", Edit(0, 0, name), path="core/money.py", operator=name, function="f", owner="f")
        for name in ("a", "b", "c")
    ]
    stage = _Stage({"two": {"b"}}, unsteady={"one"})
    outcomes = try_harmless(changes, stage, with_tests=False)  # type: ignore[arg-type]
    assert [(each.noticed, each.by) for each in outcomes] == [
        (Noticed.BY_NONE, ""),
        (Noticed.BY_EVALS, "two"),
        (Noticed.BY_NONE, ""),
    ]
    quiet = _Stage({}, unsteady=set())
    assert {each.noticed for each in try_harmless(changes, quiet, with_tests=False)} == {Noticed.BY_NONE}  # type: ignore[arg-type]
    assert all(len(trial.mutants) == 3 for trial in quiet.trials)
