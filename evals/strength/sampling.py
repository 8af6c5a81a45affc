"""A seeded sample of mutants in which every operator has its share."""

import random
from collections import defaultdict
from collections.abc import Iterable

from evals.strength.mutant import Mutant
from evals.strength.planting import is_program


def sampled(mutants: Iterable[Mutant], *, size: int, seed: int) -> list[Mutant]:
    """Return at most ``size`` mutants: one of each operator in turn, each drawn at random.

    Drawn over all mutants at once, two thirds of a sample would be constants and comparisons.
    """
    by_operator: defaultdict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_operator[mutant.operator].append(mutant)
    drawn = random.Random(seed)  # noqa: S311 -- a sample, not a secret
    for group in by_operator.values():
        drawn.shuffle(group)
    chosen: list[Mutant] = []
    while len(chosen) < size and any(by_operator.values()):
        for name in sorted(by_operator):
            while by_operator[name] and len(chosen) < size:
                mutant = by_operator[name].pop()
                if is_program(mutant):
                    chosen.append(mutant)
                    break
    return chosen
