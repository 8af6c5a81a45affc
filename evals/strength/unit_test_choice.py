"""Which unit tests to run over a mutant: those that execute what it changes, the nearest to its module first."""

from collections.abc import Iterable
from pathlib import PurePath

from evals.strength.mutant import Mutant
from evals.strength.product_sources import product_sources
from evals.strength.recording import RecordedRun, Recording
from evals.strength.task_order import affordable

_MOST_S = 4.0  # of CPU time
_FRESH_S = 3.0  # the same in a process that has to import and collect everything first
_OF_TEXTS = ("tests/language/", "tests/statements/")


def unit_tests_for(mutant: Mutant, recording: Recording) -> tuple[str, ...]:
    """Return the tests that execute a block that the mutant changes."""
    found = recording.of(product_sources().blocks_of(mutant))
    return _names(affordable(nearest_first(mutant, found), cpu_s=_MOST_S))


def unit_tests_of_file(mutant: Mutant, recording: Recording) -> tuple[str, ...]:
    """Return the tests of what executes anything of the mutant's file, or reads it."""
    if PurePath(mutant.path).suffix == ".py":
        found = recording.of_file(mutant.path)
    else:
        found = [run for run in recording.runs if run.is_green and run.name.startswith(_OF_TEXTS)]
    return _names(affordable(nearest_first(mutant, found), cpu_s=_FRESH_S))


def nearest_first(mutant: Mutant, runs: Iterable[RecordedRun]) -> list[RecordedRun]:
    """Sort tests: of the module, its folder, its package, others; of those equally near, the fastest first."""
    return sorted(runs, key=lambda run: (_distance(mutant.path, run.name.partition("::")[0]), run.cpu_s))


def _distance(module: str, test: str) -> int:
    of_module, of_test = PurePath("tests", module), PurePath(test)
    if of_test == of_module.with_name(f"test_{of_module.name}"):
        return 0
    if of_test.parent == of_module.parent:
        return 1
    common = zip(of_module.parent.parts, of_test.parent.parts, strict=False)
    shared = sum(one == other for one, other in common)
    return 2 if shared > 1 else 3


def _names(runs: Iterable[RecordedRun]) -> tuple[str, ...]:
    return tuple(run.name for run in runs)
