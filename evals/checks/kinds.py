"""The answer has the statement kinds that its task expects, and none that it forbids or that no one knows."""

from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.statement_kinds import STATEMENT_KINDS


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if seen.answer is None:
        return
    said = {span.kind for span in seen.answer.statements}
    if missing := asked.turn.expect.kinds - said:
        yield f"not said: {', '.join(sorted(missing))}"
    if surplus := asked.turn.expect.not_kinds & said:
        yield f"said although forbidden: {', '.join(sorted(surplus))}"
    if unknown := said - STATEMENT_KINDS:
        yield f"said, and no kind of statement that is known: {', '.join(sorted(unknown))}"
