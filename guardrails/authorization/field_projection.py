"""What of a record each role may see. An allow-list: a field that is not named here goes no further.

Gift-card ids become tokens of the conversation's vault on the way, and of free text only names that are names go on.
"""

import re
from dataclasses import dataclass, replace

from core.contract import Cashback, Closure, Conflict, Issuance, LineItem, Reason, Reversal, SourceReport
from core.identity.tokens import Role
from guardrails.authorization.record_names import title_of
from guardrails.pii import PiiType
from guardrails.pii.vault import Vault
from tools.cards import Label
from tools.facts import ISSUED_STATUSES
from tools.listing_limits import listed_benefits, listed_installments
from tools.order_record import BenefitRecord, LookupResult, OrderRecord
from tools.tool_outcome import FoundBenefit, FoundOrder
from tools.wording import OUR_RECORDS

_CODE = re.compile(r"(?!(?:[A-Z_]*[0-9]){8})[A-Z][A-Z0-9_]{1,39}")  # eight digits are a telephone number
_MAY_BE_SCRATCH_CARD = {"SCRATCH_CARD", "UNKNOWN"}
_INTERNAL_REASONS = {Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE, Reason.SOURCE_CONFLICT}
_OF_STAFF = {Label.OVER_ISSUED, Label.TRACKED_PROMISED, Label.TRACKED_ISSUED}
_OF_AN_UNREVEALED_CARD = {Label.STATUS, Label.PROMOTION_NAME, Label.CREATED_ON, Label.EXPIRES_ON}
_WITHHELD = Cashback(
    eligible=None,
    issued=None,
    reversed=None,
    granted=None,
    pending=None,
    cancelled=None,
    expired=None,
    remaining=None,
    over_issued=None,
    amounts_complete=False,
)


@dataclass(frozen=True, slots=True)
class Projection:
    """Projects records for one role into one conversation's vault."""

    role: Role
    vault: Vault

    def lookup(self, lookup: LookupResult, orders: tuple[OrderRecord, ...]) -> LookupResult:
        """Project these orders of a lookup."""
        return LookupResult(
            orders=tuple(self._order(order) for order in orders),
            # Of the orders that may be seen only: what others lack is none of this caller's business.
            partial=lookup.partial or any(order.partial for order in orders),
            sources=lookup.sources,
            window=lookup.window,
            has_more=lookup.has_more,
            next_cursor=lookup.next_cursor,
        )

    def _order(self, order: OrderRecord) -> OrderRecord:
        hidden = any(self._is_withheld(benefit) for benefit in order.benefits)
        projected = OrderRecord(
            business_reference_id=order.business_reference_id,
            customer_id=None if self.role is Role.CUSTOMER else order.customer_id,
            benefits=tuple(self._benefit(benefit) for benefit in order.benefits),
            # A total would give away what one unrevealed card is worth.
            totals=() if hidden else tuple(self._cashback(total) for total in order.totals),
            partial=order.partial,
            sources=self._sources(order),
            conflicts=() if self.role is Role.CUSTOMER else order.conflicts,
            as_of=order.as_of,
        )
        return self._with_tokens(projected)

    def _with_tokens(self, order: OrderRecord) -> OrderRecord:
        """Return an order with tokens for its cards: new ones only for installments that are listed.

        The vault is stored with the conversation, and one order may have thousands of cards that nobody is shown.
        """
        listed = listed_benefits(order)
        shown = {id(one) for benefit in listed for one in listed_installments(benefit, benefits=len(listed))}
        benefits = tuple(
            replace(
                benefit,
                issuances=tuple(self._with_token(one, is_listed=id(one) in shown) for one in benefit.issuances),
            )
            for benefit in order.benefits
        )
        return replace(order, benefits=benefits)

    def _with_token(self, issuance: Issuance, *, is_listed: bool) -> Issuance:
        card = issuance.gift_card_id
        if not card:
            return issuance
        token_of = self.vault.token_for if is_listed else self.vault.token_of
        return issuance.model_copy(update={"gift_card_id": token_of(card, PiiType.GIFT_CARD)})

    def _sources(self, order: OrderRecord) -> tuple[SourceReport, ...]:
        """Return the reports of sources; which database did not answer is shown to staff only."""
        if self.role is not Role.CUSTOMER:
            return order.sources
        return tuple(report.model_copy(update={"source": OUR_RECORDS}) for report in order.sources)

    def _benefit(self, benefit: BenefitRecord) -> BenefitRecord:
        withheld = self._is_withheld(benefit)
        reasons = benefit.reasons
        if self.role is Role.CUSTOMER:
            reasons = tuple(reason for reason in reasons if reason not in _INTERNAL_REASONS)
        return BenefitRecord(
            promotion_id=benefit.promotion_id,
            promotion_name=self._name(benefit.promotion_name),
            benefit_id=benefit.benefit_id,
            benefit_type=benefit.benefit_type,
            issuance_status=benefit.issuance_status,
            reversal_status=benefit.reversal_status,
            cashback=_WITHHELD if withheld else benefit.cashback and self._cashback(benefit.cashback),
            reasons=reasons,
            promised_source=benefit.promised_source,
            created_at=benefit.created_at,
            is_creation_recorded=benefit.is_creation_recorded,
            reserved_at=None if withheld else benefit.reserved_at,
            revealed_at=benefit.revealed_at,
            expires_at=benefit.expires_at,
            issuances=() if withheld else tuple(self._issuance(issuance) for issuance in benefit.issuances),
            closures=() if withheld else tuple(map(_closure, benefit.closures)),
            items=() if withheld else tuple(self._item(item) for item in benefit.items),
            conflicts=() if self.role is Role.CUSTOMER else tuple(map(_conflict, benefit.conflicts)),
            gift_card_history="unknown" if withheld else benefit.gift_card_history,
        )

    def _cashback(self, cashback: Cashback) -> Cashback:
        """What was issued in excess is ours to settle, as its reason is."""
        return cashback.model_copy(update={"over_issued": None}) if self.role is Role.CUSTOMER else cashback

    def _is_withheld(self, benefit: BenefitRecord) -> bool:
        """Whether amounts are withheld: a customer does not see the value of a scratch card before it is scratched.

        A benefit that may be a scratch card counts as one: without PED its type is not known.
        """
        if self.role is not Role.CUSTOMER or benefit.benefit_type not in _MAY_BE_SCRATCH_CARD:
            return False
        return benefit.revealed_at is None and not _has_issued(benefit)

    def _issuance(self, issuance: Issuance) -> Issuance:
        """Return an issuance whose gift card is still to be replaced by a token."""
        return Issuance(
            event_id=issuance.event_id,
            type=issuance.type,
            amount=issuance.amount,
            gift_card_id=issuance.gift_card_id or None,
            shipment_id=issuance.shipment_id,
            line_item_id=issuance.line_item_id,
            issued_at=issuance.issued_at,
            reversed_at=issuance.reversed_at,
            reversed_amount=issuance.reversed_amount,
            reversals=[_reversal(reversal) for reversal in issuance.reversals],
            status=issuance.status,
            source=issuance.source,
            reason_code=_code(issuance.reason_code),
        )

    def _item(self, item: LineItem) -> LineItem:
        return LineItem(
            line_item_id=item.line_item_id,
            shipment_id=item.shipment_id,
            title=self._name(item.title),
            eligible=item.eligible,
            issued=item.issued,
            status=item.status,
            shipped_at=item.shipped_at,
            updated_at=item.updated_at,
            reason=item.reason,
        )

    def _name(self, name: str | None) -> str | None:
        """Return a name that is no more than a name; None for one that holds anything else, personal data included.

        This is the one place through which names reach facts, cards, menus, answers and letters, so what is refused
        here is in none of them, and a model never reads it. Who shows a record without a name shows its kind.
        """
        title = None if name is None else title_of(name)
        return title if title is not None and self.vault.tokenize(title) == title else None


