"""What a support agent may paste to the customer: composed from what the customer may see, never written by a model."""

from collections.abc import Iterable
from dataclasses import replace

from agent.build import TurnContext
from agent.offline.compose import compose
from agent.offline.language import Language
from agent.offline.selection import choose_for
from agent.offline.understand import Understanding
from agent.offline.wording.languages import WORDINGS
from rewards.contract import Reason
from tools.result import ModelBenefit, ModelOrder, ModelView, ToolStatus

_INTERNAL = {Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE, Reason.SOURCE_CONFLICT}
_STILL_OPEN = {Reason.AWAITING_SHIPMENT, Reason.ISSUANCE_PENDING}


def reply_draft(context: TurnContext) -> str | None:
    """Compose the reply to the customer; None when there is nothing certain to tell them."""
    chosen = choose_for(context.scope.views, context.understanding, context.brief)
    if chosen.needs_input:
        return None
    language = Language.HINDI if context.brief.locale.startswith("hi") else context.understanding.language
    return draft_of(chosen.views, replace(context.understanding, language=language))


def draft_of(views: Iterable[ModelView], understanding: Understanding) -> str | None:
    """Compose the reply in the language of ``understanding``; None where a record is incomplete or there is none."""
    shown = [_for_customer(view) for view in views if view.status is ToolStatus.OK]
    orders = [order for view in shown for order in view.orders]
    if not orders or any(order.partial for order in orders):
        return None
    text = compose(shown, _asked_by_customer(understanding, orders), is_open_search=False, for_staff=False)
    say = WORDINGS[understanding.language]
    return "\n".join([say.hello, text, *_closing(orders, understanding.language)])


def _asked_by_customer(understanding: Understanding, orders: list[ModelOrder]) -> Understanding:
    """Give the question as the customer's: without what only the colleague asked, such as a short answer."""
    asked = replace(understanding.asked, is_short=False)
    named = tuple(order.business_reference_id for order in orders) if understanding.orders else ()
    return replace(understanding.without_refusals(), asked=asked, orders=named)


def _closing(orders: list[ModelOrder], language: Language) -> list[str]:
    say = WORDINGS[language]
    benefits = [benefit for order in orders for benefit in order.benefits]
    if any(Reason.ISSUANCE_FAILED in benefit.reasons for benefit in benefits):
        return [say.sorry]
    is_open = any(_STILL_OPEN & set(benefit.reasons) for benefit in benefits)
    return [say.patience] if is_open else []


def _for_customer(view: ModelView) -> ModelView:
    """Give a look-up as the customer may see it; how it was searched is no matter of theirs."""
    return view.model_copy(update={"orders": [_order(order) for order in view.orders], "window": {}, "has_more": False})


def _order(order: ModelOrder) -> ModelOrder:
    benefits = [_benefit(benefit) for benefit in order.benefits]
    hidden = any(_is_unrevealed(benefit) for benefit in benefits)
    return order.model_copy(update={"benefits": benefits, "totals": [] if hidden else order.totals, "conflicts": []})


def _benefit(benefit: ModelBenefit) -> ModelBenefit:
    """Take internal reasons away, and the worth of a scratch card that the customer has not revealed."""
    reasons = {reason: fact_id for reason, fact_id in benefit.reasons.items() if reason not in _INTERNAL}
    update: dict[str, object] = {"reasons": reasons, "conflicts": {}}
    if _is_unrevealed(benefit):
        update |= {"figures": {}, "items": [], "installments": []}
    return benefit.model_copy(update=update)


def _is_unrevealed(benefit: ModelBenefit) -> bool:
    return benefit.benefit_type == "SCRATCH_CARD" and Reason.SCRATCH_CARD_UNREVEALED in benefit.reasons
