"""What is recorded, drawn, counted and reported."""

import json
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from evals.strength.changed_lines import changed_mutants
from evals.strength.equivalents import Equivalent, EquivalentsInvalid, mark, read_equivalents
from evals.strength.mutant import Mutant, mutant_of
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.sampling import sampled
from evals.strength.source_file import Edit
from evals.strength.strength_report import as_json, print_false_alarms, print_report, print_sealed, summary


def a_mutant(number: int = 1, operator: str = "bound", path: str = "core/money.py") -> Mutant:
    edit = Edit(2 * number - 2, 2 * number - 2, f"# {number}\n")
    return mutant_of(b"x\n" * number, edit, path=path, operator=operator, function="f", owner="f")


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
    mutants = [a_mutant(number) for number in range(1, 91)] + [a_mutant(number, "zone") for number in (1, 2)]
    first = sampled(mutants, size=10, seed=5)
    assert first == sampled(mutants, size=10, seed=5) != sampled(mutants, size=10, seed=6)
    assert sum(each.operator == "zone" for each in first) == 2
    assert len(sampled(mutants, size=500, seed=5)) == 91  # all but the one that is no program


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
