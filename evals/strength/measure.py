"""Measures what the evals and the unit tests notice of mutants."""

import pickle
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.harness.errors import HarnessError
from evals.harness.product_functions import PACKAGES, ROOT
from evals.strength.cold_host import ColdMutant
from evals.strength.mutant import Mutant
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.task_stage import TaskStage

OnDone = Callable[[MutantOutcome], None]
_OURS = {*PACKAGES, "cli", "evals", "bench", "tests", "project"}


class HostFailed(HarnessError):
    """A process that runs mutants ended without a result."""


@dataclass(frozen=True, slots=True)
class Measuring:
    """How to measure: with how many processes, and whether unit tests are run over what no task notices."""

    processes: int
    with_tests: bool = True


def measure(mutants: Sequence[Mutant], how: Measuring, on_done: OnDone | None = None) -> list[MutantOutcome]:
    """Return what was noticed of each mutant, in their order; ``on_done`` gets those that are settled first."""
    stage = TaskStage(processes=how.processes)
    outcomes: dict[str, MutantOutcome] = {}

    def keep(outcome: MutantOutcome) -> None:
        outcomes[outcome.mutant.fingerprint] = outcome
        if on_done is not None:
            on_done(outcome)

    for outcome in stage.run(mutants):
        keep(outcome)
    if how.with_tests:
        for tested in _tested([o.mutant for o in outcomes.values() if o.noticed is not Noticed.BY_EVALS], how):
            keep(_both(outcomes[tested.mutant.fingerprint], tested))
    left = [o for o in outcomes.values() if o.noticed is Noticed.NOT_PLANTED]
    for outcome in _cold([_cold_mutant(each, stage) for each in left], how):
        keep(outcome)
    return [outcomes[mutant.fingerprint] for mutant in mutants]


def _both(by_tasks: MutantOutcome, by_tests: MutantOutcome) -> MutantOutcome:
    """Return the outcome of the tests, with the tasks that were run before."""
    by_tests.tasks = by_tasks.tasks
    by_tests.cpu_s += by_tasks.cpu_s
    if by_tests.noticed is Noticed.UNREACHED:
        by_tests.noticed, by_tests.detail = by_tasks.noticed, by_tasks.detail
    return by_tests


def _tested(mutants: Sequence[Mutant], how: Measuring) -> list[MutantOutcome]:
    found: list[MutantOutcome] = _hosted("evals.strength.test_host", list(mutants), how)
    return found


def _cold_mutant(outcome: MutantOutcome, stage: TaskStage) -> ColdMutant:
    """Return a mutant for a fresh process, with every task if no line of it can be recorded."""
    names = list(outcome.tasks)
    if not names:
        names = [run.name for run in stage.recording.runs if run.is_green]
        random.Random(outcome.mutant.fingerprint).shuffle(names)  # noqa: S311 -- different ones first
    return ColdMutant(outcome.mutant, tuple(names), outcome.tests)


def _cold(mutants: Sequence[ColdMutant], how: Measuring) -> list[MutantOutcome]:
    found: list[MutantOutcome] = (
        _hosted("evals.strength.cold_host", (_libraries(), list(mutants)), how) if mutants else []
    )
    return found


def _libraries() -> list[str]:
    """Return the modules of other packages that the product has imported by now."""
    ours = (name for name in sys.modules if name.partition(".")[0] in _OURS)
    return sorted(sys.modules.keys() - {*ours, "__main__"})


def _hosted(module: str, work: Any, how: Measuring) -> Any:
    """Have another process do the work, and return its results."""
    with tempfile.TemporaryDirectory(prefix="rewards-strength-") as folder:
        source, target = Path(folder) / "work", Path(folder) / "results"
        source.write_bytes(pickle.dumps(work))
        command = [sys.executable, "-m", module, str(source), str(target), str(how.processes)]
        ended = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 -- this program
        if not target.exists():
            raise HostFailed(f"{module} ended with status {ended.returncode} and no result")
        return pickle.loads(target.read_bytes())  # noqa: S301 -- written by the process above


def changed_mutants(mutants: Iterable[Mutant], base: str, root: Path = ROOT) -> list[Mutant]:
    """Return the mutants of the lines that differ from a commit."""
    lines = _changed_lines(base, root)
    return [mutant for mutant in mutants if lines.get(mutant.path, set()) & set(mutant.lines)]


def _changed_lines(base: str, root: Path) -> dict[str, set[int]]:
    command = ["git", "diff", "--unified=0", "--no-color", base, "--", *PACKAGES]
    ended = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)  # noqa: S603
    if ended.returncode:
        raise HarnessError(f"git cannot compare with {base!r}: {ended.stderr.strip()}")
    found: dict[str, set[int]] = {}
    path = ""
    for line in ended.stdout.splitlines():
        if line.startswith("+++ "):
            path = line.removeprefix("+++ b/")
        elif line.startswith("@@"):
            start, _, count = line.split(" ")[2].removeprefix("+").partition(",")
            found.setdefault(path, set()).update(range(int(start), int(start) + int(count or 1)))
    return found
