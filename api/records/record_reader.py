"""What a viewer looks up without a question: each lookup is authorised, projected and audited by the tool gateway.

No conversation is involved. The tokens of a lookup live in a vault that ends with the request.
"""

from collections.abc import Mapping
from typing import Any

from agent.turn import Agent
from api.edge_rendering import Edge
from api.records.order_rendering import OrderRendering
from api.records.order_view import GiftCardPage, OrderPage, OrderView
from core.http.problem import ApiProblem
from core.identity.tokens import Principal
from guardrails.pii import PiiType
from guardrails.turn_scope import TurnScope
from tools import wording
from tools.cards import ToolStatus
from tools.errors import RewardsInvalid
from tools.facts import FactBook
from tools.record_lookups import LIST_ORDERS, READ_GIFT_CARD, READ_ORDER, RECORD_LOOKUPS
from tools.registry import Tool
from tools.tool_outcome import ToolOutcome


class RecordReader:
    """Looks up for one viewer. What is foreign, forbidden or missing is the same problem ``notFound``.

    Every method raises an ``ApiProblem``, or a ``GuardrailError`` where a guard could not do its work.
    """

    def __init__(self, agent: Agent, principal: Principal, *, request_id: str) -> None:
        self._agent = agent
        self._principal = principal
        self._request_id = request_id

    async def order(self, business_reference_id: str, *, tool: str = READ_ORDER) -> OrderView:
        """Return one order. ``tool`` is its name in the audit log."""
        scope = self.new_scope()
        outcome = await self.look_up(tool, {"businessReferenceId": business_reference_id}, scope)
        if not outcome.orders:
            raise ApiProblem("notFound")
        return self._rendering(scope).order(outcome.orders[0].record)

    async def orders(self, arguments: Mapping[str, Any]) -> OrderPage:
        """Return a page of a customer's orders, for arguments of ``OrderListArguments``."""
        scope = self.new_scope()
        outcome = await self.look_up(LIST_ORDERS, arguments, scope)
        rendering = self._rendering(scope)
        return OrderPage(
            data=[rendering.order(found.record) for found in outcome.orders],
            has_more=outcome.has_more,
            next_cursor=outcome.next_cursor,
            partial=outcome.partial,
            sources=rendering.edge.sources(list(outcome.sources)),
        )

    async def gift_card(self, arguments: Mapping[str, Any]) -> GiftCardPage:
        """Return a page of the issuances on a gift card, for arguments of ``GiftCardArguments``."""
        scope = self.new_scope()
        outcome = await self.look_up(READ_GIFT_CARD, arguments, scope)
        rendering = self._rendering(scope)
        data = [issuance for found in outcome.orders for issuance in rendering.issuances(found.record)]
        if not data and not outcome.has_more:
            raise ApiProblem("notFound")
        token = scope.vault.token_for(arguments["giftCardId"], PiiType.GIFT_CARD)
        return GiftCardPage(
            gift_card=rendering.edge.restore(token),
            data=data,
            has_more=outcome.has_more,
            next_cursor=outcome.next_cursor,
            partial=outcome.partial,
            sources=rendering.edge.sources(list(outcome.sources)),
        )

    def new_scope(self, tools: Mapping[str, Tool] = RECORD_LOOKUPS) -> TurnScope:
        """Return the scope of one request: its vault, its facts and the lookups that may be made in it."""
        return TurnScope(
            principal=self._principal,
            vault=self._agent.conversations.make_vault({}),
            book=FactBook(wording.get_zone(self._principal.locale)),
            conversation_id="",
            request_id=self._request_id,
            tools=tools,
            guard_threads=self._agent.tool_gateway.guard_threads,
        )

    async def call(self, tool: str, arguments: Mapping[str, Any], scope: TurnScope) -> ToolOutcome:
        """Return the outcome of a lookup through the tool gateway. A failed lookup is an outcome too."""
        with self._agent.telemetry.figures.counting_guard_faults():
            return await self._agent.tool_gateway.call(tool, arguments, scope)

    async def look_up(self, tool: str, arguments: Mapping[str, Any], scope: TurnScope) -> ToolOutcome:
        """Return what a lookup found, through the tool gateway.

        Raises:
            ApiProblem: ``notFound``, or the code of a lookup that failed.
        """
        outcome = await self.call(tool, arguments, scope)
        if outcome.status in (ToolStatus.OK, ToolStatus.EMPTY):
            return outcome
        raise ApiProblem(_problem_code(outcome, has_cursor=arguments.get("cursor") is not None))

    def _rendering(self, scope: TurnScope) -> OrderRendering:
        may_reveal = self._agent.tool_gateway.reveals.may_ask(self._principal)
        return OrderRendering(Edge(self._principal, scope.vault), may_reveal)


def _problem_code(outcome: ToolOutcome, *, has_cursor: bool) -> str:
    if outcome.status is ToolStatus.INVALID and outcome.code == RewardsInvalid.public_code:
        # All but the cursor has been validated here; the API alone can read that.
        return "cursorInvalid" if has_cursor else "rewardsRejected"
    return outcome.code if outcome.code and outcome.status is not ToolStatus.INVALID else "invalidRequest"
