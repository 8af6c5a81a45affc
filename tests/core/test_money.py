import pytest
from pydantic import ValidationError

from core.errors import CurrencyMismatch
from core.money import Money, display


def inr(amount: int) -> Money:
    return Money(amount_minor=amount, currency="INR")


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (0, "INR", "₹0.00"),
        (5, "INR", "₹0.05"),
        (6400, "INR", "₹64.00"),
        (-6400, "INR", "-₹64.00"),
        (10000000, "INR", "₹1,00,000.00"),
        (123456789012, "INR", "₹1,23,45,67,890.12"),
        (123456789, "USD", "$1,234,567.89"),
        (1234, "JPY", "JPY 1,234"),
        (1234, "KWD", "KWD 1.234"),
        (-1, "AED", "-AED 0.01"),
    ],
)
def test_display(amount: int, currency: str, shown: str) -> None:
    assert display(Money(amount_minor=amount, currency=currency)) == shown


def test_sums_stay_in_one_currency() -> None:
    assert inr(5) + inr(7) == inr(12)
    assert inr(5) - inr(7) == inr(-2)
    with pytest.raises(CurrencyMismatch):
        inr(5) + Money(amount_minor=5, currency="USD")


@pytest.mark.parametrize("amount", [1.0, "1", True, None])
def test_amount_is_an_integer_and_nothing_else(amount: object) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amountMinor": amount, "currency": "INR"})


def test_sum_of_the_largest_events_can_be_stated() -> None:
    assert (inr(10**15) + inr(10**15)).amount_minor == 2 * 10**15
