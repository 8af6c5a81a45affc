"""Records which blocks each unit test executes: of the files whose recording does not hold any more."""

import re
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from evals.harness.product_functions import ROOT
from evals.strength.forked import ChildError, Send, fork_each
from evals.strength.host_process import hosted, serve
from evals.strength.probing import BlockSets, Probes
from evals.strength.product_sources import product_sources
from evals.strength.progress import Progress
from evals.strength.recording import RecordedRun, Recording
from evals.strength.recording_store import RecordedUnit, RecordingStore, digest_of_files
from evals.strength.unit_test_session import FOLDERS, UnitTestSession, run_session

STORE = "tests"
_IMPORTED = re.compile(r"^\s*(?:from|import) (tests[\w.]*)(?: import (.+))?", re.MULTILINE)


def unit_test_recording(*, processes: int) -> Recording:
    """Return the recording of the unit tests, after recording what is not known or not valid any more."""
    store = RecordingStore(STORE, product_sources())
    paths = (path for name in FOLDERS for path in sorted((ROOT / "tests" / name).rglob("test_*.py")))
    owns = {str(path.relative_to(ROOT)): digest_of_files(depended_on(path)) for path in paths}
    valid = {unit.name for unit in store.valid(owns)}
    missing = [name for name in owns if name not in valid]
    if missing:
        progress = Progress("files of tests recorded", len(missing))
        for unit in hosted("evals.strength.unit_test_recording", missing, processes=processes):
            store.append(replace(unit, own=owns[unit.name]))
            progress.step()
    recording = Recording()
    for unit in store.valid(owns):
        for run, executed in unit.runs:
            recording.add(run, executed)
    return recording


def depended_on(path: Path) -> set[Path]:
    """Return a file of tests, the modules of `tests` that it imports, and the ``conftest.py`` files above it."""
    found = {above / "conftest.py" for above in path.parents if (above / "conftest.py").exists()}
    waiting = [path, *found]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += [other for other in _imported_by(one) if other not in found]
    return found


@cache
def _imported_by(path: Path) -> tuple[Path, ...]:
    return tuple(_modules(path.read_text(encoding="utf-8")))


def _modules(text: str) -> Iterator[Path]:
    for module, names in _IMPORTED.findall(text):
        whole = ROOT.joinpath(*module.split("."))
        candidates = [whole.with_suffix(".py"), *(whole / f"{name.strip()}.py" for name in names.split(","))]
        yield from (path for path in candidates if path.is_file())


class _SharedFixtures:
    """A pytest plugin that notes what a fixture of several tests executes: for all of them, not the first alone."""

    def __init__(self, probes: Probes) -> None:
        self._probes = probes
        self._shared: BlockSets = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
        before = self._probes.seen() if fixturedef.scope != "function" else {}
        try:
            return (yield)
        finally:
            if fixturedef.scope != "function":
                for function, bits in self._probes.seen().items():
                    self._shared[function] = self._shared.get(function, 0) | bits & ~before.get(function, 0)

    def added_to(self, executed: BlockSets) -> BlockSets:
        return {name: executed.get(name, 0) | self._shared.get(name, 0) for name in {*executed, *self._shared}}


def host(files: list[str], processes: int, send: Send) -> None:
    """Record the tests of files, in a process that has not imported anything of the product."""
    probes = Probes()
    probes.install()
    fixtures = _SharedFixtures(probes)

    def record_all(session: UnitTestSession) -> None:
        by_file: defaultdict[str, list[str]] = defaultdict(list)
        for name in session.items:
            by_file[name.partition("::")[0]].append(name)
        for file in set(files) - by_file.keys():
            send(RecordedUnit(file, "", ()))

        def record(file: str, send_up: Send) -> None:
            session.use_own_folder()
            names = by_file[file]
            runs = []
            for name, following in zip(names, [*names[1:], None], strict=True):
                probes.begin()
                started = time.process_time()
                is_green = session.passes(name, following)
                runs.append((RecordedRun(name, time.process_time() - started, is_green), probes.seen()))
            send_up(RecordedUnit(file, "", tuple((run, fixtures.added_to(executed)) for run, executed in runs)))

        for report in fork_each(record, list(by_file), processes=processes):
            if report.messages and not isinstance(report.messages[0], ChildError):
                send(report.messages[0])

    run_session(files, record_all, plugins=[fixtures])


if __name__ == "__main__":
    serve(host)
