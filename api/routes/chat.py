"""``POST /v1/chat``: one turn, as JSON or as a stream of events."""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import ConfigDict, Field, StringConstraints
from starlette.types import Receive, Scope, Send

from agent.conversation import Conversation
from agent.events import Answer, AnswerCompleted, RunFailed, TurnEvent
from agent.turn import Agent, Question
from api.auth import Caller
from api.keepalive import KEEP_ALIVE, with_keep_alive
from api.problems import ProblemError
from api.render import rendered
from rewards.contract import Problem, WireModel
from rewards.identity import Principal

KEEP_ALIVE_S = 15.0
_EVENT_STREAM = "text/event-stream"
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {_EVENT_STREAM: {}}},
    **{status: {"model": Problem} for status in (401, 403, 404, 409, 413, 422, 503)},
}

router = APIRouter()
logger = logging.getLogger(__name__)


class ChatRequest(WireModel):
    """A question. ``caseId`` is not needed; when it is given, it must be the token's."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
    conversation_id: Annotated[str | None, Field(max_length=64)] = None
    case_id: Annotated[str | None, Field(max_length=80)] = None
    locale: Annotated[str | None, StringConstraints(pattern=r"^[a-z]{2}-[A-Z]{2}$")] = None


@router.post("/v1/chat", response_model=Answer, responses=_RESPONSES)
async def chat(body: ChatRequest, request: Request, caller: Caller) -> Response:
    """Answer a question from the rewards records that the caller may see.

    With ``Accept: text/event-stream`` the turn's events are sent as they happen, the last one being
    ``answer.completed`` or ``run.failed``; otherwise the answer comes whole.
    """
    agent: Agent = request.app.state.agent
    principal = _principal(body, caller)
    question = Question(body.message, principal, body.conversation_id, request.state.request_id)
    conversation = await agent.open(question)
    events = rendered(agent.run(question, conversation), principal, conversation.vault)
    if _wants_events(request.headers.get("accept", "")):
        return _TurnStream(events, agent, conversation)
    return await _while_connected(request, _whole(events))


def _wants_events(accept: str) -> bool:
    """Tell whether an Accept header asks for the stream; ``q=0`` asks for anything but it."""
    for part in accept.lower().split(","):
        media_type, *parameters = (piece.strip().replace(" ", "") for piece in part.split(";"))
        if media_type == _EVENT_STREAM and not any(re.fullmatch(r"q=0(\.0*)?", each) for each in parameters):
            return True
    return False


def _principal(body: ChatRequest, caller: Principal) -> Principal:
    """Hold the body against the token: it may choose a language, but neither a case nor a customer."""
    if body.case_id is not None and body.case_id != caller.case_id:
        raise ProblemError(403, "caseMismatch")
    return caller.model_copy(update={"locale": body.locale}) if body.locale else caller


async def _whole(events: AsyncGenerator[TurnEvent]) -> Response:
    async with aclosing(events):
        async for event in events:
            if isinstance(event, AnswerCompleted):
                return Response(event.answer.model_dump_json(), media_type="application/json", headers=_NO_STORE)
            if isinstance(event, RunFailed):
                raise ProblemError(503, event.code, retryable=event.retryable)
    raise ProblemError(503, "turnFailed", retryable=True)


async def _while_connected(request: Request, answer: Coroutine[None, None, Response]) -> Response:
    """Give the answer, or stop the turn as soon as its client has gone: nobody would read it."""
    turn = asyncio.ensure_future(answer)
    gone = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({turn, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not turn.done():
            raise ProblemError(499, "clientClosedRequest")
        return turn.result()
    finally:
        for task in (turn, gone):
            task.cancel()
        await asyncio.wait({turn, gone})


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class _TurnStream(StreamingResponse):
    """Sends a turn's events. The conversation is given back even when nobody reads the first byte."""

    def __init__(self, events: AsyncGenerator[TurnEvent], agent: Agent, conversation: Conversation) -> None:
        super().__init__(_frames(events), media_type=_EVENT_STREAM, headers=_NO_STORE | {"X-Accel-Buffering": "no"})
        self._agent = agent
        self._conversation = conversation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._agent.close(self._conversation)


async def _frames(events: AsyncGenerator[TurnEvent]) -> AsyncGenerator[bytes]:
    number = 0
    async with aclosing(with_keep_alive(_terminated(events), every_s=KEEP_ALIVE_S)) as marked:
        async for event in marked:
            if event is KEEP_ALIVE:
                yield b": keep-alive\n\n"
                continue
            number += 1
            yield f"event: {event.type}\nid: {number}\ndata: {event.model_dump_json()}\n\n".encode()


async def _terminated(events: AsyncGenerator[TurnEvent]) -> AsyncGenerator[TurnEvent]:
    """End a stream with an event even when the turn breaks: the status has been sent, so nothing else can tell."""
    try:
        async with aclosing(events):
            async for event in events:
                yield event
    except Exception:  # whatever it was: this is what a 500 would be before the first byte
        logger.exception("turn broke")
        yield RunFailed(code="internalError", retryable=True)


_NO_STORE = {"Cache-Control": "no-store"}
