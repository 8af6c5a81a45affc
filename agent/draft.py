"""What a support agent may paste to the customer: composed from what the customer may see, never written by a model."""

from agent.build import TurnContext
from agent.offline.compose import compose
from agent.offline.selection import choose_for
from rewards.contract import Reason
from tools.result import ModelBenefit, ModelOrder, ModelView, ToolStatus

_INTERNAL = {Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE, Reason.SOURCE_CONFLICT}


def reply_draft(context: TurnContext) -> str | None:
    """Compose the reply to the customer; None when there is nothing certain to tell them."""
    chosen = choose_for(context.scope.views, context.understanding, context.brief)
    if chosen.needs_input:
        return None
    views = [_for_customer(view) for view in chosen.views if view.status is ToolStatus.OK]
    orders = [order for view in views for order in view.orders]
    if not orders or any(order.partial for order in orders):
        return None
    asked = context.understanding.without_refusals()
    text = compose(views, asked, is_open_search=False, for_staff=False)
    return f"Hello, thank you for writing to us. We have checked this for you.\n{text}"


def _for_customer(view: ModelView) -> ModelView:
    return view.model_copy(update={"orders": [_order(order) for order in view.orders]})


def _order(order: ModelOrder) -> ModelOrder:
    benefits = [_benefit(benefit) for benefit in order.benefits]
    hidden = any(_is_unrevealed(benefit) for benefit in benefits)
    return order.model_copy(update={"benefits": benefits, "totals": [] if hidden else order.totals, "conflicts": []})


def _benefit(benefit: ModelBenefit) -> ModelBenefit:
    """Take internal reasons away, and the worth of a scratch card that the customer has not revealed."""
    reasons = {reason: fact_id for reason, fact_id in benefit.reasons.items() if reason not in _INTERNAL}
    update: dict[str, object] = {"reasons": reasons}
    if _is_unrevealed(benefit):
        update |= {"figures": {}, "items": [], "installments": []}
    return benefit.model_copy(update=update)


def _is_unrevealed(benefit: ModelBenefit) -> bool:
    return benefit.benefit_type == "SCRATCH_CARD" and Reason.SCRATCH_CARD_UNREVEALED in benefit.reasons