def _code(code: str | None) -> str | None:
    """Return a reason code that has the form of one; anything else is free text and is dropped."""
    return code if code is not None and _CODE.fullmatch(code) else None


def _conflict(conflict: Conflict) -> Conflict:
    """Return a conflict with those of its values that are amounts, counts or codes; others may name somebody."""
    values = conflict.values.items()
    return conflict.model_copy(update={"values": {s: v if isinstance(v, int) else _code(v) for s, v in values}})


def _reversal(reversal: Reversal) -> Reversal:
    return reversal.model_copy(update={"reason_code": _code(reversal.reason_code)})


def _closure(closure: Closure) -> Closure:
    return closure.model_copy(update={"reason_code": _code(closure.reason_code)})


def _has_issued(benefit: BenefitRecord) -> bool:
    issued = benefit.cashback.issued if benefit.cashback else None
    return bool(issued and issued.amount_minor) or any(i.status in ISSUED_STATUSES for i in benefit.issuances)


def as_customer(order: FoundOrder) -> FoundOrder:
    """Return the part of an order that its customer may see, from the one shown to staff."""
    benefits = tuple(map(_benefit_as_customer, order.benefits))
    is_hidden = any(_is_unrevealed(record) for record in order.record.benefits)
    record = replace(
        order.record,
        benefits=tuple(map(_record_as_customer, order.record.benefits)),
        totals=() if is_hidden else order.record.totals,
        conflicts=(),
    )
    return replace(order, record=record, totals=() if is_hidden else order.totals, benefits=benefits)


def _benefit_as_customer(benefit: FoundBenefit) -> FoundBenefit:
    reasons = {reason: fact_id for reason, fact_id in benefit.reasons.items() if reason not in _INTERNAL_REASONS}
    record = _record_as_customer(benefit.record)
    if _is_unrevealed(benefit.record):
        kept = {label: fact_id for label, fact_id in benefit.facts.items() if label in _OF_AN_UNREVEALED_CARD}
        return FoundBenefit(record, kept, reasons, {}, (), ())
    facts = {label: fact_id for label, fact_id in benefit.facts.items() if label not in _OF_STAFF}
    return replace(benefit, record=record, facts=facts, reasons=reasons, conflicts={})


def _record_as_customer(record: BenefitRecord) -> BenefitRecord:
    reasons = tuple(reason for reason in record.reasons if reason not in _INTERNAL_REASONS)
    if _is_unrevealed(record):
        return replace(record, cashback=_WITHHELD, issuances=(), closures=(), items=(), conflicts=(), reasons=reasons)
    cashback = record.cashback and record.cashback.model_copy(update={"over_issued": None})
    return replace(record, cashback=cashback, conflicts=(), reasons=reasons)


def _is_unrevealed(record: BenefitRecord) -> bool:
    is_card = record.benefit_type in _MAY_BE_SCRATCH_CARD
    return is_card and record.revealed_at is None and not _has_issued(record)
