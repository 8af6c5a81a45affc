"""The draft of the reply to the customer is present or absent as expected, and says what it must and nothing else."""

from collections.abc import Iterator

from evals.checks.wording import quoted, says
from evals.harness.transcript import AskedTurn, SeenTurn


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    expected = asked.turn.expect.draft
    if expected is None or seen.answer is None:
        return
    draft = seen.answer.reply_draft
    if (draft is not None) is not expected.present:
        yield "there is no draft" if expected.present else "there is a draft"
    if draft is None:
        return
    for saying in expected.says:
        if not says(draft, saying):
            yield f"the draft does not say {quoted(saying)}"
    for saying in expected.must_not_say:
        if says(draft, saying):
            yield f"the draft says {quoted(saying)}"
