"""Lookups and what is told of them while they run: a prefetch and a call of the model take the same way.

The facts of a lookup are on their way to the client before a model has been asked. A model then gets the results as
calls that are done, so that a usual turn needs one call of it.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from agent.events import FactsFound, ToolFinished, ToolStarted, TurnEvent
from agent.offline.plan import PlannedCall
from agent.telemetry.telemetry import TurnTrace
from guardrails.scope import TurnScope
from guardrails.tool_seam import ToolSeam
from tools.registry import TOOLS
from tools.result import ToolOutcome, ToolStatus

_DECLARED = {"businessReferenceId", "promotionId", "createdFrom", "createdTo"}
_ANSWERED = {ToolStatus.OK, ToolStatus.EMPTY}


@dataclass(frozen=True, slots=True)
class Call:
    """One lookup that a plan or a model asks for; its name and arguments are not trusted."""

    name: str
    arguments: Mapping[str, Any]
    call_id: str

    @property
    def shown_name(self) -> str:
        """The name for events and messages: what is no tool is not repeated."""
        return self.name if self.name in TOOLS else "unknown"

    @property
    def key(self) -> str:
        return f"{self.name} {json.dumps(self.arguments, sort_keys=True, default=str)}"


@dataclass(slots=True)
class Lookups:
    """The lookups of one turn. One that was answered is not made again: its answer is given once more."""

    seam: ToolSeam
    scope: TurnScope
    trace: TurnTrace
    _answered: dict[str, ToolOutcome] = field(default_factory=dict)

    def started(self, call: Call) -> ToolStarted | None:
        """Tell that a call starts; None when it will not be made again."""
        if call.key in self._answered:
            return None
        return ToolStarted(name=call.shown_name, arguments=_shown(call.arguments, self.scope))

    async def run(self, call: Call) -> tuple[ToolMessage, list[TurnEvent]]:
        """Answer a call through the seam: the message for the model, and what is told of it to the client."""
        if known := self._answered.get(call.key):
            return _message(call, known), []
        started = time.perf_counter()
        with self.trace.tool(call.shown_name) as watched:
            outcome = await self.seam.call(call.name, call.arguments, self.scope)
            watched.ended(outcome.view.status)
        latency_ms = round((time.perf_counter() - started) * 1000, 1)
        if outcome.view.status in _ANSWERED:
            self._answered[call.key] = outcome
        events: list[TurnEvent] = [
            ToolFinished(name=call.shown_name, status=outcome.view.status, latency_ms=latency_ms)
        ]
        if outcome.facts:
            events.append(_facts(outcome))
        return _message(call, outcome), events


class Prefetch:
    """What is looked up before a model is asked, all of it at once."""

    def __init__(self, lookups: Lookups, planned: Iterable[PlannedCall]) -> None:
        self._lookups = lookups
        self._calls = [
            Call(call.name, call.arguments, call_id=f"call_prefetch_{number}")
            for number, call in enumerate(planned, start=1)
        ]
        self._results: dict[str, ToolMessage] = {}

    async def events(self) -> AsyncGenerator[TurnEvent]:
        """Make the lookups and yield what is told of them, each as soon as it is known."""
        for call in self._calls:
            if started := self._lookups.started(call):
                yield started
        async with aclosing(self._finished()) as finished:
            async for message, events in finished:
                self._results[message.tool_call_id] = message
                for event in events:
                    yield event

    @property
    def messages(self) -> list[BaseMessage]:
        """The lookups as a model would have asked for them, with their results; none when there were none."""
        if not self._calls:
            return []
        asked = AIMessage(
            content="",
            tool_calls=[
                {"type": "tool_call", "name": call.name, "args": dict(call.arguments), "id": call.call_id}
                for call in self._calls
            ],
        )
        return [asked, *(self._results[call.call_id] for call in self._calls)]

    async def _finished(self) -> AsyncGenerator[tuple[ToolMessage, list[TurnEvent]]]:
        tasks = [asyncio.ensure_future(self._lookups.run(call)) for call in self._calls]
        try:
            for finished in asyncio.as_completed(tasks):
                yield await finished
        finally:
            unfinished = [task for task in tasks if not task.done()]
            for task in unfinished:
                task.cancel()
            if unfinished:
                await asyncio.wait(unfinished)


def _message(call: Call, outcome: ToolOutcome) -> ToolMessage:
    content = outcome.view.model_dump_json(exclude_none=True, exclude_defaults=True)
    return ToolMessage(content=content, name=call.shown_name, tool_call_id=call.call_id)


def _shown(arguments: Mapping[str, Any], scope: TurnScope) -> dict[str, str]:
    """Give the declared arguments with nothing personal in them; what is not declared is not shown."""
    return {name: scope.vault.tokenise(str(value))[:80] for name, value in arguments.items() if name in _DECLARED}


def _facts(outcome: ToolOutcome) -> FactsFound:
    return FactsFound(
        facts=outcome.facts,
        cashback=outcome.cashback,
        installments=outcome.installments,
        items=outcome.items,
        partial=outcome.partial,
        sources=outcome.sources,
    )
