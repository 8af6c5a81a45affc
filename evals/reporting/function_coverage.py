"""Which functions of the product no task runs, compared with the committed list of those that need not be run."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import StringConstraints, TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from evals.harness.call_recorder import RunCalls
from evals.harness.errors import HarnessError
from evals.harness.product_functions import ProductFunction
from evals.harness.strict_model import Declared

EXCEPTIONS = Path(__file__).resolve().parents[1] / "coverage_exceptions.yaml"


class ExceptionsInvalid(HarnessError):
    """The list of exceptions cannot be read."""


class CoverageException(Declared):
    """Functions that no task runs, and why: names by file. ``*`` matches anything in both."""

    functions: dict[str, tuple[str, ...]]
    reason: Annotated[str, StringConstraints(min_length=20, strip_whitespace=True)]
    needs_task: bool = False  # a task should call these, and none does yet

    def covers(self, function: ProductFunction) -> bool:
        return any(fnmatchcase(str(function), pattern) for pattern in self.patterns)

    @property
    def patterns(self) -> tuple[str, ...]:
        return tuple(f"{path}:{name}" for path, names in self.functions.items() for name in names)


@dataclass(frozen=True, slots=True)
class FunctionCoverage:
    """Every function of the product, those that some task runs, and the exceptions."""

    functions: frozenset[ProductFunction]
    run: frozenset[ProductFunction]
    exceptions: tuple[CoverageException, ...]
    broken: tuple[str, ...] = ()  # runs that could not be completed

    @property
    def not_run(self) -> tuple[ProductFunction, ...]:
        return tuple(sorted(self.functions - self.run))

    @property
    def unexplained(self) -> tuple[ProductFunction, ...]:
        """Return the functions that no task runs and no exception covers."""
        return tuple(f for f in self.not_run if not any(each.covers(f) for each in self.exceptions))

    @property
    def without_task(self) -> tuple[ProductFunction, ...]:
        """Return the functions that a task should run and none does yet."""
        missing = [each for each in self.exceptions if each.needs_task]
        return tuple(f for f in self.not_run if any(each.covers(f) for each in missing))

    @property
    def stale(self) -> tuple[str, ...]:
        """Return the patterns that match no function that is not run: a task runs it by now, or it is gone."""
        names = [str(function) for function in self.not_run]
        patterns = (pattern for each in self.exceptions for pattern in each.patterns)
        return tuple(pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in names))

    @property
    def exit_status(self) -> int:
        """0 if every function is run or explained, 1 if not or if an exception is stale, 2 if a run is broken."""
        if self.broken or not self.run:
            return 2
        return 1 if self.unexplained or self.stale else 0


def coverage_of(
    calls: Iterable[RunCalls], functions: frozenset[ProductFunction], exceptions: Sequence[CoverageException]
) -> FunctionCoverage:
    """Return the coverage of the product by these runs."""
    made = list(calls)
    run = frozenset(function for each in made for function in each.functions)
    broken = tuple(each.name for each in made if each.is_broken)
    return FunctionCoverage(functions, run & functions, tuple(exceptions), broken)


def read_exceptions(path: Path = EXCEPTIONS) -> tuple[CoverageException, ...]:
    """Return the committed exceptions.

    Raises:
        ExceptionsInvalid: if the file cannot be read as a list of exceptions.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        return TypeAdapter(tuple[CoverageException, ...]).validate_python(document, strict=False)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ExceptionsInvalid(f"{path.name}: cannot be read as exceptions: {error}") from error


def print_coverage(coverage: FunctionCoverage, console: Console) -> None:
    """Print a line for each package, then what is unexplained, stale or broken, and the totals."""
    table = Table("package", "functions", "run by a task", "explained", "unexplained", box=None, pad_edge=False)
    every, run = _by_package(coverage.functions), _by_package(coverage.run)
    unexplained = _by_package(coverage.unexplained)
    for package, count in sorted(every.items()):
        explained = count - run[package] - unexplained[package]
        table.add_row(package, *map(str, (count, run[package], explained, unexplained[package])))
    console.print(table)
    for function in coverage.unexplained:
        console.print(f"no task runs {function}", markup=False, soft_wrap=True)
    for pattern in coverage.stale:
        console.print(f"a stale exception: {pattern}", markup=False, soft_wrap=True)
    for name in coverage.broken:
        console.print(f"could not be completed: {name}", markup=False, soft_wrap=True)
    console.print(
        f"\n{len(coverage.run)} of {len(coverage.functions)} functions are run by a task; {len(coverage.not_run)} are "
        f"not: {len(coverage.without_task)} still need a task, {len(coverage.unexplained)} have no reason"
    )


def as_json(coverage: FunctionCoverage, calls: Iterable[RunCalls]) -> dict[str, object]:
    """Return for each function the runs that call it, and those that no task runs."""
    runs: dict[str, list[str]] = {str(function): [] for function in sorted(coverage.functions)}
    for each in calls:
        for function in each.functions & coverage.functions:
            runs[str(function)].append(each.name)
    return {
        "exitStatus": coverage.exit_status,
        "runs": runs,
        "notRun": [str(function) for function in coverage.not_run],
        "needTask": [str(function) for function in coverage.without_task],
        "unexplained": [str(function) for function in coverage.unexplained],
        "stale": list(coverage.stale),
    }


def _by_package(functions: Iterable[ProductFunction]) -> Counter[str]:
    return Counter(function.path.partition("/")[0] for function in functions)
