"""Collects, separately for each running turn, what cannot be observed from outside.

That is the log records, and the policy's decisions in one sequence with the requests to the rewards API.
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
class Observations:
    """What one turn logged, and the steps of its lookups."""

    logs: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


# Their addresses are logged by nobody in operation: `cli/log_format.py` silences these loggers below a warning.
_CLIENTS = ("httpx", "httpcore")
_CURRENT: ContextVar[Observations | None] = ContextVar("evals_observations", default=None)


def note_request(subject: str) -> None:
    """Record a request to the rewards API about an order or a customer."""
    if (observations := _CURRENT.get()) is not None:
        observations.steps.append(Step(subject, is_allowed=None))


class ObservedPolicy:
    """The product's own policy, with every decision about a lookup recorded."""

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

    def may_oversee(self, principal: Principal) -> Decision:
        return self._policy.may_oversee(principal)

    @staticmethod
    def _noted(subject: str | None, decision: Decision) -> Decision:
        if (observations := _CURRENT.get()) is not None and subject is not None:
            observations.steps.append(Step(subject, is_allowed=decision.allowed))
        return decision


@contextmanager
def observed_turn() -> Iterator[Observations]:
    """Collect for the turn that runs inside the block, and for the asyncio tasks that it starts."""
    observations = Observations()
    token = _CURRENT.set(observations)
    try:
        yield observations
    finally:
        _CURRENT.reset(token)


@contextmanager
def observing_log() -> Iterator[None]:
    """Observe the log while the block runs. Only turns inside ``observed_turn`` are collected."""
    root = logging.getLogger()
    handler, level = _LogCollector(), root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


class _LogCollector(logging.Handler):
    """Keeps all of a log record: its text, its extra fields, and its exception with the chain."""

    _PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

    def emit(self, record: logging.LogRecord) -> None:
        if (observations := _CURRENT.get()) is None:
            return
        if record.levelno < logging.WARNING and record.name.startswith(_CLIENTS):
            return
        extras = {name: value for name, value in vars(record).items() if name not in self._PLAIN}
        parts = [record.name, record.levelname, record.getMessage(), repr(extras) if extras else ""]
        if record.exc_info:
            parts.append(logging.Formatter().formatException(record.exc_info))
        observations.logs.append(" ".join(part for part in parts if part))
