"""What the rows of a task's world allow to be stated, with the sources taken out that the task breaks."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, combinations
from typing import Any

from evals.harness.injected_faults import RouteFault, RouteFaultKind, SourceFault, SourceFaultKind
from evals.harness.transcript import AskedTurn
from evals.oracles.allowed_sums import UNKNOWN, Amounts, BenefitSums, benefits_of
from evals.oracles.world_rows import Key, WorldRows

# A body that is not made of this world's rows proves nothing about them.
_FOREIGN_BODIES = {RouteFaultKind.RECORDED}
_NO_SOURCES: frozenset[str] = frozenset()


class WorldState:
    """The orders of a world, each computed when it is first asked for."""

    def __init__(self, rows: tuple[Mapping[str, Any], ...]) -> None:
        self.rows = rows  # kept, so that their identity stays theirs
        self.world = WorldRows(rows)
        self._benefits: dict[tuple[str, frozenset[str]], Mapping[Key, BenefitSums]] = {}

    def benefits(self, order: str, silent: frozenset[str] = _NO_SOURCES) -> Mapping[Key, BenefitSums]:
        """Return what may be stated about each benefit of an order; nothing for an order without rows."""
        if (order, silent) not in self._benefits:
            sources = self.world.orders.get(order)
            self._benefits[order, silent] = benefits_of(sources.without(silent)) if sources else {}
        return self._benefits[order, silent]


class AllowedValues:
    """What may be stated in one task: over all states that its faults may leave its sources in."""

    def __init__(self, state: WorldState, silent: Sequence[frozenset[str]], malformed: frozenset[str]) -> None:
        self.state = state
        self.silent = silent
        self._malformed = malformed

    def benefits(self, order: str) -> Iterator[tuple[Key, BenefitSums]]:
        for silent in self.silent:
            yield from self.state.benefits(order, silent).items()

    def of_benefit(self, order: str, key: Key) -> list[BenefitSums]:
        return [benefit for found, benefit in self.benefits(order) if found == key]

    def sum_of(self, order: str, key: Key, name: str, *, rounded: bool = False) -> Amounts:
        """Return the allowed values of one sum; empty for a benefit that no row names."""
        benefits = self.of_benefit(order, key)
        found = frozenset(chain.from_iterable(benefit.sum_of(name, rounded=rounded) for benefit in benefits))
        return found | UNKNOWN if key[1] in self._malformed else found

    def is_doubtful(self, key: Key) -> bool:
        """Whether a row of the benefit may have been malformed when it was read."""
        return key[1] in self._malformed


def allowed_values(asked: AskedTurn) -> AllowedValues | None:
    """Return what the world's rows allow; None if the task's answers are not made of them."""
    faults = asked.task.faults
    if any(isinstance(fault, RouteFault) and fault.kind in _FOREIGN_BODIES for fault in faults) or not asked.rows:
        return None
    broken = [fault for fault in faults if isinstance(fault, SourceFault)]
    whole = [fault for fault in broken if fault.kind is not SourceFaultKind.MALFORMED_ROW]
    always = frozenset(fault.source.value for fault in whole if fault.times is None)
    sometimes = sorted({fault.source.value for fault in whole} - always)
    malformed = frozenset(fault.benefit for fault in broken if fault.benefit)
    return AllowedValues(_state(asked.rows), [always | some for some in _subsets(sometimes)], malformed)


def _subsets(names: Sequence[str]) -> Iterator[frozenset[str]]:
    for size in range(len(names) + 1):
        yield from map(frozenset, combinations(names, size))


class _ById:
    """Rows as a cache key: by identity, as they cannot be hashed."""

    def __init__(self, rows: tuple[Mapping[str, Any], ...]) -> None:
        self.rows = rows

    def __hash__(self) -> int:
        return id(self.rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.rows is self.rows


@lru_cache(maxsize=32)
def _cached(key: _ById) -> WorldState:
    return WorldState(key.rows)


def _state(rows: tuple[Mapping[str, Any], ...]) -> WorldState:
    return _cached(_ById(rows))
