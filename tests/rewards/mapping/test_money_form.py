"""Amounts in each unit: understood exactly, or refused."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.currencies import EXPONENTS
from rewards.mapping.fields import Unreadable
from rewards.mapping.money_form import MoneyForm, MoneyUnit

MINOR = MoneyForm(MoneyUnit.MINOR, is_text=False)
MAJOR = MoneyForm(MoneyUnit.MAJOR, is_text=True)
TEXT = MoneyForm(MoneyUnit.TEXT, is_text=True, symbols={"₹": "INR", "Rs.": "INR"})


@pytest.mark.parametrize(
    ("form", "value", "currency", "minor"),
    [
        (MINOR, 1500, "INR", 1500),
        (MINOR, "1500", "INR", 1500),
        (MINOR, 0, "INR", 0),
        (MAJOR, "36.00", "INR", 3600),
        (MAJOR, "36", "INR", 3600),
        (MAJOR, "36.5", "INR", 3650),
        (MAJOR, Decimal("36.5"), "INR", 3650),
        (MAJOR, 36, "INR", 3600),
        (MAJOR, 36.1, "INR", 3610),
        (MAJOR, "5000", "UGX", 5000),
        (MAJOR, "1.234", "KWD", 1234),
        (MAJOR, Decimal("1E+3"), "INR", 100_000),
        (TEXT, "INR 36.00", "INR", 3600),
        (TEXT, "36.00 INR", "INR", 3600),
        (TEXT, "INR36", "INR", 3600),
        (TEXT, "₹36.00", "INR", 3600),
        (TEXT, "₹ 36.5", "INR", 3650),
        (TEXT, "Rs. 36.00", "INR", 3600),
    ],
)
def test_amount_in_its_form(form: MoneyForm, value: object, currency: str, minor: int) -> None:
    assert form.read(value, currency) == minor


NO_AMOUNTS = [
    "",
    " ",
    "1 500",
    "1,500.00",
    "-1.00",
    "+1",
    "NaN",
    "Infinity",
    "1e3",
    "0x10",
    "१५",
    "36.",
    ".5",
    " 36.00",
]
NO_NUMBERS: list[Any] = [
    True,
    False,
    None,
    [],
    [36],
    {},
    {"amount": 36},
    b"36",
    float("nan"),
    float("inf"),
    Decimal("NaN"),
]


@pytest.mark.parametrize("value", NO_AMOUNTS + NO_NUMBERS + ["9" * 21, 10**22, Decimal("1E+125")], ids=repr)
@pytest.mark.parametrize("form", [MAJOR, TEXT], ids=["major", "text"])
def test_what_is_no_amount_is_refused(form: MoneyForm, value: object) -> None:
    with pytest.raises(Unreadable):
        form.read(value, "INR")


@pytest.mark.parametrize(
    "value", ["15.00", "15.0", Decimal("15.00"), 15.0, "15E0", Decimal("0.15"), *NO_AMOUNTS, *NO_NUMBERS], ids=repr
)
def test_fraction_where_minor_units_are_declared_is_refused_even_if_it_is_zero(value: object) -> None:
    with pytest.raises(Unreadable):
        MINOR.read(value, "INR")


@pytest.mark.parametrize(
    ("value", "currency"),
    [("36.005", "INR"), ("36.000", "INR"), (Decimal("0.001"), "INR"), ("5.0", "UGX"), (36.123, "INR")],
)
def test_more_decimals_than_the_currency_has_are_refused(value: object, currency: str) -> None:
    with pytest.raises(Unreadable):
        MAJOR.read(value, currency)


@pytest.mark.parametrize("currency", [None, "", "XYZ", "inr", 356, "XAU"])
def test_major_units_of_an_unknown_currency_are_refused(currency: object) -> None:
    with pytest.raises(Unreadable):
        MAJOR.read("36.00", currency)


@pytest.mark.parametrize("value", ["USD 36.00", "$36.00", "36.00", "INR", "INR INR 36", "INR  36.00", "INR 36.00 INR"])
def test_text_that_names_no_or_another_currency_is_refused(value: str) -> None:
    with pytest.raises(Unreadable):
        TEXT.read(value, "INR")


@settings(deadline=None)
@given(
    amount=st.integers(0, 10**15),
    currency=st.sampled_from(sorted(EXPONENTS)),
    unit=st.sampled_from(MoneyUnit),
    is_text=st.booleans(),
)
def test_what_is_written_is_read(amount: int, currency: str, unit: MoneyUnit, is_text: bool) -> None:  # noqa: FBT001
    form = MoneyForm(unit, is_text)
    assert form.read(form.write(amount, currency), currency) == amount


@pytest.mark.parametrize(("amount", "currency"), [(-1, "INR"), (True, "INR"), ("15", "INR"), (15, "XYZ"), (15, None)])
def test_what_is_no_amount_is_not_written(amount: object, currency: object) -> None:
    with pytest.raises(Unreadable):
        MAJOR.write(amount, currency)
