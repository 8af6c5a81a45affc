"""``POST /v1/chat/completions`` and ``GET /v1/models``: the agent as a model of the OpenAI API."""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from agent.turn_events import AnswerCompleted, AnswerDelta, RunFailed, TurnEvent, Usage
from api.problems import PROBLEM_TYPES
from api.protocols.background_tasks import background_answer
from api.protocols.client_messages import last_user_text
from api.protocols.openai_errors import openai_error
from api.protocols.openai_schemas import (
    COMPLETION_RESPONSES,
    MODEL,
    MODEL_RESPONSES,
    Completion,
    CompletionChoice,
    CompletionMessage,
    CompletionRequest,
    CompletionUsage,
    Model,
    Models,
)
from api.rate_limits import Asker, Reader
from api.turn_start import LONGEST_THREAD, NO_USAGE, Question, StartedTurn, question_text, start_turn
from core.http.event_stream import EventStream
from core.http.problem import ApiProblem
from core.http.request_id import request_id_of

PATH = "/v1/chat/completions"
CONVERSATION_HEADER = "X-Conversation-Id"
_DONE = b"data: [DONE]\n\n"
router = APIRouter(tags=["protocols"])


@router.post(PATH, response_model=Completion, responses=COMPLETION_RESPONSES, operation_id="createChatCompletion")
async def complete(
    body: CompletionRequest,
    request: HttpRequest,
    caller: Asker,
    conversation: Annotated[str | None, Header(alias=CONVERSATION_HEADER, max_length=LONGEST_THREAD)] = None,
    open_web_ui_chat: Annotated[str | None, Header(alias="X-OpenWebUI-Chat-Id", max_length=LONGEST_THREAD)] = None,
) -> Response:
    """Answer the last user message, whole or as chunks.

    A conversation goes on where the header ``X-Conversation-Id``, ``metadata.conversation_id`` or the header of
    Open WebUI names it (the first of these counts), by the client's name for it or by an id of this service;
    otherwise the question stands alone. The response's header has its id. The prompts of front ends for a title, tags
    or follow-up questions are answered without a turn.
    """
    text = last_user_text(body.messages)
    completion = _Completion(request_id_of(request), has_usage=_includes_usage(body))
    if (background := background_answer(text)) is not None:
        return _background_response(completion, background, is_stream=bool(body.stream))
    thread = conversation or _named_conversation(body) or open_web_ui_chat or None
    turn = await start_turn(request, caller, Question(question_text(text), thread=thread))
    if body.stream:
        response: Response = turn.stream(lambda events: completion.frames(events, turn))
    else:
        answer = await turn.answer(request)
        response = completion.whole(answer.text, turn.usage(answer))
    response.headers[CONVERSATION_HEADER] = turn.conversation_id
    return response


@router.get("/v1/models", response_model=Models, responses=MODEL_RESPONSES, operation_id="listModels")
async def list_models(_: Reader) -> Models:
    """List the one model that there is. A request may name any other: it is answered all the same."""
    return Models()


@router.get("/v1/models/{model}", response_model=Model, responses=MODEL_RESPONSES, operation_id="retrieveModel")
async def retrieve_model(model: str, _: Reader) -> Model:
    """Describe the model."""
    if model != MODEL:
        raise ApiProblem("notFound")
    return Model()


def _includes_usage(body: CompletionRequest) -> bool:
    return bool(body.stream_options and body.stream_options.include_usage)


def _named_conversation(body: CompletionRequest) -> str | None:
    named = (body.metadata or {}).get("conversation_id")
    if named is not None and not isinstance(named, str):
        raise ApiProblem("invalidRequest")
    return named or None


def _background_response(completion: "_Completion", text: str, *, is_stream: bool) -> Response:
    if not is_stream:
        return completion.whole(text, NO_USAGE)

    async def frames() -> AsyncGenerator[bytes]:
        for frame in (completion.opening(), completion.delta(text), *completion.end(NO_USAGE)):
            yield frame

    return EventStream(frames())


@dataclass(frozen=True, slots=True)
class _Completion:
    """Writes one answer."""

    request_id: str
    has_usage: bool
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, text: str, usage: Usage) -> Response:
        choices = [CompletionChoice(message=CompletionMessage(content=text))]
        completion = Completion(id=self._id, created=self.created, choices=choices, usage=_usage(usage))
        return Response(completion.model_dump_json(), media_type="application/json")

    async def frames(self, events: AsyncGenerator[TurnEvent], turn: StartedTurn) -> AsyncGenerator[bytes]:
        """Yield the text of a turn as chunks. Lookups and facts have no place in them."""
        yield self.opening()
        async with aclosing(events):
            async for event in events:
                match event:
                    case AnswerDelta():
                        yield self.delta(event.text)
                    case AnswerCompleted():
                        for frame in self.end(turn.usage(event.answer)):
                            yield frame
                    case RunFailed():
                        kind = PROBLEM_TYPES[event.code]
                        yield _frame(openai_error(event.code, status=kind.status, title=kind.title))
                    case _:
                        pass

    def opening(self) -> bytes:
        return self._chunk({"role": "assistant", "content": ""})

    def delta(self, text: str) -> bytes:
        return self._chunk({"content": text})

    def end(self, usage: Usage) -> list[bytes]:
        counted = [self._frame(choices=[], usage=_usage(usage).model_dump())] if self.has_usage else []
        return [self._chunk({}, finish_reason="stop"), *counted, _DONE]

    def _chunk(self, delta: dict[str, str], *, finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return self._frame(choices=[choice], usage=None)

    def _frame(self, *, choices: list[dict[str, Any]], usage: dict[str, int] | None) -> bytes:
        head = {"id": self._id, "object": "chat.completion.chunk", "created": self.created, "model": MODEL}
        counted = {"usage": usage} if self.has_usage else {}
        return _frame({**head, "choices": choices, **counted})

    @property
    def _id(self) -> str:
        return f"chatcmpl-{self.request_id}"


def _frame(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _usage(usage: Usage) -> CompletionUsage:
    received, wrote = usage.input_tokens, usage.output_tokens
    return CompletionUsage(prompt_tokens=received, completion_tokens=wrote, total_tokens=received + wrote)
