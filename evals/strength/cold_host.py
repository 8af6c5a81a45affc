"""Runs tasks and tests over mutants that take effect when a module is imported, or a data file is read.

This process imports what the product depends on and nothing of the product. Of each mutant a child is forked, which
then imports the product with the changed file.
"""

import importlib
import os
import pickle
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from evals.harness.product_functions import ROOT
from evals.strength.forked import ChildError, ChildReport, Send, fork_each, limit, note
from evals.strength.mutant import Mutant
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.planting import changed

_RUN_S = 20  # of CPU, for one task: the first one sets up what the others share
_TESTS_S = 240  # of CPU, for the tests of a mutant together
_WAITING_S = 600


@dataclass(frozen=True, slots=True)
class ColdMutant:
    """A mutant, the tasks (``id@tier``) to run over it, and the tests to run if none of the tasks fails."""

    mutant: Mutant
    tasks: tuple[str, ...]
    tests: tuple[str, ...] = ()


def plant_at_import(mutant: Mutant) -> None:
    """Have the mutant's file read with its edit from now on, when it is imported or read as text."""
    path, content = ROOT / mutant.path, changed(mutant)
    if path.suffix == ".py":
        get_code = SourceFileLoader.get_code

        def changed_code(loader: SourceFileLoader, name: str) -> CodeType | None:
            if Path(loader.path) != path:
                return get_code(loader, name)
            return compile(content, str(path), "exec", dont_inherit=True)

        SourceFileLoader.get_code = changed_code  # type: ignore[method-assign, assignment]
        return
    read_text = Path.read_text

    def changed_text(self: Path, *arguments: Any, **options: Any) -> str:
        return content.decode() if self == path else read_text(self, *arguments, **options)

    Path.read_text = changed_text  # type: ignore[method-assign]


def try_cold(cold: ColdMutant, send: Send) -> None:
    """Run the tasks, and if none fails the tests, in this process."""
    plant_at_import(cold.mutant)
    limit(cpu_s=_RUN_S, clock_s=_WAITING_S)
    send(("started", "import of the product"))
    from evals.strength.task_runs import checks_of, runs_by_name

    runs = runs_by_name()
    for name in cold.tasks:
        send(("started", name))
        limit(cpu_s=_RUN_S, clock_s=_WAITING_S)
        checks = checks_of(runs[name])
        if checks:
            send(("failed", name, checks))
            return
    if cold.tests:
        send(("tests", ""))
        limit(cpu_s=_TESTS_S, clock_s=_WAITING_S)
        failed = _failed_test(cold.tests)
        if failed:
            send(("failed test", failed))


class _FirstFailure:
    """A pytest plugin that remembers the first test that failed."""

    def __init__(self) -> None:
        self.name = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.name = self.name or report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.name = self.name or f"collection of {report.nodeid}"


def _failed_test(tests: Sequence[str]) -> str:
    import pytest

    os.chdir(ROOT)
    failure = _FirstFailure()
    with tempfile.TemporaryDirectory(prefix="rewards-strength-") as folder:
        options = ["-q", "-x", "-p", "no:cacheprovider", f"--basetemp={folder}/t"]
        pytest.main([*options, "--assert=plain", *tests], plugins=[failure])  # plain: its libraries are imported by now
    return failure.name


def outcome_of(report: ChildReport[ColdMutant]) -> MutantOutcome:
    """Return what a child noticed."""
    cold = report.item
    outcome = MutantOutcome(cold.mutant, Noticed.BY_NONE, tasks=cold.tasks, tests=cold.tests, cpu_s=report.cpu_s)
    last: Any = report.messages[-1] if report.messages else ("started", "")
    if isinstance(last, ChildError) and ("tests", "") in report.messages:
        outcome.noticed, outcome.detail = Noticed.NOT_PLANTED, f"the tests could not be run: {last.text}"
    elif isinstance(last, ChildError):
        outcome.noticed, outcome.by, outcome.checks = Noticed.BY_EVALS, "import of the product", (last.text,)
    elif last[0] == "failed":
        outcome.noticed, outcome.by, outcome.checks = Noticed.BY_EVALS, last[1], last[2]
    elif last[0] == "failed test":
        outcome.noticed, outcome.by = Noticed.BY_TESTS, last[1]
    elif report.signal is not None:
        outcome.noticed = Noticed.BY_TESTS if last[0] == "tests" else Noticed.BY_EVALS
        outcome.by, outcome.timed_out = last[1], report.ran_out_of_time
    return outcome


def main(arguments: Sequence[str]) -> int:
    """Read mutants and the modules to import first from a file, and write the outcomes to another."""
    source, target, processes = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    modules, cold = pickle.loads(source.read_bytes())  # noqa: S301 -- written by the command
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:  # a part of a package that is not imported by its own name
            continue
    outcomes = []
    for report in fork_each(try_cold, cold, processes=processes):
        outcomes.append(outcome_of(report))
        note(f"fresh processes: {len(outcomes)} of {len(cold)}")
    target.write_bytes(pickle.dumps(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
