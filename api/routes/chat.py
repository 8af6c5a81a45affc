"""``POST /v1/chat``: one turn, as JSON or as a stream of events."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from pydantic import ConfigDict, Field, StringConstraints

from agent.turn_events import Answer, RunStarted, TurnEvent
from api.problem_responses import problem_responses
from api.rate_limits import Asker
from api.turn_number import TurnNumber
from api.turn_start import Message, Question, start_turn
from core.contract import WireModel
from core.http.event_stream import format_event
from core.http.problem import ApiProblem
from core.identity.tokens import Principal

_EVENT_STREAM = "text/event-stream"
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {_EVENT_STREAM: {}}},
    **problem_responses(
        "requestFailed",
        "caseMismatch",
        "notAllowed",
        "conversationNotFound",
        "turnInProgress",
        "turnNotLast",
        "tooLarge",
        "invalidRequest",
        "conversationFull",
        "guardFault",
        "internalError",
        "conversationsUnavailable",
        "redactionFailed",
        "policyUnavailable",
        "auditUnavailable",
    ),
}

router = APIRouter(tags=["turns"])


class ChatRequest(WireModel):
    """A question. ``caseId`` is optional, and must be that of the token."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"message": "What is left on order 404-1029384-5566778?", "locale": "en-IN"},
                {"message": "Why?", "conversationId": "conv_R3Jm0qVw2mB1cXyZ", "replacesTurn": 2},
            ]
        },
    )

    message: Message
    conversation_id: Annotated[str | None, Field(max_length=64)] = None
    case_id: Annotated[str | None, Field(max_length=80)] = None
    replaces_turn: Annotated[
        TurnNumber | None, Field(description="The last turn, whose place the answer to this question takes.")
    ] = None
    locale: Annotated[str | None, StringConstraints(pattern=r"^[a-z]{2}-[A-Z]{2}$")] = None


@router.post("/v1/chat", response_model=Answer, responses=_RESPONSES, operation_id="ask")
async def chat(body: ChatRequest, request: HttpRequest, caller: Asker) -> Response:
    """Answer a question from the rewards records that the caller may see.

    With ``Accept: text/event-stream`` the turn's events are sent as they happen, the last one being
    ``answer.completed`` or ``run.failed``; otherwise the answer comes whole. With the ``Last-Event-ID`` of a stream
    that broke, the answer of that turn is sent again when it was stored; otherwise the turn is run.

    With ``replacesTurn``, the number of the conversation's last turn, the answer takes the place of that turn as soon
    as it is complete; until then, and when the new turn is stopped or fails, the old one stays.
    """
    question = Question(body.message, body.conversation_id, replaces_turn=body.replaces_turn)
    last_event_id = request.headers.get("last-event-id")
    turn = await start_turn(request, _principal(body, caller), question, last_event_id=last_event_id)
    if _wants_events(request.headers.get("accept", "")):
        return turn.stream(_frames)
    answer = await turn.answer(request)
    return Response(answer.model_dump_json(), media_type="application/json")


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


async def _frames(events: AsyncGenerator[TurnEvent]) -> AsyncGenerator[bytes]:
    """Yield events as frames. An id names conversation, turn, the turn's revision and event: its meaning never changes.

    The first revision is not written.
    """
    place = "none/1"
    number = 0
    async with aclosing(events):
        async for event in events:
            if isinstance(event, RunStarted):
                revision = f".{event.revision}" if event.revision > 1 else ""
                place = f"{event.conversation_id}/{event.turn}{revision}"
            number += 1
            yield format_event(event.type, event.model_dump_json(), f"{place}/{number}")
