"""The pairwise table: which pairs the tasks cover, which are impossible, and the holes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from evals.harness.task import Task
from evals.pairwise.classification import cases_of
from evals.pairwise.dimensions import VALUES, Dimension, Pair, Value, all_pairs, pairs_of, shown


@dataclass(frozen=True)
class PairTable:
    """Every pair, with the tasks that cover it or the reason why none can."""

    covered: Mapping[Pair, frozenset[str]]  # ids of tasks
    impossible: Mapping[Pair, str]

    @property
    def holes(self) -> list[Pair]:
        """Return the possible pairs that no task covers."""
        return [pair for pair in all_pairs() if pair not in self.covered and pair not in self.impossible]

    @property
    def contradictions(self) -> list[Pair]:
        """Return the pairs that are called impossible and are covered."""
        return [pair for pair in all_pairs() if pair in self.covered and pair in self.impossible]

    def lines(self) -> Iterator[str]:
        """Yield the table: for each two dimensions a line a value, and a sign for each value of the other."""
        for one, other in combinations(Dimension, 2):
            yield f"{one.value} x {other.value}: {', '.join(VALUES[other])}"
            for left in VALUES[one]:
                cells = (self._cell(frozenset({Value(one, left), Value(other, right)})) for right in VALUES[other])
                yield f"  {left:14} {' '.join(f'{cell:>5}' for cell in cells)}"
        yield "numbers: tasks that cover the pair; -: impossible; HOLE: covered by none"
        yield from (f"hole: {shown(pair)}" for pair in self.holes)
        yield from (
            f"called impossible, and covered by {min(self.covered[pair])}: {shown(pair)}"
            for pair in self.contradictions
        )
        possible = len(all_pairs()) - len(self.impossible)
        covered = possible - len(self.holes)
        yield f"{covered} of {possible} possible pairs are covered, {len(self.impossible)} are impossible"

    def _cell(self, pair: Pair) -> str:
        if pair in self.covered:
            return str(len(self.covered[pair]))
        return "-" if pair in self.impossible else "HOLE"


def table_of(tasks: Iterable[Task], impossible: Mapping[Pair, str]) -> PairTable:
    covered: dict[Pair, set[str]] = {}
    for task in tasks:
        for case in cases_of(task):
            for pair in pairs_of(case):
                covered.setdefault(pair, set()).add(task.id)
    return PairTable({pair: frozenset(ids) for pair, ids in covered.items()}, impossible)
