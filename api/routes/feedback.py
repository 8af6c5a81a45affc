"""``POST /v1/feedback``: what somebody says about an answer, and what they did with its reply draft."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field, StringConstraints

from agent.conversations.feedback import LONGEST_COMMENT, DraftUse, Feedback, FeedbackReason, Rating
from agent.turn import Agent
from api.rate_limits import Changer
from core.contract import WireModel
from core.http.problem import Problem

_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (401, 404, 413, 422, 429, 500, 503)
}

router = APIRouter()


class FeedbackRequest(WireModel):
    """Feedback on one turn. A field that is null or missing leaves what was said before."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "conversationId": "conv_R3Jm0qVw2mB1cXyZ",
                    "turn": 1,
                    "rating": "down",
                    "reason": "incomplete",
                    "comment": "The second card is missing.",
                }
            ]
        },
    )

    conversation_id: Annotated[str, Field(max_length=64)]
    turn: Annotated[int, Field(ge=1, le=9_999_999, strict=True)]
    rating: Rating | None = None
    reason: FeedbackReason | None = None
    comment: Annotated[
        str | None, StringConstraints(min_length=1, max_length=LONGEST_COMMENT, strip_whitespace=True)
    ] = None
    use: Annotated[DraftUse | None, Field(description="What was done with the reply draft.")] = None


@router.post("/v1/feedback", status_code=204, responses=_RESPONSES, operation_id="sendFeedback")
async def send_feedback(body: FeedbackRequest, request: Request, caller: Changer) -> Response:
    """Store feedback on a turn of one of the caller's conversations. Later values replace earlier ones, by field.

    Personal data in the comment is redacted before it is stored. A conversation of somebody else and a turn that does
    not exist get the same 404. The feedback is deleted with its conversation, and with an answer that is replaced.
    """
    agent: Agent = request.app.state.agent
    figures = agent.telemetry.figures
    said = Feedback(body.rating, body.reason, body.comment, body.use)
    with figures.counting_guard_faults():
        await agent.conversations.feedback.add(caller, body.conversation_id, body.turn, said, now=agent.clock.now())
    figures.count_feedback(rating=said.rating, reason=said.reason, use=said.use)
    return Response(status_code=204)
