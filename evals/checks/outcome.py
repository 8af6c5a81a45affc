"""The outcome is the expected one, and the answer states correctly whether it is degraded and which model answered."""

from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.wire import OFFLINE


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    expected = asked.turn.expect
    if expected.failure is not None:
        if seen.answer is not None or seen.failure != expected.failure:
            yield f"the turn ends with {seen.failure or 'an answer'}, not with {expected.failure}"
        return
    if seen.answer is None:
        yield f"no answer: HTTP {seen.status}, code {seen.failure or 'none'}"
        return
    if expected.outcome is not None and seen.answer.outcome.value != expected.outcome.value:
        yield f"the outcome is {seen.answer.outcome.value}, not {expected.outcome.value}"
    if seen.answer.degraded is not expected.degraded:
        yield f"degraded is {seen.answer.degraded}, not {expected.degraded}"
    if seen.asked_model and seen.answer.model not in (seen.asked_model, OFFLINE):
        yield f"the answer names the model {seen.answer.model}, and {seen.asked_model} was asked"
