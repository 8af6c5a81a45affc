"""The next step is the expected one, its note holds no full card and no token, and a customer gets none."""

import re
from collections.abc import Iterator

from core.identity.tokens import Role
from evals.harness.transcript import AskedTurn, SeenTurn

_TOKEN_OR_REFERENCE = re.compile(r"<[A-Z][A-Z_]+_\d+>|\[\[f\d+\]\]")
_CARD = re.compile(r"\bGC-")


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if seen.answer is None:
        return
    step, expected = seen.answer.next_step, asked.turn.expect.next_step
    if step is not None and asked.task.principal.role is Role.CUSTOMER:
        yield "a next step is shown to a customer"
    code = "none" if step is None else step.code.value
    if expected is not None and code != expected:
        yield f"the next step is {code}, not {expected}"
    if step is None:
        return
    if _TOKEN_OR_REFERENCE.search(step.text + step.note):
        yield "a token or a reference was left in the next step"
    if _CARD.search(step.note):
        yield "the note of the next step holds a full gift card number"
