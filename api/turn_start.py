"""The start of a turn, the same for every protocol: from a question and a verified caller to the events as they are
rendered for that caller.

A protocol adds its own reading of a request and its own spelling of the events. Whom the records are for, the claim on
the conversation, limits, resumption, redaction and the end of a turn whose client has gone are decided here and below.
"""

import logging
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Request as HttpRequest
from pydantic import StringConstraints, TypeAdapter, ValidationError

from agent.conversations.conversation import Conversation
from agent.turn import Agent, TurnRequest
from agent.turn_events import Answer, AnswerCompleted, RunFailed, TurnEvent, Usage
from api.edge_rendering import render_events
from api.turn_resume import last_event, stored_events, stored_turn
from api.while_connected import while_connected
from core.http.event_stream import EventStream
from core.http.problem import ApiProblem
from core.http.request_id import request_id_of
from core.identity.tokens import Principal

logger = logging.getLogger(__name__)

Message = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
LONGEST_THREAD = 256  # characters of a client's name for a conversation
_MESSAGE: TypeAdapter[str] = TypeAdapter(Message)
_CONVERSATION_ID = re.compile(r"conv_[A-Za-z0-9_-]{1,64}")
NO_USAGE = Usage(input_tokens=0, output_tokens=0)
# Turns the events of a turn into the frames of a protocol.
Frames = Callable[[AsyncGenerator[TurnEvent]], AsyncGenerator[bytes]]


@dataclass(frozen=True, slots=True)
class Question:
    """What a protocol has read out of a request. At most one of id and thread is set; without either a conversation
    begins.

    ``thread`` is a client's own name for a conversation. The same name means the same conversation for the same
    principal, and another conversation for everybody else; our own id of a conversation is a thread too.
    """

    message: str
    conversation_id: str | None = None
    thread: str | None = None
    replaces_turn: int | None = None  # the last turn, whose place the new one takes when it is complete


@dataclass(frozen=True, slots=True)
class StartedTurn:
    """A turn that may run, with its conversation claimed. ``stream`` or ``answer`` runs it, once, and releases it."""

    conversation: Conversation
    events: AsyncGenerator[TurnEvent]
    _agent: Agent

    @property
    def conversation_id(self) -> str:
        return self.conversation.conversation_id

    def usage(self, answer: Answer) -> Usage:
        """Return what a provider's model received and wrote in this turn; zeros for a viewer who may not see it."""
        turns = self.conversation.turns
        before = (turns[-1].answer.usage if turns else None) or NO_USAGE
        total = answer.usage or before
        return Usage(
            input_tokens=total.input_tokens - before.input_tokens,
            output_tokens=total.output_tokens - before.output_tokens,
        )

    def stream(self, frames: Frames) -> EventStream:
        """Return a response that runs the turn while its client reads."""
        return EventStream(frames(_terminated(self.events)), on_end=partial(self._agent.close, self.conversation))

    async def answer(self, request: HttpRequest) -> Answer:
        """Return the whole answer, or stop the turn as soon as its client has gone.

        Raises:
            ApiProblem: with the code of a turn that failed, or ``clientClosedRequest``.
        """
        try:
            return await while_connected(request, _answer(self.events))
        finally:
            await self._agent.close(self.conversation)


def question_text(text: str) -> str:
    """Return the text of a question without surrounding white space.

    Raises:
        ApiProblem: ``invalidRequest`` when it is empty, too long, or not valid Unicode.
    """
    try:
        return _MESSAGE.validate_python(text)
    except ValidationError:
        raise ApiProblem("invalidRequest") from None  # not chained: the message quotes the text


async def start_turn(
    request: HttpRequest, caller: Principal, question: Question, *, last_event_id: str | None = None
) -> StartedTurn:
    """Return the turn that answers a question. ``caller`` has been counted against the rate limits.

    With the id of the last event of a stream that broke, the answer of that turn is sent again when it was stored;
    otherwise the turn is run.

    Raises:
        ApiProblem: ``invalidRequest`` for a thread whose name is too long.
        AgentError, GuardrailError: see ``Agent.open``.
    """
    agent: Agent = request.app.state.agent
    lost = last_event(last_event_id)
    if lost is not None and (found := await stored_turn(agent.conversations, caller, lost)):
        conversation, _ = found
        events = stored_events(*found)
    else:
        # The first turn of a conversation that never came to be.
        begun_anew = lost is not None and (lost.turn, lost.revision) == (1, 1) and question.replaces_turn is None
        asked = _turn_request(request, caller, question, begun_anew=begun_anew)
        conversation = await agent.open(asked)
        events = agent.run(asked, conversation)
    return StartedTurn(conversation, render_events(events, caller, conversation.vault), agent)


def _turn_request(request: HttpRequest, caller: Principal, question: Question, *, begun_anew: bool) -> TurnRequest:
    agent: Agent = request.app.state.agent
    conversation_id, thread = question.conversation_id, question.thread
    if thread is not None and _CONVERSATION_ID.fullmatch(thread):
        conversation_id, thread = thread, None
    if thread is not None:
        if len(thread) > LONGEST_THREAD:
            raise ApiProblem("invalidRequest")
        conversation_id = agent.conversations.id_of_thread(caller, thread)
    elif begun_anew:
        conversation_id = None
    return TurnRequest(
        message=question.message,
        principal=caller,
        conversation_id=conversation_id,
        request_id=request_id_of(request),
        trace_parent=request.headers.get("traceparent"),
        may_begin=thread is not None,
        replaces_turn=question.replaces_turn,
    )


async def _answer(events: AsyncGenerator[TurnEvent]) -> Answer:
    async with aclosing(events):
        async for event in events:
            if isinstance(event, AnswerCompleted):
                return event.answer
            if isinstance(event, RunFailed):
                raise ApiProblem(event.code)
    raise ApiProblem("turnFailed")


async def _terminated(events: AsyncGenerator[TurnEvent]) -> AsyncGenerator[TurnEvent]:
    """Yield the events, and ``run.failed`` when the turn breaks: the status has been sent already."""
    try:
        async with aclosing(events):
            async for event in events:
                yield event
    except Exception:  # whatever it was: this is what a 500 would be before the first byte
        logger.exception("turn broke")
        yield RunFailed(code="internalError", retryable=True)
