"""What is tried in one child: mutants that are planted together, and the runs over them."""

from dataclasses import dataclass

from evals.strength.mutant import Mutant


@dataclass(frozen=True, slots=True)
class Trial:
    """One mutant; or several harmless changes at once, since no run may notice any. Runs are given by name."""

    mutants: tuple[Mutant, ...]
    tasks: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    goes_on: bool = False  # after a run that failed: over harmless changes, to find all


@dataclass(frozen=True, slots=True)
class Started:
    name: str


@dataclass(frozen=True, slots=True)
class Failed:
    name: str
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotPlanted:
    reason: str
