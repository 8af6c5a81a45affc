"""What is recorded, drawn, counted and reported."""

import json
import subprocess
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console

from evals.strength import line_recording
from evals.strength.cold_choice import MOST_TASKS, tasks_for, unit_tests_for
from evals.strength.cold_host import ColdMutant, outcome_of
from evals.strength.equivalents import Equivalent, EquivalentsInvalid, mark, read_equivalents
from evals.strength.forked import ChildError, ChildReport
from evals.strength.line_recording import LineRecording, RecordedRun, cached
from evals.strength.measure import changed_mutants
from evals.strength.mutant import Mutant, mutant_of
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.sampling import sampled
from evals.strength.source_file import Edit
from evals.strength.strength_report import as_json, print_false_alarms, print_report, print_sealed, summary
from evals.strength.task_runs import PartOfProbe, WorldReads, checks_of, questions_of, runs_by_name
from evals.strength.task_stage import MOST_TASKS as MOST_RUNS
from evals.strength.task_stage import spread_out


def a_mutant(number: int = 1, operator: str = "bound", path: str = "core/money.py") -> Mutant:
    edit = Edit(0, 0, f"# {number}\n")
    return mutant_of(b"x\n", edit, path=path, operator=operator, function="f", owner="f", lines=(number,))


def outcomes() -> list[MutantOutcome]:
    return [
        MutantOutcome(a_mutant(1), Noticed.BY_EVALS, by="story@offline"),
        MutantOutcome(a_mutant(2), Noticed.BY_EVALS, timed_out=True),
        MutantOutcome(a_mutant(3), Noticed.BY_TESTS),
        MutantOutcome(a_mutant(4), Noticed.BY_NONE, tasks=tuple("abcdefgh")),
        MutantOutcome(a_mutant(5, "zone", "api/app.py"), Noticed.UNREACHED),
        MutantOutcome(a_mutant(6), Noticed.EQUIVALENT),
        MutantOutcome(a_mutant(7), Noticed.NOT_PLANTED, detail="why not"),
    ]


def printed(*arguments: object, **options: bool) -> str:
    printing, *values = arguments
    console = Console(file=StringIO(), width=200, highlight=False)
    assert callable(printing)
    printing(*values, console, **options)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_the_summary_leaves_out_what_does_not_count() -> None:
    assert summary(outcomes()) == (
        "2 of 5 noticed by evals (40 %), 3 by evals or tests (60 %); 1 survived, 1 not reached, "
        "1 by running out of time; not counted: 1 equivalent, 1 not planted"
    )


def test_the_report_names_survivors_and_what_runs_them() -> None:
    text = printed(print_report, outcomes())
    assert "core/money.py:4 f, bound" in text
    assert "run by the tasks a, b, c, d, e, f and 2 more; by no test" in text
    assert "nothing that was run executes it" in text
    assert "+# 4" in text
    assert "not planted: core/money.py:7 (bound): why not" in text
    rows = [line.split() for line in text.splitlines()]
    assert ["api", "1", "0", "0", "0", "1", "0", "0", "%", "0", "%"] in rows
    assert ["zone", "1", "0", "0", "0", "1", "0", "0", "%", "0", "%"] in rows


def test_the_json_report() -> None:
    report = json.loads(as_json(outcomes(), seed=7, problems=["p"]))
    assert (report["seed"], report["counted"], report["byEvals"], report["byEvalsOrTests"]) == (7, 5, 2, 3)
    assert report["problems"] == ["p"]
    assert report["mutants"][3]["tasks"] == list("abcdefgh")


def test_sealed_faults_are_named_on_request_only() -> None:
    faults = [MutantOutcome(a_mutant(1, "a-sealed-fault"), Noticed.BY_NONE)]
    assert "a-sealed-fault" not in printed(print_sealed, faults, reveal=False)
    assert "0 of 1 noticed by evals" in printed(print_sealed, faults, reveal=False)
    assert "a-sealed-fault: survived" in printed(print_sealed, faults, reveal=True)


