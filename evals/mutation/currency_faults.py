"""Faults of currencies: minor units, decimals, rounding, grouping of digits, and sums over two currencies."""

from typing import Any

from core.currencies import EXPONENTS
from core.money import Money, display
from evals.mutation.patching import fault_at
from evals.mutation.replacements import constant, giving

_AMOUNTS = ("eligible", "issued", "reversed", "granted", "pending", "cancelled", "expired", "remaining", "over_issued")


def _one_currency(totals: Any) -> Any:
    """Add up rupees and dollars."""
    if len(totals) < 2:
        return totals
    currency = totals[0].eligible.currency
    summed = {
        name: Money(amount_minor=sum(getattr(t, name).amount_minor for t in totals), currency=currency)
        for name in _AMOUNTS
    }
    return [totals[0].model_copy(update=summed)]


def _a_hundredfold(_: Any) -> Any:
    return lambda money: display(money.model_copy(update={"amount_minor": money.amount_minor * 100}))


def _whole_units(original: Any) -> Any:
    """Round 12.50 to 13.00."""

    def shown(money: Any) -> Any:
        if money.currency != "INR":
            return original(money)
        return original(money.model_copy(update={"amount_minor": (money.amount_minor + 50) // 100 * 100}))

    return shown


FAULTS = (
    fault_at(
        "minor-units-shown",
        "Paise are shown as rupees.",
        "tools.facts:display",
        _a_hundredfold,
        ("amounts",),
        "single-shipment",
        "currency",
    ),
    fault_at(
        "rounded-to-whole-units",
        "Paise are rounded away.",
        "tools.facts:display",
        _whole_units,
        ("amounts",),
        "reversal",
        "currency",
    ),
    fault_at(
        "every-currency-has-hundredths",
        "Yen and dinars are written with two decimals.",
        "core.currencies:EXPONENTS",
        constant(dict.fromkeys(EXPONENTS, 2)),
        ("amounts", "says"),
        "currency",
    ),
    fault_at(
        "rupees-in-thousands",
        "Rupees are grouped as dollars are.",
        "core.money:_group_indian",
        lambda _: lambda whole: f"{int(whole):,}",
        ("says",),
        "currency",
        "edges",
    ),
    fault_at(
        "currencies-summed",
        "The benefits of an order are added up over currencies.",
        "rewards.ledger.fold:totals",
        giving(_one_currency),
        ("amounts",),
        "currency",
    ),
)
