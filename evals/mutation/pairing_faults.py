"""Faults of pairing: a sum with its day, a card with its sum, a name with its benefit, a fact with its record."""

from dataclasses import replace
from typing import Any

from evals.mutation.patching import fault_at
from evals.mutation.replacements import giving, giving_later
from tools.cards import FactSource

_DETAILS = "tools.promotion_execution:get_promotion_execution_details"
_BENEFIT = "tools.order_record:_benefit"


def _swapped_benefits(order: Any) -> Any:
    """Swap the positions of two benefits."""
    if len(order.benefits) != 2:
        return order
    one, other = order.benefits
    swapped = (replace(one, cashback=other.cashback), replace(other, cashback=one.cashback))
    return replace(order, benefits=swapped)


def _swapped_orders(lookup: Any) -> Any:
    """Swap the benefits of the first two orders."""
    if len(lookup.orders) < 2:
        return lookup
    one, other, *rest = lookup.orders
    return replace(lookup, orders=(replace(one, benefits=other.benefits), replace(other, benefits=one.benefits), *rest))


def _without_records(original: Any) -> Any:
    """Treat two facts as one if their values are equal."""

    def faulty(self: Any, kind: Any, label: Any, value: Any, shown: Any, subject: Any, sources: Any, *rest: Any) -> Any:
        return original(self, kind, label, value, shown, subject, [FactSource(source="ledger", record_id="any")], *rest)

    return faulty


def _rotated(*names: str) -> Any:
    """Replace these fields of each installment with those of the next."""

    def change(benefit: Any) -> Any:
        own = benefit.issuances
        moved = tuple(
            issuance.model_copy(update={name: getattr(following, name) for name in names})
            for issuance, following in zip(own, (*own[1:], *own[:1]), strict=True)
        )
        return replace(benefit, issuances=moved)

    return giving(change)


def _titles_moved(benefit: Any) -> Any:
    items = benefit.items
    moved = (
        item.model_copy(update={"title": n.title}) for item, n in zip(items, (*items[1:], *items[:1]), strict=True)
    )
    return replace(benefit, items=tuple(moved))


def _without_reversal(original: Any) -> Any:
    def faulty(self: Any, issuance: Any, benefit: Any, subject: Any) -> Any:
        shown = original(self, issuance, benefit, subject)
        self.installments[-1] = self.installments[-1].model_copy(update={"reversed": None})
        return shown

    return faulty


FAULTS = (
    fault_at(
        "revealed-when-it-expires",
        "A card's expiry day and the day it was revealed are swapped.",
        _BENEFIT,
        giving(lambda b: replace(b, revealed_at=b.expires_at, expires_at=b.revealed_at)),
        ("dates",),
        "scratch-card",
    ),
    fault_at(
        "name-of-another-promotion",
        "Every promotion has the same name.",
        _BENEFIT,
        giving(lambda b: replace(b, promotion_name="Summer cashback")),
        ("records",),
        "several-promotions",
    ),
    fault_at(
        "titles-moved",
        "Each item has the title of the next.",
        _BENEFIT,
        giving(_titles_moved),
        ("records",),
        "multi-shipment",
        "story",
    ),
    fault_at(
        "card-of-the-next-installment",
        "Each installment has the gift card of the next.",
        _BENEFIT,
        _rotated("gift_card_id"),
        ("records",),
        "multi-shipment",
        "story",
    ),
    fault_at(
        "day-of-the-next-installment",
        "Each installment has the day of the next.",
        _BENEFIT,
        _rotated("issued_at"),
        ("records",),
        "multi-shipment",
        "story",
    ),
    fault_at(
        "sum-of-the-next-installment",
        "Each installment has the sum of the next.",
        _BENEFIT,
        _rotated("amount"),
        ("records",),
        "multi-shipment",
        "story",
    ),
    fault_at(
        "granted-from-one-record",
        "A granted sum names the first installment as its only record.",
        "tools.facts:event_sources",
        giving(lambda sources: sources[:1]),
        ("records",),
        "multi-shipment",
        "story",
    ),
    fault_at(
        "taken-back-not-on-the-card",
        "The card of an installment does not show its reversal.",
        "tools.fact_builder:_Builder._installment",
        _without_reversal,
        ("cards",),
        "reversal",
    ),
    fault_at(
        "benefits-swapped",
        "The positions of two benefits are swapped.",
        "tools.promotion_execution:from_execution",
        giving(_swapped_benefits),
        ("amounts",),
        "several-promotions",
        "currency",
    ),
    fault_at(
        "orders-swapped",
        "The benefits of two orders of a list are swapped.",
        _DETAILS,
        giving_later(_swapped_orders),
        ("amounts", "dates"),
        "window",
        "several-orders",
    ),
    fault_at(
        "equal-installments-as-one",
        "Two installments of the same sum on the same day become one.",
        "tools.facts:FactBook._add",
        _without_records,
        ("amounts", "dates"),
        "multi-shipment",
        "duplicate",
        "conflict",
    ),
    fault_at(
        "items-by-what-they-got",
        "An item's issued sum is shown as promised.",
        "tools.fact_builder:add_item_facts",
        lambda original: (
            lambda item, book, subject: original(
                item.model_copy(update={"eligible": item.issued or item.eligible}), book, subject
            )
        ),
        ("amounts",),
        "multi-shipment",
    ),
    fault_at(
        "reversed-on-as-issued-on",
        "The day of a reversal is shown as that of the issuance.",
        "tools.fact_builder:add_installment_facts",
        lambda original: (
            lambda issuance, book, subject: original(
                issuance.model_copy(update={"issued_at": issuance.reversed_at or issuance.issued_at}), book, subject
            )
        ),
        ("dates",),
        "reversal",
    ),
)
