"""Examples of answers in the OpenAPI document, by operation and media type."""

from typing import Any

from agent.turn_events import (
    Answer,
    AnswerCompleted,
    DraftLength,
    NextStep,
    NextStepCode,
    Outcome,
    ReplyDraft,
    RunStarted,
    StatementSpan,
    TurnEvent,
)
from api.routes.conversations import ConversationList, ConversationSummary, StoredConversation, StoredTurn
from core.http.event_stream import format_event

_CONVERSATION = "conv_R3Jm0qVw2mB1cXyZ"
_QUESTION = "What is left on order 404-1029384-5566778?"
_TEXT = "₹64.00 of ₹100.00 is still to come."
ANSWER = Answer(
    conversation_id=_CONVERSATION,
    turn=1,
    outcome=Outcome.ANSWERED,
    text=_TEXT,
    statements=[StatementSpan(statement_id="s1", kind="remaining", start=0, end=len(_TEXT))],
    suggestions=["Why?"],
    reply_draft=_TEXT,
    reply_drafts=[ReplyDraft(language="en", length=DraftLength.SHORT, text=_TEXT)],
    next_step=NextStep(code=NextStepCode.WAIT_FOR_SHIPMENT, text="Wait for the second shipment.", note="WAITING"),
    model="offline",
    degraded=False,
)
_SUMMARY = ConversationSummary(
    conversation_id=_CONVERSATION,
    title=_QUESTION,
    created_at="2026-11-23T04:30:00Z",
    updated_at="2026-11-23T04:31:00Z",
)
STORED = StoredConversation(
    conversation_id=_CONVERSATION, title=_QUESTION, turns=[StoredTurn(turn=1, question=_QUESTION, answer=ANSWER)]
)
LISTED = ConversationList(data=[_SUMMARY], has_more=False, next_cursor=None)


def _stream() -> str:
    events: tuple[TurnEvent, ...] = (RunStarted(conversation_id=_CONVERSATION, turn=1), AnswerCompleted(answer=ANSWER))
    frames = (
        format_event(event.type, event.model_dump_json(), f"{_CONVERSATION}/1/{number}")
        for number, event in enumerate(events, 1)
    )
    return b"".join(frames).decode()


EXAMPLES: dict[str, dict[str, Any]] = {
    "ask": {"application/json": ANSWER.model_dump(mode="json"), "text/event-stream": _stream()},
    "listConversations": {"application/json": LISTED.model_dump(mode="json")},
    "getConversation": {"application/json": STORED.model_dump(mode="json")},
    "renameConversation": {"application/json": _SUMMARY.model_dump(mode="json")},
    "live": {"application/json": {"status": "ok"}},
    "ready": {"application/json": {"status": "ready"}},
}
