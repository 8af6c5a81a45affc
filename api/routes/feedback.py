"""``POST /v1/feedback``: what somebody says about an answer, and what they did with its reply draft."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field, StringConstraints

from agent.conversations.feedback import LONGEST_COMMENT, DraftUse, Feedback, FeedbackReason, Rating
from agent.turn import Agent
from api.problem_responses import problem_responses
from api.rate_limits import Changer
from api.turn_number import TurnNumber
from core.contract import WireModel

_RESPONSES = problem_responses(
    "requestFailed",
    "conversationNotFound",
    "tooLarge",
    "invalidRequest",
    "guardFault",
    "redactionFailed",
    "conversationsUnavailable",
)

router = APIRouter(tags=["conversations"])


class FeedbackRequest(WireModel):
    """Feedback on one turn. A field that is null or missing, or an empty comment, leaves what was said before."""

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
    turn: TurnNumber
    rating: Rating | None = None
    reason: FeedbackReason | None = None
    comment: Annotated[
        str | None,
        StringConstraints(max_length=LONGEST_COMMENT, strip_whitespace=True, pattern=r"^[^\x00]*$"),
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
    said = Feedback(body.rating, body.reason, body.comment or None, body.use)
    with figures.counting_guard_faults():
        new = await agent.conversations.feedback.add(
            caller, body.conversation_id, body.turn, said, now=agent.clock.now()
        )
    figures.count_feedback(rating=new.rating, reason=new.reason, use=new.use)
    return Response(status_code=204)
