"""Lookups and their events. Lookups planned by the service and tool calls of the model take the same path.

The facts of the planned lookups are sent to the client before a model is asked.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agent.reading.lookup_plan import PlannedLookup
from agent.telemetry.traces import TurnTrace
from agent.turn_events import FactsFound, ToolFinished, ToolStarted, TurnEvent
from guardrails.tool_gateway import ToolGateway
from guardrails.turn_scope import QueuePlace, TurnScope
from tools.cards import ToolStatus
from tools.registry import TOOLS
from tools.tool_outcome import ToolOutcome

_DECLARED = {"businessReferenceId", "promotionId", "createdFrom", "createdTo"}
_REDACTED = "…"
_ANSWERED = {ToolStatus.OK, ToolStatus.EMPTY}


@dataclass(frozen=True, slots=True)
class LookupCall:
    """One lookup that the plan or a model asks for. Its name and arguments are not trusted."""

    name: str
    arguments: Mapping[str, Any]
    call_id: str
    is_planned: bool = False  # by the service, from what the user wrote

    @property
    def shown_name(self) -> str:
        """The name for events and messages; a name that is not a tool's is not repeated."""
        return self.name if self.name in TOOLS else "unknown"

    @property
    def key(self) -> str:
        return f"{self.name} {json.dumps(self.arguments, sort_keys=True, default=str)}"

    @property
    def place_key(self) -> str:
        """A key that equal calls of a message share, and no others: a model may use an id twice."""
        return f"{self.call_id} {self.key}"


@dataclass(slots=True)
class Lookups:
    """The lookups of one turn. A lookup that was answered is not made again."""

    tool_gateway: ToolGateway
    scope: TurnScope
    trace: TurnTrace
    _answered: dict[str, ToolOutcome] = field(default_factory=dict)
    _started: int = 0
    _announced: dict[str, deque[str]] = field(default_factory=dict)  # ids in events, by the key of a call's place

    def is_answered(self, call: LookupCall) -> bool:
        """Whether the same lookup was answered before in this turn."""
        return call.key in self._answered

    def start_event(self, call: LookupCall) -> ToolStarted | None:
        """Return the event that announces a call; None when the call was answered before."""
        if self.is_answered(call):
            return None
        self._started += 1
        call_id = f"t{self._started}"  # not the call's own id, which may be text of a model
        self._announced.setdefault(call.place_key, deque()).append(call_id)
        return ToolStarted(call_id=call_id, name=call.shown_name, arguments=_redacted_arguments(call, self.scope))

    async def run(self, call: LookupCall, *, place: QueuePlace | None = None) -> list[TurnEvent]:
        """Make an announced lookup through the tool gateway and return its events; none when it was answered before.

        ``place`` is the one that was taken for it, if any.
        """
        if self.is_answered(call):
            return []
        started = time.perf_counter()
        with self.trace.tool(call.shown_name) as trace:
            outcome = await self.tool_gateway.call(call.name, call.arguments, self.scope, place=place)
            trace.record_status(outcome.status)
        latency_ms = round((time.perf_counter() - started) * 1000, 1)
        if outcome.status in _ANSWERED:
            self._answered[call.key] = outcome
        call_id = self._announced[call.place_key].popleft()
        events: list[TurnEvent] = [
            ToolFinished(call_id=call_id, name=call.shown_name, status=outcome.status, latency_ms=latency_ms)
        ]
        if outcome.facts:
            events.append(_facts_event(outcome))
        return events


class Prefetch:
    """The planned lookups of a turn, made concurrently before a model is asked."""

    def __init__(self, lookups: Lookups, planned: Iterable[PlannedLookup]) -> None:
        self._lookups = lookups
        self.calls = tuple(
            LookupCall(each.name, each.arguments, call_id=f"call_prefetch_{number}", is_planned=True)
            for number, each in enumerate(planned, start=1)
        )

    async def events(self) -> AsyncGenerator[TurnEvent]:
        """Make the lookups and yield their events, each as soon as it is known."""
        for call in self.calls:
            if started := self._lookups.start_event(call):
                yield started
        async with aclosing(self._finished()) as finished:
            async for events in finished:
                for event in events:
                    yield event

    async def _finished(self) -> AsyncGenerator[list[TurnEvent]]:
        tasks = [asyncio.ensure_future(self._lookups.run(call)) for call in self.calls]
        try:
            for finished in asyncio.as_completed(tasks):
                yield await finished
        finally:
            unfinished = [task for task in tasks if not task.done()]
            for task in unfinished:
                task.cancel()
            if unfinished:
                await asyncio.wait(unfinished)


def _redacted_arguments(call: LookupCall, scope: TurnScope) -> dict[str, str]:
    """Return the declared arguments without personal data; undeclared arguments are left out.

    Of a call that a model made, only ids on record and instants are shown: anything else is text of the model.
    """
    declared = {name: str(value) for name, value in call.arguments.items() if name in _DECLARED}
    if call.is_planned:
        return {name: scope.vault.tokenize(value)[:80] for name, value in declared.items()}
    on_record = {
        each
        for outcome in scope.outcomes
        for order in outcome.orders
        for each in (order.order_id, *(benefit.record.promotion_id for benefit in order.benefits))
    }
    return {
        name: value if value in on_record else _parse_instant(value) or _REDACTED
        for name, value in declared.items()
        if call.name in TOOLS
    }


def _parse_instant(value: str) -> str | None:
    """Return a point in time in ISO 8601, None where the text is not one."""
    try:
        return datetime.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _facts_event(outcome: ToolOutcome) -> FactsFound:
    return FactsFound(
        facts=list(outcome.facts),
        cashback=list(outcome.cashback),
        installments=list(outcome.installments),
        items=list(outcome.items),
        partial=outcome.partial,
        sources=list(outcome.sources),
    )
