"""An answer says something of the kind that its question calls for: a reason for a why, a day for a when."""

from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.question_words import asked_for
from evals.oracles.wire import answer_of

_ANSWERS = {"answered", "partial"}  # the other outcomes say why there is no answer


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer = answer_of(seen.wire)
    if answer is None or answer["outcome"] not in _ANSWERS:
        return
    said = [span["kind"] for span in answer["statements"]]
    if not any(span["businessReferenceId"] for span in answer["statements"]):
        return  # small talk, or an answer about no order
    for each in asked_for(seen.question):
        if not any(kind.startswith(each.kinds) for kind in said):
            yield f"the question asks for {each.name}, and only {', '.join(said)} is said"
