"""What was noticed of a mutant, and by which run."""

from dataclasses import dataclass
from enum import StrEnum

from evals.strength.mutant import Mutant


class Noticed(StrEnum):
    BY_EVALS = "evals"
    BY_TESTS = "tests"
    BY_NONE = "survived"  # it was run, and nothing failed
    UNREACHED = "unreached"  # no task and no test runs the line
    NOT_PLANTED = "not planted"  # it could not be applied; says nothing
    EQUIVALENT = "equivalent"  # somebody looked at it: it changes nothing that can be observed


class Stage(StrEnum):
    """A part of the measurement, each with a separate outcome of a mutant."""

    TASKS = "tasks"  # swapped into the warm suite
    FRESH = "fresh"  # tasks in a process that imports the product with the mutant
    TESTS = "tests"  # unit tests, likewise swapped or fresh
    HARMLESS = "harmless"  # all harmless changes at once, tasks
    HARMLESS_TESTS = "harmless tests"


@dataclass(slots=True)
class MutantOutcome:
    """``by`` is the run that noticed, and ``checks`` what failed in it. A run that never ended has noticed as well."""

    mutant: Mutant
    noticed: Noticed = Noticed.UNREACHED
    by: str = ""
    checks: tuple[str, ...] = ()
    timed_out: bool = False
    tasks: tuple[str, ...] = ()  # those that run the line, and passed if the mutant survived
    tests: tuple[str, ...] = ()
    cpu_s: float = 0.0
    detail: str = ""
