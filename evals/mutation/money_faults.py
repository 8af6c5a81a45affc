"""Faults of sums: what counts, how often, and with which sign."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.money import Money
from evals.mutation.patching import fault_at
from evals.mutation.replacements import giving, giving_later
from tools.cards import FactSource, Label
from tools.facts import FactSubject

_AMOUNTS = ("eligible", "issued", "reversed", "granted", "pending", "cancelled", "expired", "remaining", "over_issued")
_TALLY = "rewards.ledger.position:tally"
_DETAILS = "tools.promotion_execution:get_promotion_execution_details"


def _of_sums(**change: Callable[[Any], Any]) -> Any:
    return giving(lambda sums: sums and replace(sums, **{name: value(sums) for name, value in change.items()}))


def _unreversed(sums: Any) -> Any:
    return replace(sums, reversed=0, reinstated=0, reversals={}, fully_reversed=frozenset(), applied=())


def _as_the_order(order: Any) -> Any:
    """Replace the cashback of each benefit with the total of the order."""
    if len(order.totals) != 1:
        return order
    return replace(order, benefits=tuple(replace(benefit, cashback=order.totals[0]) for benefit in order.benefits))


def _as_the_customer(lookup: Any) -> Any:
    """Replace the granted sum of each benefit with the sum over all benefits."""
    benefits = [b for order in lookup.orders for b in order.benefits if b.cashback and b.cashback.granted]
    currencies = {b.cashback.granted.currency for b in benefits}
    if len(benefits) < 2 or len(currencies) != 1:
        return lookup
    granted = Money(amount_minor=sum(b.cashback.granted.amount_minor for b in benefits), currency=currencies.pop())

    def with_sum(benefit: Any) -> Any:
        return replace(benefit, cashback=benefit.cashback.model_copy(update={"granted": granted}))

    orders = tuple(replace(o, benefits=tuple(with_sum(b) for b in o.benefits if b.cashback)) for o in lookup.orders)
    return replace(lookup, orders=orders)


def _zero_for_unknown(cashback: Any) -> Any:
    zero = Money(amount_minor=0, currency=cashback.eligible.currency if cashback.eligible else "INR")
    return cashback.model_copy(update={n: zero for n in _AMOUNTS if getattr(cashback, n) is None})


def _twice_over_pages(_: Any) -> Any:
    """Add the issuances of a history to the known ones, duplicates included."""

    def faulty(benefit: Any, entries: Any) -> Any:
        own = [e for e in entries if (e.promotion_id, e.benefit_id) == (benefit.promotion_id, benefit.benefit_id)]
        return replace(benefit, issuances=(*benefit.issuances, *(e for e in own if e.type == "ISSUED")))

    return faulty


def _first_page(found: Any) -> Any:
    entries, partial, _ = found
    return entries[:100], partial, False


def _first_only(benefit: Any) -> Any:
    return replace(benefit, items=benefit.items[:1], issuances=benefit.issuances[:1])


def _at_most_150(minor: int | None) -> int | None:
    return None if minor is None else min(minor, 15000)


def _as_promised(_: Any) -> Any:
    def add_claim(self: Any, value: Any, as_of: Any) -> Any:
        source = [FactSource(source="ped", record_id="question")]
        return self.add_money(Label.PROMISED, value, FactSubject("", as_of), source)

    return add_claim


def _cancelled_as_expired(cashback: Any) -> Any:
    return cashback.model_copy(update={"cancelled": cashback.expired, "expired": cashback.cancelled})


def _known_addends(original: Any) -> Any:
    """Add up the known sums, ignoring that others are unknown."""

    def total(currency: str, positions: list[Any]) -> Any:
        sums = {
            name: Money(
                amount_minor=sum(known.amount_minor for each in positions if (known := getattr(each, name))),
                currency=currency,
            )
            for name in _AMOUNTS
        }
        return original(currency, positions).model_copy(update=sums)

    return total


FAULTS = (
    fault_at(
        "duplicate-rows-over-pages",
        "Issuances in both the history and the order's own answer are counted twice.",
        "tools.order_record:_with_entries",
        _twice_over_pages,
        ("cards", "says"),
        "pages",
        "history",
    ),
    fault_at("claw-back-ignored", "A reversal has no effect.", _TALLY, giving(_unreversed), ("amounts",), "reversal"),
    fault_at(
        "pending-as-issued",
        "Reserved sums count as issued.",
        _TALLY,
        _of_sums(issued=lambda sums: max(sums.issued, sums.reserved)),
        ("amounts",),
        "pending",
    ),
    fault_at(
        "expired-in-remaining",
        "Expired sums still count as remaining.",
        _TALLY,
        _of_sums(expired=lambda _: 0),
        ("amounts",),
        "expiry",
    ),
    fault_at(
        "cancelled-in-remaining",
        "Cancelled sums still count as remaining.",
        _TALLY,
        _of_sums(cancelled=lambda _: 0),
        ("amounts",),
        "cap",
        "cancelled",
    ),
    fault_at(
        "cap-per-order",
        "Every promise is capped at the same sum per order.",
        "rewards.ledger.position:_eligible",
        giving(_at_most_150),
        ("amounts",),
        "cap",
        "multi-shipment",
    ),
    fault_at(
        "total-of-the-order-for-a-benefit",
        "Each benefit has the total of its order.",
        "tools.promotion_execution:from_execution",
        giving(_as_the_order),
        ("amounts",),
        "several-promotions",
    ),
    fault_at(
        "total-of-the-customer-for-an-order",
        "Each order has the sum granted to the customer in all.",
        _DETAILS,
        giving_later(_as_the_customer),
        ("amounts",),
        "several-promotions",
        "window",
    ),
    fault_at(
        "first-item-only",
        "Only the first of several installments and items is kept.",
        "tools.order_record:_benefit",
        giving(_first_only),
        ("amounts", "giftCards"),
        "multi-shipment",
    ),
    fault_at(
        "first-page-only",
        "The first page of a history passes for all of it.",
        "tools.issuance_history:_all_entries",
        giving_later(_first_page),
        ("amounts", "says"),
        "pages",
        "history",
    ),
    fault_at(
        "missing-field-as-zero",
        "A missing amount is 0.",
        "rewards.ledger.fold:cashback",
        giving(_zero_for_unknown),
        ("amounts", "notStated", "honesty"),
        "partial",
        "legacy",
    ),
    fault_at(
        "over-issue-hidden",
        "An excess beyond the promise is cut off.",
        _TALLY,
        _of_sums(issued=lambda sums: min(sums.issued, 3000)),
        ("amounts",),
        "over-issue",
    ),
    fault_at(
        "failure-as-issued",
        "A failed attempt counts as issued.",
        _TALLY,
        _of_sums(issued=lambda sums: sums.issued + sums.failed),
        ("amounts",),
        "failure",
    ),
    fault_at(
        "unknown-addend-left-out",
        "A total leaves out unknown parts without becoming unknown.",
        "rewards.ledger.position:_total",
        _known_addends,
        ("amounts", "notStated", "honesty"),
        "partial",
        "several-promotions",
        "legacy",
    ),
    fault_at(
        "attempts-counted-as-installments",
        "The count of installments includes failed and reversed ones.",
        "tools.fact_builder:granted_installments",
        lambda _: lambda benefit: [issuance for issuance in benefit.issuances if issuance.event_id],
        ("records", "cards", "says"),
        "failure",
        "reversal",
    ),
    fault_at(
        "claw-back-with-the-wrong-sign",
        "A reversed sum is added to the granted one.",
        "rewards.ledger.tally:Tally.granted",
        lambda _: lambda self: self.issued + self.reversed,
        ("amounts",),
        "reversal",
    ),
    fault_at(
        "claim-as-promise",
        "A customer's claim counts as promised.",
        "tools.facts:FactBook.add_claim",
        _as_promised,
        ("amounts",),
        "claim",
    ),
    fault_at(
        "remaining-below-zero",
        "An excess becomes a negative remaining sum.",
        "rewards.ledger.fold:build_position",
        giving(lambda p: replace(p, remaining=-p.over_issued) if p.over_issued else p),
        ("amounts",),
        "over-issue",
    ),
    fault_at(
        "never-due-again",
        "A reversed sum that becomes due again does not.",
        _TALLY,
        _of_sums(reinstated=lambda _: 0),
        ("amounts",),
        "reversal",
    ),
    fault_at(
        "always-due-again",
        "Every reversed sum becomes due again.",
        _TALLY,
        _of_sums(reinstated=lambda sums: sums.reversed),
        ("amounts",),
        "reversal",
    ),
    fault_at(
        "all-of-it-pending",
        "Everything that remains counts as pending.",
        "rewards.ledger.fold:build_position",
        giving(lambda position: replace(position, pending=position.remaining)),
        ("amounts",),
        "pending",
        "currency",
        "conflict",
    ),
    fault_at(
        "cancelled-as-expired",
        "Cancelled and expired sums are swapped.",
        "rewards.ledger.fold:cashback",
        giving(_cancelled_as_expired),
        ("amounts",),
        "expiry",
        "cancelled",
    ),
)
