"""What an MCP client gets of a lookup: a wire model for each tool, and the same in a few sentences.

Both are rendered for the viewer from the guarded outcome. The schemas are those of the viewer's role: what is for staff
only is neither in a customer's results nor in a customer's schemas.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic import AwareDatetime

from agent.reading.question import Question
from api.edge_rendering import Edge
from api.records.case_view import CaseWindow
from api.records.order_rendering import OrderRendering
from api.records.order_view import ConflictView, OrderView, PositionView
from api.records.statement_lines import statement_lines
from core.contract import IssuanceStatus, Reason, ReversalStatus, SourceReport, WireModel
from core.identity.tokens import Role
from guardrails.turn_scope import TurnScope
from statements.topics import Topic
from tools import issuance_history, promotion_execution, remaining_cashback
from tools.registry import TOOLS
from tools.tool_outcome import ToolOutcome

_OF_STAFF = frozenset({"customerId", "overIssued", "reasonCode", "conflicts"})
_OF_NOBODY = frozenset({"revealId"})  # a reveal is another route, for people
_POSITION = frozenset({Topic.POSITION, Topic.WHY})
_ORDERS = frozenset({Topic.LIST_ORDERS, Topic.TOTALS, Topic.NEEDS_ACTION})
_WHOLE_STORY: frozenset[Topic] = frozenset()


class FoundOrders(WireModel):
    """One order, or those of a search, newest first; ``window`` is that of the search, half-open.

    An amount that is null is unknown or not shown yet, and never zero.
    """

    orders: list[OrderView]
    window: CaseWindow | None
    has_more: bool  # the search has found more orders; a shorter window has fewer
    partial: bool
    sources: list[SourceReport]


class OrderHistory(WireModel):
    """One order with every issuance, failure, reversal, cancellation and expiry.

    An amount that is null is unknown or not shown yet, and never zero.
    """

    order: OrderView
    has_more: bool  # the history is longer than what was read


class BenefitPosition(WireModel):
    """The position of one benefit."""

    promotion_id: str
    promotion_name: str | None
    benefit_id: str
    benefit_type: str
    issuance_status: IssuanceStatus
    reversal_status: ReversalStatus
    position: PositionView | None
    reasons: list[Reason]
    conflicts: list[ConflictView]  # staff only


class OrderPosition(WireModel):
    """What was promised, was granted and remains of one order. Installments and items are not looked up.

    An amount that is null is unknown or not shown yet, and never zero.
    """

    business_reference_id: str
    customer_id: str | None  # staff only
    benefits: list[BenefitPosition]
    benefits_left_out: int
    totals: list[PositionView]
    partial: bool
    sources: list[SourceReport]
    as_of: AwareDatetime


RESULTS: Mapping[str, type[WireModel]] = {
    promotion_execution.NAME: FoundOrders,
    issuance_history.NAME: OrderHistory,
    remaining_cashback.NAME: OrderPosition,
}


@lru_cache
def input_schema(tool: str, role: Role) -> dict[str, Any]:
    """Return the JSON schema of a tool's arguments for callers of a role. It is shared, and must not be changed."""
    return TOOLS[tool].arguments_for(customer=role is Role.CUSTOMER).model_json_schema()


@lru_cache
def output_schema(tool: str, role: Role) -> dict[str, Any]:
    """Return the JSON schema of a tool's result for viewers of a role. It is shared, and must not be changed."""
    schema: dict[str, Any] = _shown(RESULTS[tool].model_json_schema(mode="serialization"), role)
    for part in schema["$defs"].values():
        part.pop("description", None)  # written for readers of the code: it names fields that are not shown here
    return schema


@dataclass(frozen=True, slots=True)
class ResultRendering:
    """Renders outcomes for one viewer."""

    edge: Edge
    now: datetime

    def structured(self, outcome: ToolOutcome) -> dict[str, Any]:
        """Return what was found as JSON, with a null for what is not known."""
        rendering = OrderRendering(self.edge, may_reveal=False)
        orders = [rendering.order(found.record) for found in outcome.orders]
        result: WireModel
        if outcome.tool == issuance_history.NAME:
            result = OrderHistory(order=orders[0], has_more=outcome.has_more)
        elif outcome.tool == remaining_cashback.NAME:
            result = _position_of(orders[0])
        else:
            window = outcome.window
            result = FoundOrders(
                orders=orders,
                window=None if window is None else CaseWindow(start=window.start, end=window.end),
                has_more=outcome.has_more,
                partial=outcome.partial,
                sources=self.edge.sources(list(outcome.sources)),
            )
        shown: dict[str, Any] = _shown(result.model_dump(mode="json", by_alias=True), self.edge.principal.role)
        return shown

    def text(self, outcome: ToolOutcome, scope: TurnScope) -> str:
        """Return what was found in the sentences of an answer, in the language of the viewer's locale."""
        language = "hi" if self.edge.principal.locale.startswith("hi") else "en"
        asked = Question(topics=_topics(outcome), wants_all_orders=outcome.window is not None, language=language)
        return "\n".join(statement_lines(outcome, scope, self.edge, self.now, asked))


def _topics(outcome: ToolOutcome) -> frozenset[Topic]:
    if outcome.window is not None:
        return _ORDERS
    return _POSITION if outcome.tool == remaining_cashback.NAME else _WHOLE_STORY


def _position_of(order: OrderView) -> OrderPosition:
    return OrderPosition(
        business_reference_id=order.business_reference_id,
        customer_id=order.customer_id,
        benefits=[
            BenefitPosition(
                promotion_id=each.promotion_id,
                promotion_name=each.promotion_name,
                benefit_id=each.benefit_id,
                benefit_type=each.benefit_type,
                issuance_status=each.issuance_status,
                reversal_status=each.reversal_status,
                position=each.position,
                reasons=each.reasons,
                conflicts=each.conflicts,
            )
            for each in order.benefits
        ],
        benefits_left_out=order.benefits_left_out,
        totals=order.totals,
        partial=order.partial,
        sources=order.sources,
        as_of=order.as_of,
    )


def _shown(value: Any, role: Role) -> Any:
    """Return a result, or a schema, without the fields that this role is not shown."""
    return _without(value, _OF_NOBODY | _OF_STAFF if role is Role.CUSTOMER else _OF_NOBODY)


def _without(value: Any, fields: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(each, fields) for name, each in value.items() if name not in fields}
    if isinstance(value, list):
        return [_without(each, fields) for each in value if not (isinstance(each, str) and each in fields)]
    return value
