"""Faults of sums: what counts, how often, and in what unit."""

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


def _at_most_150(minor: int | None) -> int | None:
    return None if minor is None else min(minor, 15000)


def _as_promised(_: Any) -> Any:
    def claimed(self: Any, value: Any, as_of: Any) -> Any:
        source = [FactSource(source="ped", record_id="question")]
        return self.money(Label.PROMISED, value, FactSubject("", as_of), source)

    return claimed


def _cancelled_as_expired(cashback: Any) -> Any:
    return cashback.model_copy(update={"cancelled": cashback.expired, "expired": cashback.cancelled})


def _known_addends(original: Any) -> Any:
    """Add up what is known, and forget that something was not."""

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
        "Rows that a history holds and the order's own answer as well are counted twice.",
        "tools.order_record:_with_entries",
        _twice_over_pages,
        ("cards", "says"),
        "pages",
        "history",
    ),
    fault_at(
        "claw-back-ignored", "A reversal takes nothing back.", _TALLY, giving(_unreversed), ("amounts",), "reversal"
    ),
    fault_at(
        "pending-as-issued",
        "What is reserved counts as issued.",
        _TALLY,
        _of_sums(issued=lambda sums: max(sums.issued, sums.reserved)),
        ("amounts",),
        "pending",
    ),
    fault_at(
        "expired-in-remaining",
        "What expired still counts as remaining.",
        _TALLY,
        _of_sums(expired=lambda _: 0),
        ("amounts",),
        "expiry",
    ),
    fault_at(
        "cancelled-in-remaining",
        "What was cancelled still counts as remaining.",
        _TALLY,
        _of_sums(cancelled=lambda _: 0),
        ("amounts",),
        "cap",
        "cancelled",
    ),
    fault_at(
        "cap-per-order",
        "Every promise is capped at the same sum an order.",
        "rewards.ledger.position:_eligible",
        giving(_at_most_150),
        ("amounts",),
        "cap",
        "multi-shipment",
    ),
    fault_at(
        "total-of-the-order-for-a-benefit",
        "Each benefit is told with the total of its order.",
        "tools.promotion_execution:from_execution",
        giving(_as_the_order),
        ("amounts",),
        "several-promotions",
    ),
    fault_at(
        "total-of-the-customer-for-an-order",
        "Each order is told with what the customer was granted in all.",
        _DETAILS,
        giving_later(_as_the_customer),
        ("amounts",),
        "several-promotions",
        "window",
    ),
    fault_at(
        "first-item-only",
        "Of several installments and items the first one is told.",
        "tools.order_record:_benefit",
        giving(_first_only),
        ("amounts", "giftCards"),
        "multi-shipment",
    ),
    fault_at(
        "first-page-only",
        "The first page of a history is told as all of it.",
        "tools.issuance_history:_all_entries",
        giving_later(_first_page),
        ("amounts", "says"),
        "pages",
        "history",
    ),
    fault_at(
        "missing-field-as-zero",
        "An amount that is not there is told as 0.",
        "rewards.ledger.fold:cashback",
        giving(_zero_for_unknown),
        ("amounts", "notStated", "honesty"),
        "partial",
        "legacy",
    ),
    fault_at(
        "over-issue-hidden",
        "What was issued beyond the promise is cut off.",
        _TALLY,
        _of_sums(issued=lambda sums: min(sums.issued, 3000)),
        ("amounts",),
        "over-issue",
    ),
    fault_at(
        "failure-as-issued",
        "A failed attempt counts as money that went out.",
        _TALLY,
        _of_sums(issued=lambda sums: sums.issued + sums.failed),
        ("amounts",),
        "failure",
    ),
    fault_at(
        "unknown-addend-left-out",
        "A total is what is known of it.",
        "rewards.ledger.position:_total",
        _known_addends,
        ("amounts", "notStated", "honesty"),
        "partial",
        "several-promotions",
        "legacy",
    ),
    fault_at(
        "attempts-counted-as-installments",
        "The count of installments has those that failed and those taken back in it.",
        "tools.fact_builder:granted_installments",
        lambda _: lambda benefit: [issuance for issuance in benefit.issuances if issuance.event_id],
        ("records", "cards", "says"),
        "failure",
        "reversal",
    ),
    fault_at(
        "claw-back-with-the-wrong-sign",
        "What was taken back is added to what was granted.",
        "rewards.ledger.tally:Tally.granted",
        lambda _: lambda self: self.issued + self.reversed,
        ("amounts",),
        "reversal",
    ),
    fault_at(
        "claim-as-promise",
        "What a customer says is taken for what was promised.",
        "tools.facts:FactBook.claimed",
        _as_promised,
        ("amounts",),
        "claim",
    ),
    fault_at(
        "remaining-below-zero",
        "What was issued too much is told as a debt of the customer.",
        "rewards.ledger.fold:position_of",
        giving(lambda p: replace(p, remaining=-p.over_issued) if p.over_issued else p),
        ("amounts",),
        "over-issue",
    ),
    fault_at(
        "never-due-again",
        "What was taken back and becomes due again is not.",
        _TALLY,
        _of_sums(reinstated=lambda _: 0),
        ("amounts",),
        "reversal",
    ),
    fault_at(
        "always-due-again",
        "Whatever was taken back becomes due again.",
        _TALLY,
        _of_sums(reinstated=lambda sums: sums.reversed),
        ("amounts",),
        "reversal",
    ),
    fault_at(
        "all-of-it-pending",
        "Whatever remains is told as being on its way.",
        "rewards.ledger.fold:position_of",
        giving(lambda position: replace(position, pending=position.remaining)),
        ("amounts",),
        "pending",
        "currency",
        "conflict",
    ),
    fault_at(
        "cancelled-as-expired",
        "What was cancelled is told as expired, and the other way round.",
        "rewards.ledger.fold:cashback",
        giving(_cancelled_as_expired),
        ("amounts",),
        "expiry",
        "cancelled",
    ),
)
