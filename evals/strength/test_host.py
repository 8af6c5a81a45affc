"""Runs unit tests over mutants: of each, the tests that execute its lines, until one fails.

pytest collects the tests once, in a separate process; then a child is forked for each mutant, as for tasks. Tests
that start processes or servers are left out: a fault that is planted in this process is not in theirs.
"""

import os
import pickle
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from evals.harness.product_functions import PACKAGES, ROOT
from evals.strength.cold_choice import unit_tests_for
from evals.strength.forked import ChildError, ChildReport, Send, fork_each, limit, note
from evals.strength.line_recording import LineRecording, LineTrace, RecordedRun, cached
from evals.strength.mutant import Mutant
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.planting import LiveFunctions, NotSwappable

FOLDERS = ("agent", "api", "core", "guardrails", "language", "rewards", "statements", "tools")
_MARKS = "not browser and not postgres and not slow and not nightly"
_SLOWER = 10
_ALWAYS_S = 5
_WAITING_S = 120
_SHARED = "fixtures of several tests"
_RECORDED = (*PACKAGES, "knowledge", "tests")


class MutantHost:
    """A pytest plugin that runs mutants in place of the session's tests."""

    def __init__(self, mutants: Sequence[Mutant], *, processes: int, folder: Path) -> None:
        self._mutants = mutants
        self._processes = processes
        self._folder = folder
        self._items: dict[str, pytest.Item] = {}
        self._failed: list[str] = []
        self._trace: LineTrace | None = None
        self._recorded_name = ""
        self._candidates: dict[str, list[RecordedRun]] = {}
        self.outcomes: list[MutantOutcome] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._session = session
        self._items = {item.nodeid: item for item in session.items}
        recording = cached("tests", _RECORDED, self._recorded)
        self._live = LiveFunctions()
        for mutant in self._mutants:
            found = recording.of(mutant.path, mutant.lines)
            if not found and not mutant.owner:
                found = unit_tests_for(mutant, recording)
            known = (run for run in found if run.name in self._items)
            self._candidates[mutant.fingerprint] = sorted(known, key=lambda run: run.cpu_s)
        reached = [mutant for mutant in self._mutants if self._candidates[mutant.fingerprint]]
        for report in fork_each(self._try, reached, processes=self._processes):
            self.outcomes.append(self._outcome(report))
            note(f"tests: {len(self.outcomes)} of {len(reached)}")
        self._withdraw_unsteady()
        return True

    def _withdraw_unsteady(self) -> None:
        """Take back what was noticed by tests that also fail without a mutant, on a busy machine for instance."""
        noticed = [outcome for outcome in self.outcomes if outcome.by in self._items]
        names = sorted({outcome.by for outcome in noticed})
        unsteady = {
            report.item for report in fork_each(self._again, names, processes=self._processes) if report.messages
        }
        for outcome in noticed:
            if outcome.by in unsteady:
                outcome.noticed, outcome.detail = Noticed.NOT_PLANTED, f"{outcome.by} fails without a mutant as well"

    def _again(self, name: str, send: Send) -> None:
        self._use_own_folder()
        if not self._passes(name, None):
            send("failed")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
        """Record what a fixture of several tests executes for all tests of the file, not for the first alone."""
        is_shared = self._trace is not None and fixturedef.scope != "function"
        if self._trace is not None and is_shared:
            self._trace.begin(_SHARED)
        try:
            return (yield)
        finally:
            if self._trace is not None and is_shared:
                self._trace.begin(self._recorded_name)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.append(report.nodeid)

    def _recorded(self) -> LineRecording:
        by_file: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._items:
            by_file[name.partition("::")[0]].append(name)
        recording = LineRecording()
        with LineTrace().running() as self._trace:
            for number, report in enumerate(fork_each(self._record, list(by_file.values()), processes=self._processes)):
                note(f"tests: {number + 1} of {len(by_file)} files recorded")
                for message in report.messages:
                    if not isinstance(message, ChildError):
                        recording.add(*message)
        self._trace = None
        return recording

    def _record(self, names: list[str], send: Send) -> None:
        """Send each test of a file with its lines, and with those of fixtures that it may share with others."""
        assert self._trace is not None
        self._use_own_folder()
        runs: dict[str, RecordedRun] = {}
        for name, following in zip(names, [*names[1:], None], strict=True):
            self._recorded_name = name
            self._trace.begin(name)
            started = time.process_time()
            is_green = self._passes(name, following)
            runs[name] = RecordedRun(name, time.process_time() - started, is_green)
        lines = self._trace.finished()
        shared = lines.get(_SHARED, {})
        for name, run in runs.items():
            own = lines.get(name, {})
            send((run, {path: [*own.get(path, ()), *shared.get(path, ())] for path in {*own, *shared}}))

    def _passes(self, name: str, following: str | None) -> bool:
        self._failed.clear()
        item = self._items[name]
        item.ihook.pytest_runtest_protocol(item=item, nextitem=self._items[following] if following else None)
        return not self._failed

    def _use_own_folder(self) -> None:
        """Use a folder for temporary files that no other child uses."""
        factory = self._session.config._tmp_path_factory  # type: ignore[attr-defined]
        factory._basetemp = Path(tempfile.mkdtemp(dir=self._folder))

    def _try(self, mutant: Mutant, send: Send) -> None:
        try:
            self._live.plant(mutant)
        except NotSwappable as error:
            send(("not planted", str(error)))
            return
        self._use_own_folder()
        runs = self._candidates[mutant.fingerprint]
        names = [run.name for run in runs]
        for run, following in zip(runs, [*names[1:], None], strict=True):
            send(("started", run.name))
            limit(cpu_s=_ALWAYS_S + _SLOWER * run.cpu_s, clock_s=_WAITING_S)
            if not self._passes(run.name, following):
                send(("failed", run.name))
                return

    def _outcome(self, report: ChildReport[Mutant]) -> MutantOutcome:
        mutant = report.item
        outcome = MutantOutcome(mutant, Noticed.BY_NONE, cpu_s=report.cpu_s)
        outcome.tests = tuple(run.name for run in self._candidates[mutant.fingerprint])
        last = report.messages[-1] if report.messages else None
        has_ended_early = isinstance(last, ChildError) or report.signal is not None
        kind, name = ("started", "") if last is None or isinstance(last, ChildError) else last
        if kind == "not planted":
            outcome.noticed, outcome.detail = Noticed.NOT_PLANTED, name
        elif kind == "failed" or has_ended_early:
            outcome.noticed, outcome.by = Noticed.BY_TESTS, name
            outcome.timed_out = report.ran_out_of_time
        return outcome


def main(arguments: Sequence[str]) -> int:
    """Read mutants from a file, and write their outcomes to another."""
    source, target, processes = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    mutants: list[Mutant] = pickle.loads(source.read_bytes())  # noqa: S301 -- written by the command
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory(prefix="rewards-strength-") as folder:
        host = MutantHost(mutants, processes=processes, folder=Path(folder))
        options = ["-q", "-p", "no:cacheprovider", "-m", _MARKS]
        status = pytest.main([*options, *(f"tests/{name}" for name in FOLDERS)], plugins=[host])
    target.write_bytes(pickle.dumps(host.outcomes))
    return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
