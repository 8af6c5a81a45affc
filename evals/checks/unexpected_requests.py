"""Every request goes to a path of the rewards API that the suite knows; anything else was not foreseen."""

from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    for stray in seen.strays:
        yield f"a stray request: {stray}"
