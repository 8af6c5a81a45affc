"""The events that name a gift card, as records of the orders that they belong to."""

from collections.abc import Iterable
from datetime import UTC, datetime

from core.contract import EventType, HistoryEntry, IssuanceStatus, Page, ReversalStatus
from tools.order_record import BenefitRecord, OrderRecord

_ATTEMPTS = {EventType.ISSUED, EventType.ISSUE_FAILED}
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def from_gift_card_entries(entries: Iterable[HistoryEntry], page: Page[HistoryEntry]) -> tuple[OrderRecord, ...]:
    """Return one record for each order of the issuances among these entries of a page, in the page's order.

    A record has the issuances only: no position, no names and no type of benefit.
    """
    by_order: dict[str, list[HistoryEntry]] = {}
    for entry in entries:
        if entry.type in _ATTEMPTS:
            by_order.setdefault(entry.business_reference_id, []).append(entry)
    return tuple(_order(order, own, page) for order, own in by_order.items())


def _order(order: str, entries: list[HistoryEntry], page: Page[HistoryEntry]) -> OrderRecord:
    owners = {entry.customer_id for entry in entries}
    by_benefit: dict[tuple[str, str], list[HistoryEntry]] = {}
    for entry in entries:
        by_benefit.setdefault((entry.promotion_id, entry.benefit_id), []).append(entry)
    return OrderRecord(
        business_reference_id=order,
        customer_id=owners.pop() if len(owners) == 1 else None,
        benefits=tuple(_benefit(promotion, benefit, own) for (promotion, benefit), own in by_benefit.items()),
        totals=(),
        partial=page.partial,
        sources=tuple(page.sources),
        conflicts=(),
        as_of=max((entry.issued_at for entry in entries if entry.issued_at), default=_NO_TIME),
    )


def _benefit(promotion_id: str, benefit_id: str, entries: list[HistoryEntry]) -> BenefitRecord:
    return BenefitRecord(
        promotion_id=promotion_id,
        promotion_name=None,
        benefit_id=benefit_id,
        benefit_type="UNKNOWN",
        issuance_status=IssuanceStatus.UNKNOWN,
        reversal_status=ReversalStatus.UNKNOWN,
        cashback=None,
        reasons=(),
        issuances=tuple(entries),
    )
