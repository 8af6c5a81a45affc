"""The text says what its task expects."""

from collections.abc import Iterator

from evals.checks.wording import quoted, says
from evals.harness.transcript import AskedTurn, SeenTurn


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if seen.answer is None:
        return
    for saying in asked.turn.expect.says:
        if not says(seen.answer.text, saying):
            yield f"the text does not say {quoted(saying)}"
