"""``rewards-agent evals strength`` measures the parts that are asked for, and its exit status says what is wrong."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from cli.main import main
from evals.strength.measure import Measuring
from evals.strength.mutant import Mutant, mutant_of
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.source_file import Edit


def _mutant(number: int, path: str = "core/money.py") -> Mutant:
    edit = Edit(2 * number - 2, 2 * number - 2, f"# {number}\n")
    return mutant_of(b"x\n" * number, edit, path=path, operator="bound", function="f", owner="f")


class _Measured:
    """Stands for the measurement: keeps what it is given, and returns the same result for each mutant."""

    def __init__(self, noticed: Noticed) -> None:
        self.noticed = noticed
        self.mutants: list[Mutant] = []
        self.how: Measuring | None = None

    def __call__(self, how: Measuring, _: object) -> "_Measured":
        self.how = how
        return self

    def of(self, mutants: Sequence[Mutant]) -> list[MutantOutcome]:
        self.mutants += mutants
        if self.how is not None and self.how.within_s < math.inf:
            return [MutantOutcome(mutant, self.noticed) for mutant in mutants[:1]]
        return [MutantOutcome(mutant, self.noticed) for mutant in mutants]

    def harmless(self, mutants: Sequence[Mutant], *_: object, **__: object) -> list[MutantOutcome]:
        return self.of(mutants)


@pytest.fixture(autouse=True)
def _few_mutants(monkeypatch: pytest.MonkeyPatch) -> None:
    mutants = [_mutant(1), _mutant(2, "api/app.py")]
    monkeypatch.setattr("evals.strength.mutant_sites.every_mutant", lambda: iter(mutants))
    monkeypatch.setattr("evals.strength.data_mutants.catalogue_mutants", lambda: iter(()))
    monkeypatch.setattr("evals.strength.data_mutants.lexicon_mutants", lambda: iter(()))
    monkeypatch.setattr("evals.strength.sampling.is_program", lambda _: True)
    monkeypatch.setattr("evals.strength.written_faults.harmless_mutants", lambda: [_mutant(3)])
    monkeypatch.setattr("evals.strength.written_faults.sealed_mutants", lambda: [_mutant(4)])


def _run(monkeypatch: pytest.MonkeyPatch, noticed: Noticed, *arguments: str) -> tuple[int | str | None, _Measured]:
    measured = _Measured(noticed)
    monkeypatch.setattr("evals.strength.measure.Measurement", measured)
    monkeypatch.setattr("evals.strength.harmless_changes.try_harmless", measured.harmless)
    monkeypatch.setattr("evals.strength.outcome_log.OutcomeLog", lambda **_: None)
    monkeypatch.setattr("sys.argv", ["rewards-agent", "evals", "strength", *arguments])
    try:
        return main(), measured
    except SystemExit as ended:
        return ended.code, measured


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        ((), {1, 2, 3, 4}),
        (("--only", "mutants"), {1, 2}),
        (("--only", "sealed", "--only", "harmless"), {3, 4}),
        (("--only", "mutants", "--package", "api"), {2}),
        (("--only", "mutants", "--sample", "1"), {1, 2}),
    ],
)
def test_parts(monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], lines: set[int]) -> None:
    status, measured = _run(monkeypatch, Noticed.BY_NONE, *arguments)
    found = {mutant.lines[0] for mutant in measured.mutants}
    assert status == 0
    assert found == lines if "--sample" not in arguments else len(found) == 1
    assert measured.how is not None
    assert measured.how.with_tests


def test_a_harmless_change_that_is_noticed_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, Noticed.BY_EVALS)[0] == 1
    assert _run(monkeypatch, Noticed.BY_EVALS, "--only", "mutants")[0] == 0


def test_the_report_says_how_many_were_tried_in_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, Noticed.BY_NONE, "--only", "mutants", "--within", "5")[0] == 0
    assert "1 of 2 were tried within 5 s" in capsys.readouterr().out


def test_the_report_as_json_has_mutants_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _run(monkeypatch, Noticed.BY_TESTS, "--seed", "7", "--json", str(tmp_path / "a.json"))
    report = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (report["seed"], report["counted"], report["byEvals"], report["byEvalsOrTests"]) == (7, 2, 0, 2)


@pytest.mark.parametrize("arguments", [("--package", "nothing", "--only", "mutants"), ("--sample", "0")])
def test_nothing_to_measure_is_a_usage_error(monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    assert _run(monkeypatch, Noticed.BY_NONE, *arguments)[0] == 2


def test_it_needs_the_tree(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("evals.harness.product_functions.ROOT", tmp_path)
    assert _run(monkeypatch, Noticed.BY_NONE)[0] == 2
    assert "needs the source tree" in capsys.readouterr().err
