"""What a check is: a function that says, one line each, what is wrong with a turn."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from evals.harness.transcript import AskedTurn, SeenTurn


class Check(Protocol):
    """Judges one turn. It yields nothing when all is well, and it never raises because of what the product did."""

    def __call__(self, asked: AskedTurn, seen: SeenTurn) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One thing that is wrong, and which check says so."""

    turn: int
    check: str
    message: str
