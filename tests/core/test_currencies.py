"""Minor units are those of ISO 4217."""

import re
from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.currencies import EXPONENTS, exponent
from core.errors import UnknownCurrency
from core.money import Money, display

# Written down from the list of 1 January 2026: a surprise in an upgrade of the library must be looked at.
NOT_HUNDREDTHS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}


def test_exponents_that_are_not_two_are_these() -> None:
    found = {digits: [code for code, its in EXPONENTS.items() if its == digits] for digits in set(EXPONENTS.values())}
    assert {digits: " ".join(sorted(codes)) for digits, codes in found.items() if digits != 2} == NOT_HUNDREDTHS
    assert len(found[2]) > 120


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        *((5000, code, f"{code} 5,000") for code in NOT_HUNDREDTHS[0].split()),
        *((12345, code, f"{code} 12.345") for code in NOT_HUNDREDTHS[3].split()),
        *((123456, code, f"{code} 12.3456") for code in NOT_HUNDREDTHS[4].split()),
        (5000, "IDR", "IDR 50.00"),  # CLDR has no digits for it
        (5000, "HUF", "HUF 50.00"),
        (5000, "BGN", "BGN 50.00"),  # withdrawn, and on record still
        (7, "CLF", "CLF 0.0007"),
    ],
)
def test_amounts_are_shown_with_the_decimals_of_their_currency(amount: int, currency: str, shown: str) -> None:
    assert display(Money(amount_minor=amount, currency=currency)) == shown


@given(st.integers(-(10**15), 10**15), st.sampled_from(sorted(EXPONENTS)))
def test_what_is_shown_is_the_amount(amount: int, currency: str) -> None:
    shown = display(Money(amount_minor=amount, currency=currency))
    number = re.sub(r"[^0-9.-]", "", shown)
    whole, _, fraction = number.partition(".")
    assert len(fraction) == exponent(currency)
    assert int(whole + fraction) == amount


@given(st.text(ascii_uppercase, min_size=3, max_size=3).filter(lambda code: code not in EXPONENTS))
def test_no_other_code_has_an_exponent(code: str) -> None:
    with pytest.raises(UnknownCurrency):
        exponent(code)
    with pytest.raises(ValidationError):
        Money(amount_minor=1, currency=code)