@pytest.mark.parametrize(
    ("noticed", "is_alarmed"),
    [
        (Noticed.BY_NONE, False),
        (Noticed.BY_EVALS, True),
        (Noticed.BY_TESTS, True),
        (Noticed.UNREACHED, True),
        (Noticed.NOT_PLANTED, True),
    ],
)
def test_a_harmless_change_must_be_tried_and_not_noticed(noticed: Noticed, is_alarmed: bool) -> None:  # noqa: FBT001
    assert print_false_alarms([MutantOutcome(a_mutant(), noticed)], Console(file=StringIO())) is is_alarmed


def test_equivalent_mutants_count_unless_something_noticed_them(tmp_path: Path) -> None:
    survived, noticed = MutantOutcome(a_mutant(1), Noticed.BY_NONE), MutantOutcome(a_mutant(2), Noticed.BY_TESTS)
    listed = [
        Equivalent(fingerprint=each.mutant.fingerprint, place="core/money.py:f", reason="The same value in every case.")
        for each in (survived, noticed)
    ]
    assert mark([survived, noticed], listed) == [noticed.mutant.fingerprint]
    assert (survived.noticed, noticed.noticed) == (Noticed.EQUIVALENT, Noticed.BY_TESTS)
    (tmp_path / "a.yaml").write_text("- {fingerprint: a, place: b, reason: short}", encoding="utf-8")
    with pytest.raises(EquivalentsInvalid):
        read_equivalents(tmp_path / "a.yaml")
    assert read_equivalents() is not None


def test_a_sample_is_the_same_for_a_seed_and_has_every_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.strength.sampling.is_program", lambda mutant: mutant.lines != (3,))
    mutants = [a_mutant(number) for number in range(90)] + [a_mutant(number, "zone") for number in range(2)]
    first = sampled(mutants, size=10, seed=5)
    assert first == sampled(mutants, size=10, seed=5) != sampled(mutants, size=10, seed=6)
    assert sum(each.operator == "zone" for each in first) == 2
    assert len(sampled(mutants, size=500, seed=5)) == 91  # all but the one that is no program


def test_runs_of_a_line_are_the_green_ones() -> None:
    recording = LineRecording()
    recording.add(RecordedRun("slow", 3.0, is_green=True), {"a.py": [1, 2]})
    recording.add(RecordedRun("red", 1.0, is_green=False), {"a.py": [1, 2]})
    recording.add(RecordedRun("fast", 2.0, is_green=True), {"a.py": [2], "b.py": [1]})
    assert [run.name for run in recording.of("a.py", [1, 2])] == ["slow", "fast"]
    assert [run.name for run in recording.of("a.py", [1])] == ["slow"]
    assert recording.of("a.py", [3]) == []
    assert [run.line_count for run in recording.runs] == [2, 2, 2]


def test_a_recording_is_kept_until_a_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_recording, "ROOT", tmp_path)
    monkeypatch.setattr(line_recording, "_CACHE", tmp_path / "cache")
    source = tmp_path / "core" / "a.py"
    source.parent.mkdir()
    source.write_text("1", encoding="utf-8")
    made: list[LineRecording] = []

    def record() -> LineRecording:
        made.append(LineRecording())
        return made[-1]

    for text in ("1", "1", "2"):
        source.write_text(text, encoding="utf-8")
        cached("tasks", ["core"], record)
    assert len(made) == 2


def test_mutants_of_a_change(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    path = tmp_path / "core" / "a.py"
    path.write_text("1\n2\n3\n", encoding="utf-8")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "a"], check=True)
    path.write_text("1\n20\n3\n4\n", encoding="utf-8")
    mutants = [a_mutant(number, path="core/a.py") for number in range(1, 5)] + [a_mutant(2)]
    assert [mutant.lines for mutant in changed_mutants(mutants, "HEAD", tmp_path)] == [(2,), (4,)]


@pytest.mark.parametrize(
    ("messages", "signal", "noticed", "by"),
    [
        ([("started", "a@offline")], None, Noticed.BY_NONE, ""),
        ([("started", "a@offline"), ("failed", "a@offline", ("amounts",))], None, Noticed.BY_EVALS, "a@offline"),
        ([("started", "a@offline")], 27, Noticed.BY_EVALS, "a@offline"),
        ([("tests", "")], 27, Noticed.BY_TESTS, ""),
        ([("tests", ""), ("failed test", "tests/a.py::b")], None, Noticed.BY_TESTS, "tests/a.py::b"),
        ([ChildError("SyntaxError: no")], None, Noticed.BY_EVALS, "import of the product"),
        ([("tests", ""), ChildError("OSError: no")], None, Noticed.NOT_PLANTED, ""),
    ],
)
def test_what_a_fresh_process_noticed(messages: list[object], signal: int | None, noticed: Noticed, by: str) -> None:
    report = ChildReport(ColdMutant(a_mutant(), ("a@offline",)), messages=messages, signal=signal)
    assert (outcome_of(report).noticed, outcome_of(report).by) == (noticed, by)


