"""A conversation that is read again holds the same answer: the same words, figures, cards and facts."""

from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer, reread = seen.answer, seen.reread
    if answer is None or not answer.kept:
        if reread is not None:
            yield "a turn without an answer, or one that was not kept, is in the conversation"
        return
    if reread is None:
        yield "the answer is not found in its conversation"
        return
    differing = [name for name in type(answer).model_fields if getattr(answer, name) != getattr(reread, name)]
    if differing:
        yield f"the answer differs when its conversation is read again: {', '.join(differing)}"
