"""``POST /v1/orders/{brf}/reveal``: a gift card of an order in full, for a lead who is allowed to see it."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import ConfigDict, StringConstraints

from agent.turn import Agent
from api.rate_limits import Revealer
from api.records import examples
from api.records.order_view import RevealedGiftCard
from api.routes.records import BusinessReferenceId, responses
from core.contract import WireModel
from core.http.problem import ApiProblem
from core.http.request_id import request_id_of
from core.ids import normalise_order_id
from guardrails.authorization.gift_card_reveal import Reveal
from guardrails.authorization.revealed_cards import CardOfInstallment
from guardrails.errors import Denied

router = APIRouter(prefix="/v1/orders/{brf}", tags=["records"])
_Id = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class RevealedInstallment(WireModel):
    """An installment of the order's view, named without the number of its gift card."""

    model_config = ConfigDict(extra="forbid")

    promotion_id: _Id
    benefit_id: _Id
    reveal_id: _Id
    last_four: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,4}$")]


@router.post("/reveal", responses=responses(examples.REVEALED), operation_id="revealInstallment")
async def reveal_gift_card(
    brf: BusinessReferenceId, body: RevealedInstallment, request: Request, caller: Revealer
) -> RevealedGiftCard:
    """Return the whole number of a gift card. The order is looked up anew, and every attempt is audited.

    A caller who may not see it and a card that does not exist get the same 404.
    """
    agent: Agent = request.app.state.agent
    card = CardOfInstallment(
        order=normalise_order_id(brf),
        promotion_id=body.promotion_id,
        benefit_id=body.benefit_id,
        reveal_id=body.reveal_id,
        last_four=body.last_four,
    )
    reveal = Reveal(
        principal=caller,
        conversation_id="",
        request_id=request_id_of(request),
        card=card,
        vault=agent.conversations.make_vault({}),
    )
    with agent.telemetry.figures.counting_guard_faults():
        try:
            number = await agent.tool_gateway.reveals.card(reveal)
        except Denied as error:
            raise ApiProblem("notFound") from error
    return RevealedGiftCard(gift_card=number)
