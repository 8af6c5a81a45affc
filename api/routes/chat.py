"""``POST /v1/chat``: one turn, as JSON or as a stream of events."""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from pydantic import ConfigDict, Field, StringConstraints

from agent.conversations.conversation import Conversation
from agent.turn import Agent, TurnRequest
from agent.turn_events import Answer, AnswerCompleted, RunFailed, RunStarted, TurnEvent
from api.edge_rendering import render_events
from api.rate_limits import Asker
from api.turn_resume import last_event, stored_events, stored_turn
from core.contract import WireModel
from core.http.event_stream import EventStream, disconnected, format_event
from core.http.problem import ApiProblem, Problem
from core.http.request_id import request_id_of
from core.identity.tokens import Principal

_EVENT_STREAM = "text/event-stream"
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {_EVENT_STREAM: {}}},
    **{status: {"model": Problem} for status in (401, 403, 404, 409, 413, 422, 429, 503)},
}

router = APIRouter()
logger = logging.getLogger(__name__)


class ChatRequest(WireModel):
    """A question. ``caseId`` is optional, and must be that of the token."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
    conversation_id: Annotated[str | None, Field(max_length=64)] = None
    case_id: Annotated[str | None, Field(max_length=80)] = None
    locale: Annotated[str | None, StringConstraints(pattern=r"^[a-z]{2}-[A-Z]{2}$")] = None


@router.post("/v1/chat", response_model=Answer, responses=_RESPONSES)
async def chat(body: ChatRequest, request: HttpRequest, caller: Asker) -> Response:
    """Answer a question from the rewards records that the caller may see.

    With ``Accept: text/event-stream`` the turn's events are sent as they happen, the last one being
    ``answer.completed`` or ``run.failed``; otherwise the answer comes whole. With the ``Last-Event-ID`` of a stream
    that broke, the answer of that turn is sent again when it was stored; otherwise the turn is run.
    """
    agent: Agent = request.app.state.agent
    principal = _principal(body, caller)
    lost = last_event(request.headers.get("last-event-id"))
    if lost is not None and (found := await stored_turn(agent.conversations, principal, lost)):
        conversation, _ = found
        return await _response(
            request, agent, conversation, render_events(stored_events(*found), principal, conversation.vault)
        )
    begun_anew = lost is not None and lost.turn == 1  # the first turn of a conversation that never came to be
    conversation_id = None if begun_anew else body.conversation_id
    trace_parent = request.headers.get("traceparent")
    asked = TurnRequest(body.message, principal, conversation_id, request_id_of(request), trace_parent)
    conversation = await agent.open(asked)
    events = render_events(agent.run(asked, conversation), principal, conversation.vault)
    return await _response(request, agent, conversation, events)


async def _response(
    request: HttpRequest, agent: Agent, conversation: Conversation, events: AsyncGenerator[TurnEvent]
) -> Response:
    """Return the response in the form that was asked for. The conversation is released however it ends."""
    release = partial(agent.close, conversation)
    if _wants_events(request.headers.get("accept", "")):
        return EventStream(_frames(events), on_end=release)
    try:
        return await _while_connected(request, _answer_response(events))
    finally:
        await release()


def _wants_events(accept: str) -> bool:
    """Whether an Accept header asks for the stream. ``q=0`` excludes it."""
    for part in accept.lower().split(","):
        media_type, *parameters = (piece.strip().replace(" ", "") for piece in part.split(";"))
        if media_type == _EVENT_STREAM and not any(re.fullmatch(r"q=0(\.0*)?", each) for each in parameters):
            return True
    return False


def _principal(body: ChatRequest, caller: Principal) -> Principal:
    """Return the caller with the body's choice of a language. The body chooses neither a case nor a customer."""
    if body.case_id is not None and body.case_id != caller.case_id:
        raise ApiProblem("caseMismatch")
    return caller.model_copy(update={"locale": body.locale}) if body.locale else caller


async def _answer_response(events: AsyncGenerator[TurnEvent]) -> Response:
    async with aclosing(events):
        async for event in events:
            if isinstance(event, AnswerCompleted):
                return Response(event.answer.model_dump_json(), media_type="application/json")
            if isinstance(event, RunFailed):
                raise ApiProblem(event.code)
    raise ApiProblem("turnFailed")


async def _while_connected(request: HttpRequest, answer: Coroutine[None, None, Response]) -> Response:
    """Return the answer, or stop the turn as soon as its client is gone, as nobody would read it."""
    turn = asyncio.ensure_future(answer)
    gone = asyncio.ensure_future(disconnected(request.receive))
    try:
        await asyncio.wait({turn, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not turn.done():
            raise ApiProblem("clientClosedRequest")
        return turn.result()
    finally:
        for task in (turn, gone):
            task.cancel()
        await asyncio.wait({turn, gone})


async def _frames(events: AsyncGenerator[TurnEvent]) -> AsyncGenerator[bytes]:
    """Yield events as frames. An id names conversation, turn and event, so its meaning never changes."""
    place = "none/1"
    number = 0
    async with aclosing(_terminated(events)) as ending:
        async for event in ending:
            if isinstance(event, RunStarted):
                place = f"{event.conversation_id}/{event.turn}"
            number += 1
            yield format_event(event.type, event.model_dump_json(), f"{place}/{number}")


async def _terminated(events: AsyncGenerator[TurnEvent]) -> AsyncGenerator[TurnEvent]:
    """Yield the events, and ``run.failed`` when the turn breaks: the status has been sent already."""
    try:
        async with aclosing(events):
            async for event in events:
                yield event
    except Exception:  # whatever it was: this is what a 500 would be before the first byte
        logger.exception("turn broke")
        yield RunFailed(code="internalError", retryable=True)
