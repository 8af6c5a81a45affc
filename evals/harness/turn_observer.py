"""What cannot be seen from outside, kept apart for each running turn: the log records, and the decisions of the policy
in one order with the requests to the rewards API.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from core.identity.tokens import Principal
from evals.harness.shared_setup import parsed_policies
from evals.harness.transcript import Step
from guardrails.authorization.policy import Decision
from tools.order_record import OrderRecord
from tools.registry import ToolRequest


@dataclass(slots=True)
class Tap:
    """What one turn wrote to the log, and its steps towards look-ups."""

    logs: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


_TAP: ContextVar[Tap | None] = ContextVar("evals_tap", default=None)


def note_request(subject: str) -> None:
    """Note that the rewards API was asked about an order or a customer."""
    if (tap := _TAP.get()) is not None:
        tap.steps.append(Step(subject, is_allowed=None))


class TappedPolicy:
    """The product's own policy, of which every decision about a lookup is noted."""

    def __init__(self) -> None:
        self._policy = parsed_policies()

    def may_request(self, principal: Principal, tool: str, request: ToolRequest) -> Decision:
        decision = self._policy.may_request(principal, tool, request)
        return self._noted(request.order or request.customer_id, decision)

    def may_see(self, principal: Principal, order: OrderRecord) -> Decision:
        return self._noted(order.business_reference_id, self._policy.may_see(principal, order))

    def may_converse(self, principal: Principal) -> Decision:
        return self._policy.may_converse(principal)

    def may_reveal(self, principal: Principal) -> Decision:
        return self._policy.may_reveal(principal)

    @staticmethod
    def _noted(subject: str | None, decision: Decision) -> Decision:
        if (tap := _TAP.get()) is not None and subject is not None:
            tap.steps.append(Step(subject, is_allowed=decision.allowed))
        return decision


@contextmanager
def tapped() -> Iterator[Tap]:
    """Collect for the turn that runs inside, and in the tasks that it starts."""
    tap = Tap()
    token = _TAP.set(tap)
    try:
        yield tap
    finally:
        _TAP.reset(token)


@contextmanager
def listening() -> Iterator[None]:
    """Lay the taps for as long as the suite runs. Turns outside of ``tapped`` go their way unheard."""
    root = logging.getLogger()
    handler, level = _TapHandler(), root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


class _TapHandler(logging.Handler):
    """Keeps the whole of a record: its text, what was passed along with it, and the errors behind it."""

    _PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

    def emit(self, record: logging.LogRecord) -> None:
        if (tap := _TAP.get()) is None:
            return
        extras = {name: value for name, value in vars(record).items() if name not in self._PLAIN}
        parts = [record.name, record.levelname, record.getMessage(), repr(extras) if extras else ""]
        if record.exc_info:
            parts.append(logging.Formatter().formatException(record.exc_info))
        tap.logs.append(" ".join(part for part in parts if part))
