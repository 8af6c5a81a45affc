"""Faults of what belongs to what: a sum to its day, a card to its sum, a name to its benefit, a status to both."""

from dataclasses import replace
from typing import Any

from evals.mutation.patching import fault_at
from evals.mutation.replacements import giving, giving_later
from tools.cards import FactSource

_DETAILS = "tools.promotion_execution:get_promotion_execution_details"
_BENEFIT = "tools.order_record:_benefit"


def _swapped_benefits(order: Any) -> Any:
    """Tell the position of each of two benefits under the other's name."""
    if len(order.benefits) != 2:
        return order
    one, other = order.benefits
    swapped = (replace(one, cashback=other.cashback), replace(other, cashback=one.cashback))
    return replace(order, benefits=swapped)


def _swapped_orders(lookup: Any) -> Any:
    """Tell what belongs to the first order of a list under the second, and the other way round."""
    if len(lookup.orders) < 2:
        return lookup
    one, other, *rest = lookup.orders
    return replace(lookup, orders=(replace(one, benefits=other.benefits), replace(other, benefits=one.benefits), *rest))


def _without_records(original: Any) -> Any:
    """Take two facts for one when their values are the same."""

    def faulty(self: Any, kind: Any, label: Any, value: Any, shown: Any, subject: Any, sources: Any, *rest: Any) -> Any:
        return original(self, kind, label, value, shown, subject, [FactSource(source="ledger", record_id="any")], *rest)

    return faulty


def _rotated(*names: str) -> Any:
    """Move what belongs to each installment to the one before."""

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


def _without_what_was_taken_back(original: Any) -> Any:
    def faulty(self: Any, issuance: Any, benefit: Any, subject: Any) -> Any:
        shown = original(self, issuance, benefit, subject)
        self.installments[-1] = self.installments[-1].model_copy(update={"reversed": None})
        return shown

    return faulty


FAULTS = (
    fault_at(
        "revealed-when-it-expires",
        "The day until which a card is good is told as the day on which it was revealed.",
        _BENEFIT,
        giving(lambda b: replace(b, revealed_at=b.expires_at, expires_at=b.revealed_at)),
        ("dates",),
        "scratch-card",
    ),
    fault_at(
        "name-of-another-promotion",
        "Every promotion goes by the name of one.",
        _BENEFIT,
        giving(lambda b: replace(b, promotion_name="Summer cashback")),
        ("records",),
        "several-promotions",
    ),
    fault_at(
        "titles-moved",
        "Each item goes by the name of the next.",
        _BENEFIT,
        giving(_titles_moved),
        ("records",),
        "multi-shipment",
        "story",
    ),
    fault_at(
        "card-of-the-next-installment",
        "Each installment is told with the gift card of the next.",
        _BENEFIT,
        _rotated("gift_card_id"),
        ("records",),
        "multi-shipment",
        "story",
    ),
    fault_at(
        "day-of-the-next-installment",
        "Each installment is told with the day of the next.",
        _BENEFIT,
        _rotated("issued_at"),
        ("records",),
        "multi-shipment",
        "story",
    ),
    fault_at(
        "sum-of-the-next-installment",
        "Each installment is told with the sum of the next.",
        _BENEFIT,
        _rotated("amount"),
        ("records",),
        "multi-shipment",
        "story",
    ),
    fault_at(
        "granted-from-one-record",
        "Whatever was granted is said to follow from the first installment.",
        "tools.facts:event_sources",
        giving(lambda sources: sources[:1]),
        ("records",),
        "multi-shipment",
        "story",
    ),
    fault_at(
        "taken-back-not-on-the-card",
        "The card of an installment does not show that something of it was taken back.",
        "tools.fact_builder:_Builder._installment",
        _without_what_was_taken_back,
        ("cards",),
        "reversal",
    ),
    fault_at(
        "benefits-swapped",
        "The position of one benefit is told under the name of the other.",
        "tools.promotion_execution:from_execution",
        giving(_swapped_benefits),
        ("amounts",),
        "several-promotions",
        "currency",
    ),
    fault_at(
        "orders-swapped",
        "What belongs to one order of a list is told under the next.",
        _DETAILS,
        giving_later(_swapped_orders),
        ("amounts", "dates"),
        "window",
        "several-orders",
    ),
    fault_at(
        "equal-installments-as-one",
        "Two installments of the same sum on the same day are one.",
        "tools.facts:FactBook._add",
        _without_records,
        ("amounts", "dates"),
        "multi-shipment",
        "duplicate",
        "conflict",
    ),
    fault_at(
        "items-by-what-they-got",
        "An item is told with what it got as what it was promised.",
        "tools.fact_builder:item_facts",
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
        "The day of a reversal is told as that of the issuance.",
        "tools.fact_builder:installment_facts",
        lambda original: (
            lambda issuance, book, subject: original(
                issuance.model_copy(update={"issued_at": issuance.reversed_at or issuance.issued_at}), book, subject
            )
        ),
        ("dates",),
        "reversal",
    ),
)
