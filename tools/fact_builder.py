"""Build the outcome of a projected lookup: its facts, the client's cards, and the records with their fact ids."""

from datetime import datetime

from core.contract import Issuance, LineItem, Reason
from tools import wording
from tools.cards import (
    CashbackCard,
    ClosureCard,
    FactKind,
    FactSource,
    InstallmentCard,
    ItemCard,
    Label,
    ReversalCard,
    ToolStatus,
)
from tools.facts import (
    FactBook,
    FactSubject,
    add_closure_facts,
    add_installment_facts,
    add_item_facts,
    add_position_facts,
    add_reversal_facts,
    add_tracked_facts,
    event_sources,
    get_subject,
    granted_installments,
)
from tools.listing_limits import listed_benefits, listed_closures, listed_installments, listed_reversals
from tools.order_record import BenefitRecord, LookupResult, OrderRecord
from tools.tool_outcome import Facts, FoundBenefit, FoundClosure, FoundInstallment, FoundItem, FoundOrder, ToolOutcome

_OPEN_REASONS = {Reason.AWAITING_SHIPMENT, Reason.ISSUANCE_PENDING, Reason.ISSUANCE_FAILED}
_FROM_THE_QUESTION = {Label.CLAIMED, Label.ASKED_FROM, Label.ASKED_TO}


def build_outcome(tool: str, lookup: LookupResult, book: FactBook, *, as_of: datetime) -> ToolOutcome:
    """Return the outcome of a projected lookup. ``as_of`` is when a search was made."""
    builder = _Builder(book)
    orders = tuple(builder.order(order) for order in lookup.orders)
    window = book.add_window(lookup.window, as_of) if lookup.window is not None else {}
    asked = [fact_id for fact_id, fact in book.facts.items() if fact.label in _FROM_THE_QUESTION]
    return ToolOutcome(
        tool=tool,
        status=ToolStatus.OK if orders else ToolStatus.EMPTY,
        orders=orders,
        window=lookup.window,
        window_facts=window,
        has_more=lookup.has_more,
        next_cursor=lookup.next_cursor,
        facts=tuple(book.facts[fact_id] for fact_id in [*builder.used, *window.values(), *asked]),
        cashback=tuple(builder.cashback),
        installments=tuple(builder.installments),
        items=tuple(builder.items),
        partial=lookup.partial,
        sources=tuple(lookup.sources),
    )


