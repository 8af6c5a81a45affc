"""Minor units are those of ISO 4217, and a code that is not in it is refused at every door."""

import re
from string import ascii_uppercase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rewards.currencies import EXPONENTS, UnknownCurrency, exponent
from rewards.errors import InvalidEvent, LoadRefused
from rewards.ingest import parse_event
from rewards.loader import load_jsonl
from rewards.money import Money, display
from rewards.rows import EventRow, LineItemRow, MalformedRow, PedRow, parse_row
from rewards.stores.sqlite import SqliteStore
from tests.rewards.test_loader import line
from tests.rewards.world import event_raw, item_raw, ped_raw

# Written down from the list of 1 January 2026: a surprise in an upgrade of the library must be looked at.
NOT_HUNDREDTHS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
UNKNOWN = ["ZZZ", "BTC", "XAU", "XXX", "XTS", "XDR", "DEM", "RUPEES", "inr", "IN", ""]


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


@pytest.mark.parametrize("code", UNKNOWN)
@pytest.mark.parametrize(("model", "raw"), [(PedRow, ped_raw()), (LineItemRow, item_raw()), (EventRow, event_raw())])
def test_row_of_an_unknown_currency_is_refused_when_read(model: type[PedRow], raw: dict[str, Any], code: str) -> None:
    with pytest.raises(MalformedRow) as caught:
        parse_row(model, raw | {"currency": code})
    assert caught.value.fields == ("currency",)


@pytest.mark.parametrize("code", UNKNOWN)
def test_event_of_an_unknown_currency_is_not_taken_in(code: str) -> None:
    with pytest.raises(InvalidEvent):
        parse_event(event_raw(currency=code))


def test_file_with_an_unknown_currency_is_not_loaded(store: SqliteStore) -> None:
    with pytest.raises(LoadRefused, match="line 2: missing or wrong: currency"):
        load_jsonl([line("ped", ped_raw(currency="UGX")), line("ped", ped_raw(currency="UGS"))], store)
    assert store.is_empty()
