"""The orders of a case as typed values: what is known of each, what is open, what needs action, and the sums of all."""

from collections.abc import Iterable
from datetime import datetime

from agent.next_step import find_step
from api.edge_rendering import Edge
from api.records.case_view import CaseOrder, CaseTotal
from core.contract import Cashback, Reason
from core.identity.tokens import Role
from core.money import Money
from tools.order_record import BenefitRecord, OrderRecord

_ACTION = frozenset(
    {
        Reason.ISSUANCE_FAILED,
        Reason.DUPLICATE_ISSUANCE,
        Reason.OVER_ISSUED,
        Reason.SOURCE_CONFLICT,
        Reason.MALFORMED_ROW,
    }
)
_SUMS = {"promised": "eligible", "granted": "granted", "remaining": "remaining"}


def describe_order(order: OrderRecord, edge: Edge, now: datetime) -> CaseOrder:
    """Return one order as this viewer may see it, from its guarded record."""
    is_customer = edge.principal.role is Role.CUSTOMER
    names = {each.promotion_name for each in order.benefits}
    created = [each.created_at for each in order.benefits if each.created_at and each.is_creation_recorded]
    reasons = dict.fromkeys(reason for each in order.benefits for reason in each.reasons)
    action = dict.fromkeys(reason for each in order.benefits for reason in _find_action(each, now, is_customer))
    name = names.pop() if len(names) == 1 else None
    return CaseOrder(
        business_reference_id=order.business_reference_id,
        created_at=min(created, default=None),
        promotion_name=None if name is None else edge.restore(name),
        totals=[_total(each) for each in order.totals],
        is_open=_is_open(order, now),
        reasons=list(reasons),
        needs_action=list(action),
        next_step=None if is_customer else find_step(order, now),
        partial=order.partial,
    )


def add_up(orders: Iterable[OrderRecord], *, is_complete: bool) -> list[CaseTotal]:
    """Return the sums over all orders per currency; null where a part is unknown, withheld or possibly missing.

    A sum whose currency is not known may belong to any currency.
    """
    found = list(orders)
    totals = [each for order in found for each in order.totals]
    is_known = is_complete and all(order.totals or not order.benefits for order in found)
    is_known = is_known and all(_currency(each) for each in totals)
    by_currency: dict[str, list[Cashback]] = {}
    for each in totals:
        if currency := _currency(each):
            by_currency.setdefault(currency, []).append(each)
    return [
        CaseTotal(
            currency=currency,
            **{name: _sum(own, field, currency) if is_known else None for name, field in _SUMS.items()},
        )
        for currency, own in sorted(by_currency.items())
    ]


def _sum(totals: list[Cashback], field: str, currency: str) -> Money | None:
    amounts: list[Money | None] = [getattr(each, field) for each in totals]
    known = [amount.amount_minor for amount in amounts if amount is not None]
    return Money(amount_minor=sum(known), currency=currency) if len(known) == len(amounts) else None


def _total(cashback: Cashback) -> CaseTotal:
    return CaseTotal(
        currency=_currency(cashback),
        promised=cashback.eligible,
        granted=cashback.granted,
        remaining=cashback.remaining,
    )


def _currency(cashback: Cashback) -> str | None:
    amounts = (cashback.eligible, cashback.granted, cashback.remaining)
    return next((amount.currency for amount in amounts if amount is not None), None)


def _is_open(order: OrderRecord, now: datetime) -> bool | None:
    """Return whether anything is still to be issued; None if a sum is unknown or a benefit may be missing."""
    remaining = [each.cashback.remaining if each.cashback else None for each in order.benefits]
    if any(amount and amount.amount_minor for amount in remaining):
        return True
    if any(_may_be_scratched(each, now) for each in order.benefits):
        return True
    return None if order.partial or None in remaining else False


def _may_be_scratched(benefit: BenefitRecord, now: datetime) -> bool:
    is_past = benefit.expires_at is not None and benefit.expires_at <= now
    is_over = is_past or Reason.EXPIRED in benefit.reasons
    return Reason.SCRATCH_CARD_UNREVEALED in benefit.reasons and not is_over


def _find_action(benefit: BenefitRecord, now: datetime, is_customer: bool) -> list[Reason]:  # noqa: FBT001
    """Return the reasons that the viewer has to act on: a customer can scratch a card and nothing else."""
    if is_customer:
        return [Reason.SCRATCH_CARD_UNREVEALED] if _may_be_scratched(benefit, now) else []
    remaining = benefit.cashback.remaining if benefit.cashback else None
    is_settled = remaining is not None and not remaining.amount_minor
    found = [reason for reason in benefit.reasons if reason in _ACTION]
    return [reason for reason in found if not (is_settled and reason is Reason.ISSUANCE_FAILED)]
