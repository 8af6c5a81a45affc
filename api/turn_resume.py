"""Resumes a turn after a broken connection: one that was stored in the meantime is sent again and not run twice."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from agent.conversations.conversation import Conversation, Turn
from agent.conversations.conversation_store import ConversationStore
from agent.errors import ConversationUnknown
from agent.turn_events import AnswerCompleted, RunStarted, TurnEvent
from core.identity.tokens import Principal

_EVENT_ID = re.compile(
    r"(?P<conversation>[A-Za-z0-9_-]{1,64})/(?P<turn>[1-9]\d{0,6})(?:\.(?P<revision>[1-9]\d{0,6}))?/\d{1,7}"
)
_TURNS_BACK = 4


@dataclass(frozen=True, slots=True)
class LastEvent:
    """The position at which a client lost its stream, by the id of the last event that it read."""

    conversation_id: str
    turn: int
    revision: int = 1


def last_event(header: str | None) -> LastEvent | None:
    """Return what a ``Last-Event-ID`` names, None when the id is not of this service."""
    match = _EVENT_ID.fullmatch(header or "")
    return LastEvent(match["conversation"], int(match["turn"]), int(match["revision"] or 1)) if match else None


async def stored_turn(
    conversations: ConversationStore, principal: Principal, lost: LastEvent
) -> tuple[Conversation, Turn] | None:
    """Return the turn whose stream was lost; None when it was not stored, was replaced, or is not this principal's."""
    try:
        conversation = await conversations.read(principal, lost.conversation_id, most_turns=_TURNS_BACK)
    except ConversationUnknown:
        return None
    turn = next((t for t in conversation.turns if (t.number, t.revision) == (lost.turn, lost.revision)), None)
    return None if turn is None else (conversation, turn)


async def stored_events(conversation: Conversation, turn: Turn) -> AsyncGenerator[TurnEvent]:
    """Yield a stored turn as its first and its last event."""
    yield RunStarted(conversation_id=conversation.conversation_id, turn=turn.number, revision=turn.revision)
    yield AnswerCompleted(answer=turn.answer)
