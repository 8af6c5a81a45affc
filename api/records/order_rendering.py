"""Renders guarded records as the views that people get. What is withheld has been removed by the projection before."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from api.edge_rendering import Edge
from api.records.order_view import (
    BenefitView,
    ClosureView,
    ConflictView,
    GiftCardIssuance,
    InstallmentView,
    ItemView,
    OrderView,
    PositionView,
    ReversalView,
)
from core.contract import Cashback, Closure, Issuance, LineItem
from core.identity.tokens import Role
from guardrails.authorization.revealed_cards import reveal_ids
from tools.listing_limits import listed_benefits, listed_closures, listed_installments, listed_reversals
from tools.order_record import BenefitRecord, OrderRecord

# They change without a change of the order: how a source was read also with each lookup, and "partial" stays.
_VOLATILE = {"as_of", "revision", "sources"}


@dataclass(frozen=True, slots=True)
class OrderRendering:
    """Renders for one viewer. ``may_reveal``: whether gift cards are named for a reveal."""

    edge: Edge
    may_reveal: bool

    def order(self, order: OrderRecord) -> OrderView:
        listed = listed_benefits(order)
        view = OrderView(
            business_reference_id=order.business_reference_id,
            customer_id=order.customer_id,
            benefits=[self._benefit(benefit, listed=len(listed)) for benefit in listed],
            benefits_left_out=len(order.benefits) - len(listed),
            totals=[_position(total) for total in order.totals],
            partial=order.partial,
            sources=self.edge.sources(list(order.sources)),
            as_of=order.as_of,
            revision="",
        )
        return view.model_copy(update={"revision": _revision(view)})

    def issuances(self, order: OrderRecord) -> Iterator[GiftCardIssuance]:
        """Yield the issuances of an order on a gift card."""
        for benefit in order.benefits:
            for installment in self._installments(benefit, listed=len(order.benefits)):
                yield GiftCardIssuance(
                    business_reference_id=order.business_reference_id,
                    promotion_id=benefit.promotion_id,
                    benefit_id=benefit.benefit_id,
                    installment=installment,
                )

    def _benefit(self, benefit: BenefitRecord, *, listed: int) -> BenefitView:
        installments, closures = self._installments(benefit, listed=listed), listed_closures(benefit)
        return BenefitView(
            promotion_id=benefit.promotion_id,
            promotion_name=benefit.promotion_name,
            benefit_id=benefit.benefit_id,
            benefit_type=benefit.benefit_type,
            issuance_status=benefit.issuance_status,
            reversal_status=benefit.reversal_status,
            position=None if benefit.cashback is None else _position(benefit.cashback),
            reasons=list(benefit.reasons),
            created_at=benefit.created_at,
            is_creation_recorded=benefit.is_creation_recorded,
            reserved_at=benefit.reserved_at,
            revealed_at=benefit.revealed_at,
            expires_at=benefit.expires_at,
            gift_card_history=benefit.gift_card_history,
            installments=installments,
            installments_left_out=len(benefit.installments) - len(installments),
            closures=[self._closure(closure) for closure in closures],
            closures_left_out=len(benefit.closures) - len(closures),
            items=[_item(item) for item in benefit.items],
            conflicts=[
                ConflictView(code=each.code, field=each.field, values=each.values, chosen=each.chosen)
                for each in benefit.conflicts
            ],
        )

    def _installments(self, benefit: BenefitRecord, *, listed: int) -> list[InstallmentView]:
        names = {id(issuance): name for issuance, name in zip(benefit.issuances, reveal_ids(benefit), strict=True)}
        shown = listed_installments(benefit, benefits=listed)
        return [self._installment(issuance, names[id(issuance)]) for issuance in shown]

    def _installment(self, issuance: Issuance, name: str) -> InstallmentView:
        card, reversals = issuance.gift_card_id, listed_reversals(issuance)
        return InstallmentView(
            amount=issuance.amount,
            issued_at=issuance.issued_at,
            status=issuance.status,
            gift_card=None if card is None else self.edge.restore(card),
            reveal_id=name if card is not None and self.may_reveal else None,
            shipment_id=issuance.shipment_id,
            line_item_id=issuance.line_item_id,
            reversed=issuance.reversed_amount,
            reversals=[
                ReversalView(
                    amount=each.amount, reversed_at=each.reversed_at, reason_code=self._of_staff(each.reason_code)
                )
                for each in reversals
            ],
            reversals_left_out=len(issuance.reversals) - len(reversals),
            reason_code=self._of_staff(issuance.reason_code),
        )

    def _closure(self, closure: Closure) -> ClosureView:
        return ClosureView(
            type=closure.type,
            amount=closure.amount,
            closed_at=closure.closed_at,
            line_item_id=closure.line_item_id,
            reason_code=self._of_staff(closure.reason_code),
        )

    def _of_staff(self, code: str | None) -> str | None:
        return None if self.edge.principal.role is Role.CUSTOMER else code


def _position(cashback: Cashback) -> PositionView:
    return PositionView(
        promised=cashback.eligible,
        issued=cashback.issued,
        reversed=cashback.reversed,
        granted=cashback.granted,
        pending=cashback.pending,
        cancelled=cashback.cancelled,
        expired=cashback.expired,
        remaining=cashback.remaining,
        over_issued=cashback.over_issued,
        amounts_complete=cashback.amounts_complete,
    )


def _item(item: LineItem) -> ItemView:
    return ItemView(
        line_item_id=item.line_item_id,
        title=item.title,
        promised=item.eligible,
        issued=item.issued,
        status=item.status,
        reason=item.reason,
        shipment_id=item.shipment_id,
        shipped_at=item.shipped_at,
    )


def _revision(view: OrderView) -> str:
    """Return a digest of what this viewer is shown, so that nothing unseen makes a difference to it."""
    text = view.model_dump_json(exclude=_VOLATILE)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
