"""``POST /v1/reveal``: a gift card in full, for a lead who is allowed to see it."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field, StringConstraints

from agent.turn import Agent
from api.rate_limits import Revealer
from core.contract import WireModel
from core.http.problem import ApiProblem, Problem
from core.http.request_id import request_id_of
from guardrails.errors import Denied

_RESPONSES: dict[int | str, dict[str, Any]] = {status: {"model": Problem} for status in (401, 404, 422, 429, 503)}

router = APIRouter(tags=["turns"])


class RevealRequest(WireModel):
    """A gift-card fact of one of the caller's conversations."""

    model_config = ConfigDict(extra="forbid")

    fact_id: Annotated[str, StringConstraints(pattern=r"^f[1-9][0-9]{0,8}$")]
    conversation_id: Annotated[str, Field(max_length=64)]


class Revealed(WireModel):
    fact_id: str
    gift_card: str


@router.post("/v1/reveal", responses=_RESPONSES, operation_id="revealFact")
async def reveal(body: RevealRequest, request: Request, caller: Revealer) -> Revealed:
    """Return the whole number of a gift card. It is looked up anew, and every lookup is audited.

    A caller who may not see it, a conversation of somebody else and an unknown fact get the same 404.
    """
    agent: Agent = request.app.state.agent
    try:
        card = await agent.reveal(caller, body.conversation_id, body.fact_id, request_id=request_id_of(request))
    except Denied as error:
        raise ApiProblem("notFound") from error
    return Revealed(fact_id=body.fact_id, gift_card=card)
