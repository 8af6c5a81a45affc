"""A greedy cover: cases, one after the other, each of which covers as many of the missing pairs as can be found."""

from collections.abc import Collection, Iterable, Mapping
from random import Random

from evals.pairwise.dimensions import VALUES, Case, Dimension, Pair, Value, pairs_of, shown

_TRIES = 40  # candidates for each case


def cover(missing: Iterable[Pair], impossible: Mapping[Pair, str], *, seed: int) -> list[Case]:
    """Return cases that cover every missing pair, none of them with an impossible pair.

    Raises:
        ValueError: when a pair fits into no case: something is possible by pairs and impossible as a whole.
    """
    left = set(missing)
    cases: list[Case] = []
    random = Random(seed)  # noqa: S311 -- a choice that can be repeated, no secret
    while left:
        first = min(left, key=shown)
        candidates = [_grown(first, left, impossible, random) for _ in range(_TRIES)]
        fitting = [case for case in candidates if case is not None]
        if not fitting:
            raise ValueError(f"no case has {shown(first)}")
        best = max(fitting, key=lambda case: len(left & pairs_of(case)))
        cases.append({dimension: best[dimension] for dimension in Dimension})
        left -= pairs_of(best)
    return cases


def _grown(first: Pair, left: Collection[Pair], impossible: Mapping[Pair, str], random: Random) -> Case | None:
    """Return a case with this pair, grown by the value that covers most at each step; None at a dead end."""
    case = {value.dimension: value.value for value in first}
    others = [dimension for dimension in Dimension if dimension not in case]
    random.shuffle(others)
    for dimension in others:
        best: list[str] = []
        most = -1
        for value in VALUES[dimension]:
            added = {frozenset({Value(dimension, value), Value(*given)}) for given in case.items()}
            gain = sum(pair in left for pair in added)
            if gain >= most and not any(pair in impossible for pair in added):
                best, most = [*(best if gain == most else []), value], gain
        if not best:
            return None
        case[dimension] = random.choice(best)
    return case
