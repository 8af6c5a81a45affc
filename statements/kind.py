"""Kinds of statements, and the decorator with which a family file declares them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar

from statements.statement import Audience, Slots
from statements.topics import Topic

Proof = Callable[[Any], Iterable[Slots]]
_Proof = TypeVar("_Proof", bound=Proof)


class Scope(Enum):
    """What a proof is applied to: it yields the slots of each statement that holds for one such object."""

    TURN = auto()
    ORDER = auto()
    BENEFIT = auto()
    INSTALLMENT = auto()
    ITEM = auto()


@dataclass(frozen=True, slots=True)
class StatementKind:
    """A kind of statement. ``must_say``: it is added to a selection without it, as an omission would mislead too."""

    name: str
    scope: Scope
    proof: Proof
    answers: frozenset[Topic]
    audience: Audience
    must_say: bool


class Family:
    """The kinds of one file, in order of declaration."""

    def __init__(self) -> None:
        self.kinds: list[StatementKind] = []

    def kind(
        self, name: str, scope: Scope, *answers: Topic, audience: Audience = "all", must_say: bool = False
    ) -> Callable[[_Proof], _Proof]:
        """Declare the decorated proof as a kind that answers these topics."""

        def declare(proof: _Proof) -> _Proof:
            self.kinds.append(StatementKind(name, scope, proof, frozenset(answers), audience, must_say))
            return proof

        return declare
