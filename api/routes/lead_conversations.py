"""``GET /v1/lead/conversations``: what support agents were answered, by outcome, feedback and degradation, for leads.

Questions are shown as they are stored, without personal data; answers as a lead may see them. Conversations of
customers, of services and of leads are not part of it (docs/privacy.md).
"""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import StringConstraints, TypeAdapter

from agent.conversations.feedback import DraftUse, FeedbackReason, Rating
from agent.conversations.reviews import ReviewedTurn, ReviewQuery
from agent.turn_events import Outcome
from api.edge_rendering import Edge
from api.lead_lookups import (
    PRINTABLE,
    RESPONSES,
    Account,
    Cursor,
    From,
    Limit,
    To,
    admitted,
    agent_of,
    open_place,
    read_window,
    seal,
)
from api.rate_limits import Reader
from core.contract import WireModel
from core.identity.tokens import Principal
from guardrails.degradation import DegradedReason
from guardrails.oversight import View

router = APIRouter()

_Text = Annotated[str, StringConstraints(max_length=64, pattern=PRINTABLE)]
_PLACE = TypeAdapter(tuple[_Text, _Text, int])


class TurnFeedback(WireModel):
    """What the agent said about an answer. ``comment`` is without personal data."""

    rating: Rating | None
    reason: FeedbackReason | None
    comment: str | None
    use: DraftUse | None


class ReviewedAnswer(WireModel):
    """One turn of a support agent. ``degradedReason`` says why the configured model did not answer, null if it did."""

    conversation_id: str
    turn: int
    at: datetime
    account: str
    outcome: Outcome
    degraded_reason: DegradedReason | None
    question: str
    answer: str
    language: str
    orders: list[str]
    feedback: TurnFeedback | None


class ReviewedAnswers(WireModel):
    """Turns, the latest first."""

    data: list[ReviewedAnswer]
    has_more: bool
    next_cursor: str | None


@router.get("/conversations", responses=RESPONSES, response_model=ReviewedAnswers, operation_id="listLeadConversations")
async def list_agents_turns(
    request: Request,
    caller: Reader,
    outcome: Annotated[Outcome | None, Query(description="How the turn ended.")] = None,
    feedback: Annotated[
        Rating | Literal["none"] | None, Query(description="The rating; `none` is a turn without one.")
    ] = None,
    degraded: Annotated[
        DegradedReason | Literal["any", "none"] | None,
        Query(description="Why the configured model did not answer; `any` for every reason, `none` where it did."),
    ] = None,
    agent: Account = None,
    from_: From = None,
    to: To = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response:
    """Return questions of support agents and what they were answered."""
    query = ReviewQuery(read_window(from_, to), outcome, feedback, degraded, agent)
    before = None if cursor is None else open_place(cursor, _PLACE)
    async with admitted(request, caller, View.CONVERSATIONS, about=agent):
        found = await agent_of(request).conversations.reviews.list(query, limit=limit + 1, before=before)
    page, has_more = found[:limit], len(found) > limit
    shown = ReviewedAnswers(
        data=[_shown(each, caller) for each in page],
        has_more=has_more,
        next_cursor=seal(*page[-1].place) if has_more else None,
    )
    return Response(shown.model_dump_json(), media_type="application/json")


def _shown(reviewed: ReviewedTurn, caller: Principal) -> ReviewedAnswer:
    edge, turn, said = Edge(caller, reviewed.vault), reviewed.turn, reviewed.feedback
    answer = edge.answer(turn.answer)
    return ReviewedAnswer(
        conversation_id=reviewed.conversation_id,
        turn=turn.number,
        at=reviewed.at,
        account=reviewed.account,
        outcome=answer.outcome,
        degraded_reason=answer.degraded_reason,
        question=edge.restore(turn.question),
        answer=answer.text,
        language=answer.language,
        orders=list(turn.orders),
        feedback=None
        if said is None
        else TurnFeedback(
            rating=said.rating,
            reason=said.reason,
            comment=None if said.comment is None else edge.restore(said.comment),
            use=said.use,
        ),
    )
