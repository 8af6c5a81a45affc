"""Pairs expectations with facts. A fact meets one expectation only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tools.cards import Fact

Expected = TypeVar("Expected")
_Fits = Callable[[Expected, Fact], bool]


@dataclass(frozen=True, slots=True)
class Matching(Generic[Expected]):
    """``fact_of`` holds each expectation with its fact, or None; ``left_over`` are the facts that were not expected."""

    fact_of: tuple[tuple[Expected, Fact | None], ...]
    left_over: tuple[Fact, ...]


def match(expected: Sequence[Expected], facts: Sequence[Fact], fits: _Fits[Expected]) -> Matching[Expected]:
    """Return a maximum matching: a broad expectation must not take the only fact that fits a narrow one."""
    taken_by: dict[int, int] = {}  # fact -> expectation, by position

    def place(wanted: int, tried: set[int]) -> bool:
        for index, fact in enumerate(facts):
            if index in tried or not fits(expected[wanted], fact):
                continue
            tried.add(index)
            if index not in taken_by or place(taken_by[index], tried):
                taken_by[index] = wanted
                return True
        return False

    for wanted in range(len(expected)):
        place(wanted, set())
    fact_of = {wanted: facts[index] for index, wanted in taken_by.items()}
    return Matching(
        fact_of=tuple((item, fact_of.get(wanted)) for wanted, item in enumerate(expected)),
        left_over=tuple(fact for index, fact in enumerate(facts) if index not in taken_by),
    )
