"""Measures what the evals and the unit tests notice of mutants."""

import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.harness.errors import HarnessError
from evals.harness.product_functions import PACKAGES, ROOT
from evals.strength.cold_choice import tasks_for
from evals.strength.cold_host import ColdMutant
from evals.strength.host_process import hosted, libraries
from evals.strength.mutant import Mutant
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.task_stage import TaskStage


@dataclass(frozen=True, slots=True)
class Measuring:
    """How to measure: with how many processes, and whether unit tests are run over what no task notices."""

    processes: int
    with_tests: bool = True


def measure(mutants: Sequence[Mutant], how: Measuring) -> list[MutantOutcome]:
    """Return what was noticed of each mutant, in their order."""
    stage = TaskStage(processes=how.processes)
    outcomes = {outcome.mutant.fingerprint: outcome for outcome in stage.run(mutants)}
    for outcome in _cold(_for_fresh_processes(outcomes.values(), stage), how):
        outcomes[outcome.mutant.fingerprint] = outcome
    if how.with_tests:
        for outcome in _tested([o for o in outcomes.values() if o.noticed is not Noticed.BY_EVALS], how):
            outcomes[outcome.mutant.fingerprint] = outcome
    return [outcomes[mutant.fingerprint] for mutant in mutants]


def _for_fresh_processes(outcomes: Iterable[MutantOutcome], stage: TaskStage) -> list[ColdMutant]:
    """Return the mutants that can only be seen by a process that imports the product with them."""
    found = []
    for outcome in outcomes:
        mutant = outcome.mutant
        runs_once = outcome.noticed is Noticed.UNREACHED and any(
            (mutant.path, line) in stage.recording.once for line in mutant.lines
        )
        is_of_import = outcome.noticed is Noticed.NOT_PLANTED or (
            outcome.noticed is Noticed.UNREACHED and not mutant.owner
        )
        if runs_once or is_of_import:
            tasks = outcome.tasks or tasks_for(mutant, stage.recording, stage.questions_of)
            if tasks:
                found.append(ColdMutant(mutant, tasks))
    return found


def _tested(outcomes: Sequence[MutantOutcome], how: Measuring) -> list[MutantOutcome]:
    """Run the unit tests over what no task has noticed: in forks where the code can be swapped, else afresh."""
    before = {outcome.mutant.fingerprint: outcome for outcome in outcomes}
    tested: list[MutantOutcome] = hosted(
        "evals.strength.test_host", [o.mutant for o in outcomes], processes=how.processes
    )
    afresh = [ColdMutant(o.mutant, (), o.tests) for o in tested if o.noticed is Noticed.NOT_PLANTED]
    settled = [o for o in tested if o.noticed is not Noticed.NOT_PLANTED]
    return [_both(before[o.mutant.fingerprint], o) for o in (*settled, *_cold(afresh, how))]


def _both(by_tasks: MutantOutcome, by_tests: MutantOutcome) -> MutantOutcome:
    """Return the outcome of the tests, with the tasks that were run before."""
    by_tests.tasks = by_tasks.tasks
    by_tests.cpu_s += by_tasks.cpu_s
    if by_tests.noticed is Noticed.UNREACHED:
        by_tests.noticed, by_tests.detail = by_tasks.noticed, by_tasks.detail
    return by_tests


def _cold(mutants: Sequence[ColdMutant], how: Measuring) -> list[MutantOutcome]:
    if not mutants:
        return []
    found: list[MutantOutcome] = hosted(
        "evals.strength.cold_host", (libraries(), list(mutants)), processes=how.processes
    )
    return found


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
