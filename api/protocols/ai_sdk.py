"""``POST /ai-sdk``: a turn as a UI message stream of the Vercel AI SDK, which its ``useChat`` reads."""

import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Annotated, Any, assert_never

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

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
from api.turn_start import LONGEST_THREAD, Question, start_turn
from core.http.event_stream import EventStream
from tools.cards import ToolStatus

PATH = "/ai-sdk"
_VERSION = {"x-vercel-ai-ui-message-stream": "v1"}
_DONE = b"data: [DONE]\n\n"
_FOUND = {ToolStatus.OK, ToolStatus.EMPTY}
_TEXT = "answer"
# We run the tools, and the client knows none of them.
_OURS: dict[str, Any] = {"providerExecuted": True, "dynamic": True}
router = APIRouter(tags=["protocols"])


class UiChat(BaseModel):
    """What ``DefaultChatTransport`` sends. ``id`` is the client's own name for the chat."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[str | None, Field(max_length=LONGEST_THREAD)] = None
    messages: list[ClientMessage]


@router.post(PATH, status_code=200, response_class=EventStream, responses=REFUSALS, operation_id="aiSdkChat")
async def chat(body: UiChat, request: HttpRequest, caller: Asker) -> Response:
    """Answer the last user message of a chat, as a UI message stream (version 1).

    ``id`` is the client's own name for the conversation, or the id of a conversation of this service; without it, a
    conversation begins. Other messages and fields are not used.
    """
    turn = await start_turn(request, caller, Question(last_question(body.messages), thread=body.id or None))
    response = turn.stream(_frames)
    response.headers.update(_VERSION)
    return response


async def _frames(events: AsyncGenerator[TurnEvent]) -> AsyncGenerator[bytes]:
    message = _UiMessage()
    async with aclosing(events):
        async for event in events:
            for chunk in message.chunks(event):
                yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()
    yield _DONE


class _UiMessage:
    """The chunks of one message, from the events of a turn."""

    def __init__(self) -> None:
        self._place = ""  # of the turn: the ids of the message and of its calls begin with it
        self._is_text_open = False
        self._open_calls: dict[str, None] = {}
        self._facts = 0

    def chunks(self, event: TurnEvent) -> Iterator[dict[str, Any]]:
        match event:
            case RunStarted():
                yield from self._started(event)
            case ToolStarted():
                self._open_calls[event.call_id] = None
                call = {"toolCallId": f"{self._place}/{event.call_id}", "toolName": event.name}
                yield {"type": "tool-input-available", **call, "input": event.arguments, **_OURS}
            case ToolFinished():
                yield self._output(event.call_id, event.status)
            case FactsFound():
                self._facts += 1
                yield {"type": "data-facts", "id": f"facts-{self._facts}", "data": facts_content(event)}
            case AnswerDelta():
                if not self._is_text_open:
                    self._is_text_open = True
                    yield {"type": "text-start", "id": _TEXT}
                yield {"type": "text-delta", "id": _TEXT, "delta": event.text}
            case AnswerCompleted():
                yield from self._finished(event.answer)
            case RunFailed():
                failure = {"code": event.code, "retryable": event.retryable}
                yield {"type": "data-failure", "data": failure, "transient": True}
                yield {"type": "error", "errorText": problem_title(event.code)}
            case _:
                assert_never(event)

    def _started(self, event: RunStarted) -> Iterator[dict[str, Any]]:
        self._place = f"{event.conversation_id}/{event.turn}"
        metadata = {"conversationId": event.conversation_id, "turn": event.turn}
        yield {"type": "start", "messageId": self._place, "messageMetadata": metadata}
        yield {"type": "start-step"}

    def _output(self, call_id: str, status: str) -> dict[str, Any]:
        self._open_calls.pop(call_id, None)
        call = {"toolCallId": f"{self._place}/{call_id}", **_OURS}
        if status in _FOUND:
            return {"type": "tool-output-available", **call, "output": {"status": status}}
        return {"type": "tool-output-error", **call, "errorText": status}

    def _finished(self, answer: Answer) -> Iterator[dict[str, Any]]:
        for call_id in list(self._open_calls):
            yield self._output(call_id, "skipped")
        if self._is_text_open:
            yield {"type": "text-end", "id": _TEXT}
        yield {"type": "data-answer", "id": "answer", "data": answer_content(answer)}
        yield {"type": "finish-step"}
        metadata = {"outcome": answer.outcome.value, "degraded": answer.degraded, "kept": answer.kept}
        yield {"type": "finish", "finishReason": "stop", "messageMetadata": metadata}