class _Builder:
    """Collects the facts and cards of one lookup while it processes its orders."""

    def __init__(self, book: FactBook) -> None:
        self._book = book
        self.used: dict[str, None] = {}  # an ordered set of fact ids
        self.cashback: list[CashbackCard] = []
        self.installments: list[InstallmentCard] = []
        self.items: list[ItemCard] = []

    def order(self, order: OrderRecord) -> FoundOrder:
        listed = listed_benefits(order)
        benefits = tuple(self._benefit(order, benefit, listed=len(listed)) for benefit in listed)
        has_totals = len(order.benefits) > 1
        return FoundOrder(
            record=order,
            totals=tuple(self._totals(order, place) for place in range(len(order.totals))) if has_totals else (),
            benefits=benefits,
            benefits_left_out=len(order.benefits) - len(benefits),
        )

    def _totals(self, order: OrderRecord, place: int) -> Facts:
        total = order.totals[place]
        currency = total.eligible.currency if total.eligible else None
        own = [b for b in order.benefits if currency is None or _currency_of(b) in (None, currency)]
        return self._mark_used(add_position_facts(total, self._book, get_subject(order), own))

    def _benefit(self, order: OrderRecord, benefit: BenefitRecord, *, listed: int) -> FoundBenefit:
        """Return a benefit with its facts; ``listed`` is how many benefits of the order are listed."""
        subject = get_subject(order, benefit)
        fact_ids = self._mark_used(
            self._add_benefit_facts(benefit, subject) | add_tracked_facts(benefit, self._book, subject)
        )
        conflicts = {conflict.code: self._book.add_conflict(conflict.code, subject) for conflict in benefit.conflicts}
        self.used.update(dict.fromkeys(conflicts.values()))
        reasons = {reason: self._book.add_reason(reason, subject) for reason in benefit.reasons}
        self.used.update(dict.fromkeys(reasons.values()))
        installments = listed_installments(benefit, benefits=listed)
        closures = listed_closures(benefit)
        found = FoundBenefit(
            record=benefit,
            facts=fact_ids,
            reasons=reasons,
            conflicts=conflicts,
            installments=tuple(self._installment(issuance, benefit, subject) for issuance in installments),
            installments_left_out=len(benefit.installments) - len(installments),
            items=tuple(self._item(item, subject) for item in benefit.items),
            closures=tuple(
                FoundClosure(closure, self._mark_used(add_closure_facts(closure, self._book, subject)))
                for closure in closures
            ),
            closures_left_out=len(benefit.closures) - len(closures),
        )
        self.cashback.append(_cashback_card(subject, found))
        return found

    def _add_benefit_facts(self, benefit: BenefitRecord, subject: FactSubject) -> dict[Label, str]:
        book = self._book
        record = FactSource(source=benefit.promised_source, record_id=subject.record_id)
        ledger = FactSource(source="ledger", record_id=subject.record_id)
        fact_ids: dict[Label, str] = {}
        if benefit.cashback is not None:
            fact_ids |= add_position_facts(benefit.cashback, book, subject, [benefit])
        status = benefit.issuance_status
        shown = wording.STATUSES[status]
        fact_ids[Label.STATUS] = book.add_text(FactKind.STATUS, Label.STATUS, status.value, shown, subject, ledger)
        if benefit.promotion_name:
            name = benefit.promotion_name
            fact_ids[Label.PROMOTION_NAME] = book.add_text(
                FactKind.TEXT, Label.PROMOTION_NAME, name, name, subject, record
            )
        instants = {
            Label.CREATED_ON: benefit.created_at if benefit.is_creation_recorded else None,
            Label.REVEALED_ON: benefit.revealed_at,
            Label.EXPIRES_ON: benefit.expires_at,
        }
        for label, instant in instants.items():
            if instant is not None:
                fact_ids[label] = book.add_date(label, instant, subject, [record])
        if granted := granted_installments(benefit):
            sources = event_sources(granted, subject)
            fact_ids[Label.INSTALLMENT_COUNT] = book.add_count(Label.INSTALLMENT_COUNT, len(granted), subject, sources)
        open_items = sum(item.reason in _OPEN_REASONS for item in benefit.items)
        if open_items:
            fact_ids[Label.OPEN_ITEM_COUNT] = book.add_count(
                Label.OPEN_ITEM_COUNT,
                open_items,
                subject,
                [FactSource(source="lineItems", record_id=subject.record_id)],
            )
        return fact_ids

    def _installment(self, issuance: Issuance, benefit: BenefitRecord, subject: FactSubject) -> FoundInstallment:
        left_out = len(issuance.reversals) - len(listed_reversals(issuance))
        if left_out:
            issuance = issuance.model_copy(update={"reversals": list(listed_reversals(issuance))})
        fact_ids = self._mark_used(add_installment_facts(issuance, self._book, subject))
        reversals = [self._mark_used(fact_ids) for fact_ids in add_reversal_facts(issuance, self._book, subject)]
        self.installments.append(
            InstallmentCard(
                business_reference_id=subject.order,
                promotion_id=benefit.promotion_id,
                benefit_id=benefit.benefit_id,
                benefit_type=benefit.benefit_type,
                amount=issuance.amount,
                issued_at=issuance.issued_at,
                gift_card=issuance.gift_card_id,
                shipment_id=issuance.shipment_id,
                status=issuance.status,
                reversed=issuance.reversed_amount,
                reversals=[
                    ReversalCard(amount=r.amount, reversed_at=r.reversed_at, fact_ids=_by_label(facts))
                    for r, facts in zip(issuance.reversals, reversals, strict=True)
                ],
                reversals_left_out=left_out,
                fact_ids=_by_label(fact_ids),
            )
        )
        return FoundInstallment(issuance=issuance, facts=fact_ids, reversals=tuple(reversals))

    def _item(self, item: LineItem, subject: FactSubject) -> FoundItem:
        fact_ids = self._mark_used(add_item_facts(item, self._book, subject))
        if item.reason is not None:
            self._mark_used({Label.REASON: self._book.add_reason(item.reason, subject)})
        self.items.append(
            ItemCard(
                business_reference_id=subject.order,
                promotion_id=subject.promotion_id or "",
                benefit_id=subject.benefit_id or "",
                line_item_id=item.line_item_id,
                title=item.title,
                promised=item.eligible,
                status=item.status,
                reason=item.reason,
                fact_ids=_by_label(fact_ids),
            )
        )
        return FoundItem(item=item, facts=fact_ids)

    def _mark_used(self, fact_ids: dict[Label, str]) -> dict[Label, str]:
        self.used.update(dict.fromkeys(fact_ids.values()))
        return fact_ids


def _by_label(fact_ids: Facts) -> dict[str, str]:
    return {label.value: fact_id for label, fact_id in fact_ids.items()}


def _currency_of(benefit: BenefitRecord) -> str | None:
    eligible = benefit.cashback.eligible if benefit.cashback else None
    return eligible.currency if eligible else None


def _cashback_card(subject: FactSubject, found: FoundBenefit) -> CashbackCard:
    benefit = found.record
    position = benefit.cashback
    return CashbackCard(
        business_reference_id=subject.order,
        promotion_id=benefit.promotion_id,
        promotion_name=benefit.promotion_name,
        benefit_id=benefit.benefit_id,
        benefit_type=benefit.benefit_type,
        issuance_status=benefit.issuance_status,
        reversal_status=benefit.reversal_status,
        promised=position and position.eligible,
        granted=position and position.granted,
        remaining=position and position.remaining,
        pending=position and position.pending,
        reversed=position and position.reversed,
        reasons=list(benefit.reasons),
        amounts_complete=position is not None and position.amounts_complete,
        created_at=benefit.created_at,
        is_creation_recorded=benefit.is_creation_recorded,
        reserved_at=benefit.reserved_at,
        revealed_at=benefit.revealed_at,
        expires_at=benefit.expires_at,
        closures=[
            ClosureCard(
                type=closure.closure.type,
                amount=closure.closure.amount,
                closed_at=closure.closure.closed_at,
                fact_ids=_by_label(closure.facts),
            )
            for closure in found.closures
        ],
        closures_left_out=found.closures_left_out,
        installments_left_out=found.installments_left_out,
        fact_ids=_by_label(found.facts),
    )
