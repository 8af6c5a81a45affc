"""A conversation that is read again says what it said: the same words, figures, cards and facts."""

from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    told, retold = seen.answer, seen.retold
    if told is None or not told.kept:
        if retold is not None:
            yield "a turn without an answer, or one that was not kept, is told again"
        return
    if retold is None:
        yield "the answer is not found in its conversation"
        return
    differing = [name for name in type(told).model_fields if getattr(told, name) != getattr(retold, name)]
    if differing:
        yield f"the answer reads otherwise in its conversation: {', '.join(differing)}"
