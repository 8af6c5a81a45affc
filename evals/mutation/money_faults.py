"""Faults of sums: what counts, how often, and in what unit."""

from dataclasses import replace
from typing import Any

from core.money import Money, display
from evals.mutation.patching import Fault, PatchPoint
from evals.mutation.replacements import giving, giving_later

_AMOUNTS = ("eligible", "issued", "reversed", "granted", "pending", "cancelled", "expired", "remaining", "over_issued")
_TALLY = "rewards.ledger.position:tally"
_DETAILS = "tools.promotion_execution:get_promotion_execution_details"


def _of_sums(**change: Any) -> Any:
    return giving(lambda sums: replace(sums, **{name: value(sums) for name, value in change.items()}))


def _unreversed(sums: Any) -> Any:
    return replace(sums, reversed=0, reinstated=0, reversals={}, fully_reversed=frozenset(), applied=())


def _one_currency(totals: Any) -> Any:
    """Add rupees and dollars up."""
    if len(totals) < 2:
        return totals
    currency = totals[0].eligible.currency
    summed = {
        name: Money(amount_minor=sum(getattr(t, name).amount_minor for t in totals), currency=currency)
        for name in _AMOUNTS
    }
    return [totals[0].model_copy(update=summed)]


def _as_the_order(order: Any) -> Any:
    """Tell the total of the order for each benefit."""
    if len(order.totals) != 1:
        return order
    return replace(order, benefits=tuple(replace(benefit, cashback=order.totals[0]) for benefit in order.benefits))


def _as_the_customer(lookup: Any) -> Any:
    """Tell for every benefit what was granted in all."""
    benefits = [b for order in lookup.orders for b in order.benefits if b.cashback and b.cashback.granted]
    currencies = {b.cashback.granted.currency for b in benefits}
    if len(benefits) < 2 or len(currencies) != 1:
        return lookup
    granted = Money(amount_minor=sum(b.cashback.granted.amount_minor for b in benefits), currency=currencies.pop())

    def told(benefit: Any) -> Any:
        return replace(benefit, cashback=benefit.cashback.model_copy(update={"granted": granted}))

    orders = tuple(replace(o, benefits=tuple(told(b) for b in o.benefits if b.cashback)) for o in lookup.orders)
    return replace(lookup, orders=orders)


def _zero_for_unknown(cashback: Any) -> Any:
    zero = Money(amount_minor=0, currency=cashback.eligible.currency if cashback.eligible else "INR")
    return cashback.model_copy(update={n: zero for n in _AMOUNTS if getattr(cashback, n) is None})


def _twice_over_pages(_: Any) -> Any:
    """Add what a history holds to what is known, without a look at which of it is known."""

    def faulty(benefit: Any, entries: Any) -> Any:
        own = [e for e in entries if (e.promotion_id, e.benefit_id) == (benefit.promotion_id, benefit.benefit_id)]
        return replace(benefit, issuances=(*benefit.issuances, *(e for e in own if e.type == "ISSUED")))

    return faulty


def _first_page(found: Any) -> Any:
    entries, partial, _ = found
    return entries[:100], partial, False


def _first_only(benefit: Any) -> Any:
    return replace(benefit, items=benefit.items[:1], issuances=benefit.issuances[:1])


def _fault(name: str, why: str, at: str, change: Any, caught_by: tuple[str, ...], *tags: str) -> Fault:
    return Fault(name, why, (PatchPoint(at, change),), caught_by, frozenset(tags))


def _a_hundredfold(_: Any) -> Any:
    return lambda money: display(money.model_copy(update={"amount_minor": money.amount_minor * 100}))


def _at_most_150(minor: int | None) -> int | None:
    return None if minor is None else min(minor, 15000)


FAULTS = (
    _fault(
        "duplicate-rows-over-pages",
        "Rows that a history holds and the order's own answer as well are counted twice.",
        "tools.order_record:_with_entries",
        _twice_over_pages,
        ("cards", "says"),
        "pages",
        "history",
    ),
    _fault(
        "claw-back-ignored", "A reversal takes nothing back.", _TALLY, giving(_unreversed), ("amounts",), "reversal"
    ),
    _fault(
        "pending-as-issued",
        "What is reserved counts as issued.",
        _TALLY,
        _of_sums(issued=lambda sums: max(sums.issued, sums.reserved)),
        ("amounts",),
        "pending",
    ),
    _fault(
        "expired-in-remaining",
        "What expired still counts as remaining.",
        _TALLY,
        _of_sums(expired=lambda _: 0),
        ("amounts",),
        "expiry",
    ),
    _fault(
        "cancelled-in-remaining",
        "What was cancelled still counts as remaining.",
        _TALLY,
        _of_sums(cancelled=lambda _: 0),
        ("amounts",),
        "cap",
        "cancelled",
    ),
    _fault(
        "minor-units-shown",
        "Paise are shown as rupees.",
        "tools.facts:display",
        _a_hundredfold,
        ("amounts",),
        "single-shipment",
        "currency",
    ),
    _fault(
        "currencies-summed",
        "The benefits of an order are added up over currencies.",
        "rewards.ledger.fold:totals",
        giving(_one_currency),
        ("amounts",),
        "currency",
    ),
    _fault(
        "cap-per-order",
        "Every promise is capped at the same sum an order.",
        "rewards.ledger.position:_eligible",
        giving(_at_most_150),
        ("amounts",),
        "cap",
        "multi-shipment",
    ),
    _fault(
        "total-of-the-order-for-a-benefit",
        "Each benefit is told with the total of its order.",
        "tools.promotion_execution:from_execution",
        giving(_as_the_order),
        ("amounts",),
        "several-promotions",
    ),
    _fault(
        "total-of-the-customer-for-an-order",
        "Each order is told with what the customer was granted in all.",
        _DETAILS,
        giving_later(_as_the_customer),
        ("amounts",),
        "several-promotions",
        "window",
    ),
    _fault(
        "first-item-only",
        "Of several installments and items the first one is told.",
        "tools.order_record:_benefit",
        giving(_first_only),
        ("amounts", "giftCards"),
        "multi-shipment",
    ),
    _fault(
        "first-page-only",
        "The first page of a history is told as all of it.",
        "tools.issuance_history:_all_entries",
        giving_later(_first_page),
        ("amounts", "says"),
        "pages",
        "history",
    ),
    _fault(
        "missing-field-as-zero",
        "An amount that is not there is told as 0.",
        "rewards.ledger.fold:cashback",
        giving(_zero_for_unknown),
        ("amounts", "notStated", "honesty"),
        "partial",
        "legacy",
    ),
    _fault(
        "over-issue-hidden",
        "What was issued beyond the promise is cut off.",
        _TALLY,
        _of_sums(issued=lambda sums: min(sums.issued, 3000)),
        ("amounts",),
        "over-issue",
    ),
    _fault(
        "failure-as-issued",
        "A failed attempt counts as money that went out.",
        _TALLY,
        _of_sums(issued=lambda sums: sums.issued + sums.failed),
        ("amounts",),
        "failure",
    ),
)
