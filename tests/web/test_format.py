"""Amounts, days, gift cards and windows as the pages format them, in a browser in the New York time zone."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_CALL = """async ([name, given]) => {
  const format = await import('/web/format.js');
  return format[name](...given);
}"""


def _money(amount_minor: int, currency: str = "INR") -> dict[str, Any]:
    return {"amountMinor": amount_minor, "currency": currency}


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("money", [_money(10000)], "₹100.00"),
        ("money", [_money(5)], "₹0.05"),
        ("money", [_money(0)], "₹0.00"),
        ("money", [_money(-1250)], "-₹12.50"),
        ("money", [_money(1_00_000_00)], "₹1,00,000.00"),
        ("money", [_money(10**15)], "₹1,00,00,00,00,00,000.00"),
        ("money", [_money(999_999_999_999_999)], "₹99,99,99,99,99,999.99"),
        ("money", [_money(1234, "JPY")], "JP¥1,234"),
        ("money", [_money(1234, "KWD")], "KWD\u00a01.234"),
        ("money", [_money(1234, "IQD")], "IQD\u00a01.234"),
        ("day", ["2026-11-07T19:00:00Z"], "8 Nov 2026"),
        ("day", ["2026-11-07T18:29:59Z"], "7 Nov 2026"),
        ("day", ["2026-09-26T13:08:00+05:30"], "26 Sep 2026"),
        ("dayAndTime", ["2026-11-12T11:05:00+05:30"], "12 Nov 2026, 11:05 am IST"),
        ("lastFour", ["GC-7F3K-9Q2M-1a2b"], "•••• 1A2B"),
        ("lastFour", ["•••• 2222"], "•••• 2222"),
        ("lastFour", ["<GIFT_CARD_1>"], None),
        ("lastFour", ["GC-7"], None),
        ("lastFour", [None], None),
        (
            "dayWindow",
            ["2026-09-26", "2026-09-26"],
            {"from": "2026-09-26T00:00:00+05:30", "to": "2026-09-27T00:00:00+05:30"},
        ),
        (
            "dayWindow",
            ["2028-02-28", "2028-12-31"],
            {"from": "2028-02-28T00:00:00+05:30", "to": "2029-01-01T00:00:00+05:30"},
        ),
        ("daysBetween", ["2026-09-26", "2026-09-26"], 1),
        ("daysBetween", ["2026-09-27", "2026-09-26"], 0),
        ("dateInputValue", ["2026-11-22T18:30:00Z"], "2026-11-23"),
        ("dateInputValue", ["2026-11-22T18:29:59Z"], "2026-11-22"),
    ],
)
def test_what_people_read(modules: Page, name: str, given: list[Any], expected: Any) -> None:
    assert modules.evaluate(_CALL, [name, given]) == expected
