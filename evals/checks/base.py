"""The interface of a check: a function that yields one line for each thing that is wrong with a turn."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from evals.harness.transcript import AskedTurn, SeenTurn


class Check(Protocol):
    """Judges one turn. It yields nothing for a good turn and never raises because of what the product did."""

    def __call__(self, asked: AskedTurn, seen: SeenTurn) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One thing that is wrong, and the check that found it."""

    turn: int  # from 1; 0 for a step that is no turn, and for the task as a whole
    check: str
    message: str
    step: int | None = None  # from 1, in a task of steps

    @property
    def place(self) -> str:
        if self.step is not None:
            return f"step {self.step}"
        return f"turn {self.turn}" if self.turn else "the task"