def test_a_missing_word_is_tried_with_the_questions_that_have_it() -> None:
    content = b"  order: order, ord, txn\n"
    edit = Edit(content.index(b", ord,"), content.index(b", txn"), "")
    mutant = mutant_of(
        content, edit, path="language/en/lexicon.yaml", operator="lexicon", function="", owner="", lines=(1,)
    )
    runs = runs_by_name()
    recording = LineRecording([RecordedRun(name, 1.0, is_green=True) for name in runs])
    chosen = tasks_for(mutant, recording, lambda name: questions_of(runs[name]))
    questions = [question for name in chosen for question in questions_of(runs[name])]
    assert 0 < len(chosen) < len(runs)
    assert any("ord" in question for question in questions)


def test_the_reads_of_a_world_are_a_run_and_ask_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs_by_name()["rewardsReads@money"]
    assert isinstance(run, WorldReads)
    assert list(questions_of(run)) == []
    assert checks_of(run) == ()
    monkeypatch.setattr("rewards.ledger.fold.fold", lambda evidence, **_: evidence)
    monkeypatch.setattr("rewards.order_views.fold", lambda evidence, **_: evidence)
    assert checks_of(run) != ()


def test_the_parts_of_a_probe_are_runs_and_come_first_for_a_data_file(monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs_by_name()["questionReadings@sums"]
    assert isinstance(run, PartOfProbe)
    assert any("36" in question for question in questions_of(run))
    assert checks_of(run) == ()
    recording = LineRecording([RecordedRun(name, 1.0, is_green=True) for name in ("a@offline", "questionReadings@b")])
    assert tasks_for(a_mutant(), recording, lambda _: [])[0] == "questionReadings@b"
    monkeypatch.setattr("evals.probes.question_readings.plan_lookups", lambda *_: [])
    assert checks_of(runs_by_name()["questionReadings@orders"]) == ("questionReadings",)


def test_what_runs_once_is_tried_with_a_sample_of_all_tasks() -> None:
    recording = LineRecording(
        [RecordedRun(str(number), 1.0, is_green=number != 7) for number in range(MOST_TASKS + 20)]
    )
    first, other = (tasks_for(a_mutant(number), recording, lambda _: []) for number in (1, 2))
    assert len(first) == len(set(first)) == MOST_TASKS
    assert "7" not in (*first, *other)
    assert first != other


def test_tests_of_a_data_file_are_those_of_its_readers_and_of_a_file_those_that_run_it() -> None:
    recording = LineRecording()
    recording.add(RecordedRun("tests/language/a.py::b", 2.0, is_green=True), {"core/money.py": [9]})
    recording.add(RecordedRun("tests/core/a.py::b", 1.0, is_green=True), {"core/money.py": [8]})
    recording.add(RecordedRun("tests/core/c.py::d", 1.0, is_green=True), {"core/clock.py": [8]})
    of_python, of_data = a_mutant(), a_mutant(path="language/en/messages.yaml")
    names = [[run.name for run in unit_tests_for(each, recording)] for each in (of_python, of_data)]
    assert names == [["tests/core/a.py::b", "tests/language/a.py::b"], ["tests/language/a.py::b"]]


@pytest.mark.parametrize("count", [MOST_RUNS, MOST_RUNS + 1, 3 * MOST_RUNS])
def test_of_very_many_tasks_the_first_are_run_and_some_of_all_others(count: int) -> None:
    runs = [RecordedRun(str(number), 1.0, is_green=True) for number in range(count)]
    chosen = [int(run.name) for run in spread_out(runs)]
    half = MOST_RUNS // 2
    assert len(set(chosen)) == len(chosen) == MOST_RUNS
    assert chosen == sorted(chosen)
    assert chosen[:half] == list(range(half))
    assert max(later - earlier for earlier, later in pairwise(chosen)) <= (count - half) / half + 1
