"""Runs tasks and tests over mutants that take effect when a module is imported, or a data file is read.

This process imports what the product depends on and nothing of the product. Of each mutant a child is forked, which
then imports the product with the changed file.
"""

import importlib
import os
import tempfile
from collections.abc import Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from evals.harness.product_functions import ROOT
from evals.strength.forked import ChildError, ChildReport, Send, fork_each, limit
from evals.strength.host_process import serve
from evals.strength.mutant import Mutant
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.planting import changed
from evals.strength.trial import Failed, Started, Trial

_RUN_S = 20  # of CPU, for one task: the first one sets up what the others share
_TESTS_S = 60  # of CPU, for the tests of a mutant together
_WAITING_S = 600
IMPORT = "import of the product"
_TESTS = "tests"


def plant_at_import(*mutants: Mutant) -> None:
    """Have the mutants' files read with their edits from now on, when they are imported or read as text."""
    contents = changed(*mutants)
    get_code = SourceFileLoader.get_code
    read_text = Path.read_text

    def changed_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        content = contents.get(Path(loader.path))
        return get_code(loader, name) if content is None else compile(content, loader.path, "exec", dont_inherit=True)

    def changed_text(self: Path, *arguments: Any, **options: Any) -> str:
        content = contents.get(self)
        return read_text(self, *arguments, **options) if content is None else content.decode()

    SourceFileLoader.get_code = changed_code  # type: ignore[method-assign, assignment]
    Path.read_text = changed_text  # type: ignore[method-assign]


def try_cold(trial: Trial, send: Send) -> None:
    """Run the tasks, and if none fails the tests, in this process."""
    plant_at_import(*trial.mutants)
    limit(cpu_s=_RUN_S, clock_s=_WAITING_S)
    send(Started(IMPORT))
    from evals.strength.task_runs import RunFindings, runs_by_name

    runs, findings = runs_by_name(), RunFindings()
    for name in trial.tasks:
        send(Started(name))
        limit(cpu_s=_RUN_S, clock_s=_WAITING_S)
        checks = findings.checks(runs[name])
        if checks:
            send(Failed(name, checks))
            if not trial.goes_on:
                return
    if trial.tests:
        send(Started(_TESTS))
        limit(cpu_s=_TESTS_S, clock_s=_WAITING_S)
        failed = _failed_test(trial.tests)
        if failed:
            send(Failed(failed))


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


def outcome_of(report: ChildReport[Trial]) -> MutantOutcome:
    """Return what a child noticed."""
    trial = report.item
    outcome = MutantOutcome(trial.mutants[0], Noticed.BY_NONE, tasks=trial.tasks, tests=trial.tests, cpu_s=report.cpu_s)
    last = report.messages[-1] if report.messages else Started(IMPORT)
    is_testing = Started(_TESTS) in report.messages
    if isinstance(last, ChildError) and is_testing:
        outcome.noticed, outcome.detail = Noticed.NOT_PLANTED, f"the tests could not be run: {last.text}"
    elif isinstance(last, ChildError):
        outcome.noticed, outcome.by, outcome.checks = Noticed.BY_EVALS, IMPORT, (last.text,)
    elif isinstance(last, Failed):
        outcome.noticed = Noticed.BY_TESTS if is_testing else Noticed.BY_EVALS
        outcome.by, outcome.checks = last.name, last.checks
    elif report.signal is not None:
        outcome.noticed = Noticed.BY_TESTS if is_testing else Noticed.BY_EVALS
        outcome.by, outcome.timed_out = last.name, report.ran_out_of_time
    return outcome


def host(work: tuple[Sequence[str], Sequence[Trial]], processes: int, send: Send) -> None:
    """Try each in a fork of this process, once it has imported these modules, and send the reports."""
    modules, trials = work
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:  # a part of a package that is not imported by its own name
            continue
    for report in fork_each(try_cold, trials, processes=processes):
        send(report)


if __name__ == "__main__":
    serve(host)
