"""``POST /ag-ui``: a turn as a run of the AG-UI protocol, version 1.0."""

import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any, assert_never

from ag_ui.core import (
    PROTOCOL_VERSION,
    BaseEvent,
    CustomEvent,
    RunAgentInput,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    ToolCallArgsEvent,
    ToolCallEndEvent,
    ToolCallResultEvent,
    ToolCallStartEvent,
)
from ag_ui.encoder import EventEncoder
from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from agent.turn_events import (
    Answer,
    AnswerCompleted,
    AnswerDelta,
    FactsFound,
    RunFailed,
    RunStarted,
    ToolFinished,
    ToolStarted,
    TurnEvent,
)
from api.problems import problem_title
from api.protocols.client_messages import ClientMessage, last_question
from api.protocols.turn_content import answer_content, facts_content
from api.protocols.turn_responses import REFUSALS
from api.rate_limits import Asker
from api.turn_start import Question, start_turn
from core.http.event_stream import EventStream

PATH = "/ag-ui"
router = APIRouter(tags=["protocols"])


@router.post(PATH, status_code=200, response_class=EventStream, responses=REFUSALS, operation_id="agUiRun")
async def run(body: RunAgentInput, request: HttpRequest, caller: Asker) -> Response:
    """Answer the last user message of an AG-UI run, as a stream of the protocol's events.

    ``threadId`` is the client's own name for the conversation, or the id of a conversation of this service. Other
    messages, ``state``, ``tools``, ``context`` and ``forwardedProps`` are not used.
    """
    asked = [message for message in body.messages if message.role == "user"][-1:]
    messages = [ClientMessage.model_validate(message.model_dump(mode="json")) for message in asked]
    question = Question(last_question(messages), thread=body.thread_id or None)
    turn = await start_turn(request, caller, question)
    return turn.stream(_Run(body.thread_id, body.run_id).frames)


class _Run:
    """The events of one run, from those of a turn."""

    def __init__(self, thread_id: str, run_id: str) -> None:
        self._thread_id = thread_id
        self._run_id = run_id
        self._place = run_id  # of the turn: ids of messages and calls begin with it
        self._is_text_open = False
        self._open_calls: dict[str, None] = {}

    async def frames(self, events: AsyncGenerator[TurnEvent]) -> AsyncGenerator[bytes]:
        encoder = EventEncoder()
        async with aclosing(events):
            async for event in events:
                for each in self._events(event):
                    yield encoder.encode(each).encode()

    def _events(self, event: TurnEvent) -> Iterator[BaseEvent]:
        match event:
            case RunStarted():
                yield from self._started(event)
            case ToolStarted():
                yield from self._call(event)
            case ToolFinished():
                yield self._result(event.call_id, event.status)
            case FactsFound():
                yield CustomEvent(name="rewards.facts", value=facts_content(event))
            case AnswerDelta():
                yield from self._text(event.text)
            case AnswerCompleted():
                yield from self._finished(event.answer)
            case RunFailed():
                yield RunErrorEvent(message=problem_title(event.code), code=event.code)
            case _:
                assert_never(event)

    def _started(self, event: RunStarted) -> Iterator[BaseEvent]:
        self._place = f"{event.conversation_id}/{event.turn}"
        yield RunStartedEvent(thread_id=self._thread_id, run_id=self._run_id, protocol_version=PROTOCOL_VERSION)
        place = {"conversationId": event.conversation_id, "turn": event.turn}
        yield CustomEvent(name="rewards.conversation", value=place)

    def _call(self, event: ToolStarted) -> Iterator[BaseEvent]:
        call_id = f"{self._place}/{event.call_id}"
        self._open_calls[event.call_id] = None
        yield ToolCallStartEvent(tool_call_id=call_id, tool_call_name=event.name)
        yield ToolCallArgsEvent(tool_call_id=call_id, delta=json.dumps(event.arguments))
        yield ToolCallEndEvent(tool_call_id=call_id)

    def _result(self, call_id: str, status: str) -> BaseEvent:
        """Return the result of a call: its status, as the facts come in a separate event."""
        self._open_calls.pop(call_id, None)
        place = f"{self._place}/{call_id}"
        content = json.dumps({"status": status})
        return ToolCallResultEvent(message_id=f"{place}/result", tool_call_id=place, content=content)

    def _text(self, text: str) -> Iterator[BaseEvent]:
        if not self._is_text_open:
            self._is_text_open = True
            yield TextMessageStartEvent(message_id=self._place, role="assistant")
        yield TextMessageContentEvent(message_id=self._place, delta=text)

    def _finished(self, answer: Answer) -> Iterator[BaseEvent]:
        for call_id in list(self._open_calls):  # without a result, a client would take a call for its own to answer
            yield self._result(call_id, "skipped")
        if self._is_text_open:
            yield TextMessageEndEvent(message_id=self._place)
        yield CustomEvent(name="rewards.answer", value=answer_content(answer))
        yield RunFinishedEvent(thread_id=self._thread_id, run_id=self._run_id, result=_result(answer))


def _result(answer: Answer) -> dict[str, Any]:
    place = {"conversationId": answer.conversation_id, "turn": answer.turn}
    return place | {"outcome": answer.outcome.value, "degraded": answer.degraded, "kept": answer.kept}
