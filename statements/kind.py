"""What a kind of statement is, and the decorators by which a family file declares its kinds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar

from statements.statement import Audience, Slots
from statements.topics import Topic

Proof = Callable[[Any], Iterable[Slots]]
P = TypeVar("P", bound=Proof)


class Scope(Enum):
    """What a proof is asked of: it yields the slots of each statement that holds of one such thing."""

    TURN = auto()
    ORDER = auto()
    BENEFIT = auto()
    INSTALLMENT = auto()
    ITEM = auto()


@dataclass(frozen=True, slots=True)
class StatementKind:
    """``must_say``: a selection that leaves it out is completed with it, since omission misleads as well."""

    name: str
    over: Scope
    proof: Proof
    answers: frozenset[Topic]
    audience: Audience
    must_say: bool


class Family:
    """Collects the kinds of one file, in the order in which they are declared."""

    def __init__(self) -> None:
        self.kinds: list[StatementKind] = []

    def kind(
        self, name: str, over: Scope, *answers: Topic, audience: Audience = "all", must_say: bool = False
    ) -> Callable[[P], P]:
        """Declare the decorated proof as a kind that answers these topics."""

        def declare(proof: P) -> P:
            self.kinds.append(StatementKind(name, over, proof, frozenset(answers), audience, must_say))
            return proof

        return declare
