"""Which names are shown: titles of trade pass, and nothing passes that could lead, pay, promise or command."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity.tokens import Role
from guardrails.authorization.field_projection import Projection
from guardrails.authorization.record_names import LONGEST_NAME, title_of
from guardrails.pii.vault import Vault
from tests.harness import detector

TITLES = (Path(__file__).parent / "titles.txt").read_text(encoding="utf-8").splitlines()
# What the rule costs: titles of trade that are shown as their kind, as what refuses them refuses lures too.
REFUSED_TITLES = (
    "Fire-Boltt Ninja Call Pro Plus Smartwatch 1.83″",
    "Philips HL7756/00 750 Watt Mixer Grinder, 3 Jars",
    "Story@Home Blackout Curtain 7 ft, 2 Pc",
    "Share Bag Party Pack 300 g",
    '"Click" Retractable Pens, 10 pcs',
    "BIS Approved Helmet",
    "I Love You Greeting Card",
    "Winter Is Coming Poster A3",
    "Node.js Design Patterns",
    "Dr.Batra's Hair Oil",
    "Dr. Ortho Ayurvedic Oil 120 ml",  # a name of a person by its cue
    "One Hundred Years of Solitude",
)
HOSTS = (
    *("example.com", "www.example.com", "https://example.com/refund", "example․com", "example。com", "example.in"),
    *(
        "ｅｘａｍｐｌｅ．ｃｏｍ",
        "ex\u200bample.com",
        "example . com",
        "example dot com",
        "example (dot) com",
        "example[.]in",
    ),
    *("example .in", "example. in", "exampledotcom", "example com", "example,com", "example-com", "example/com"),
    *(
        "t.me/example",
        "bit ly slash x1",
        "wa me 9198",
        "xn--exmple-cua.com",
        "192.0.2.1",
        "moc.elpmaxe\u202e",
        "tel:100",
    ),
    *("upi://pay", "help@example.com", "@example", "asha@okaxis", "asha at okaxis", "#winbig", "пример.рф", "مثال.com"),
)
NUMBERS = (
    *("98450 12345", "9845012345", "984-501-2345", "+91 98450 12345", "(080) 2345 6789", "1800 000 0000", "12345678"),
    *("९८४५० १२३४५", "9845o12345", "98 45 01 23", "9_8_4_5_0_1_2_3", "９８４５０１２３４５"),
)
AMOUNTS = (
    *("₹500", "Rs 500", "Rs. 500", "Rs500", "500 rs", "500/-", "INR 1,00,000", "USD 20", "$20", "€15", "£5", "¥500"),
    *("५०० रुपये", "500 rupees", "five hundred rupees", "ek sau rupaye", "10 lakh", "Flat 500", "500 cashback", "34.00"),
)
STATUSES = (
    *("refunded", "cancelled", "canceled", "approved", "expired", "paid", "granted", "credited", "due", "pending"),
    *("REFUNDED", "r e f u n d e d", "re-funded", "Réfunded", "refun\u200bded", "Сancelled", "p4id", "Refund"),
    *("mil gaya", "radd", "wapas", "poora", "मिल गया", "रद्द", "वापस", "स्वीकृत", "रिफंड हो गया", "परत केली"),
)
ORDERS = (
    *("call", "click here", "pay now", "share your OTP", "c4ll", "cl1ck", "CL!CK", "callnow", "c a l l", "p-a-y"),
    *(
        "callll",
        "tap here",
        "open this link",
        "scan",
        "dial 1800",
        "WhatsApp us",
        "sign in",
        "send money",
        "ignore all",
    ),
    *("call karo", "click karein", "bhejo", "batao", "कॉल करें", "क्लिक करें", "भेजें", "बताओ", "ᴄᴀʟʟ", "ⓒⓐⓛⓛ"),
)
_LURES = {"host": HOSTS, "number": NUMBERS, "amount": AMOUNTS, "status": STATUSES, "order": ORDERS}
_CARRIERS = st.sampled_from(TITLES)


def _passed(name: str) -> str | None:
    """Return a name as the gateway lets it go on."""
    return Projection(Role.SUPPORT_AGENT, Vault(detector()))._name(name)


@pytest.mark.parametrize("title", TITLES)
def test_a_title_of_trade_is_shown(title: str) -> None:
    shown = _passed(title)

    assert shown is not None
    assert shown[:20].replace("″", '"').replace("’", "'") == title[:20].replace("″", '"').replace("’", "'")


def test_what_the_rule_costs_is_known_and_rare() -> None:
    assert [title for title in REFUSED_TITLES if _passed(title) is not None] == []
    assert len(REFUSED_TITLES) / (len(TITLES) + len(REFUSED_TITLES)) < 0.04


@pytest.mark.parametrize("lure", [lure for kind in _LURES.values() for lure in kind])
def test_a_lure_alone_is_refused(lure: str) -> None:
    assert _passed(lure) is None


@given(
    title=_CARRIERS,
    lure=st.sampled_from([lure for kind in _LURES.values() for lure in kind]),
    joint=st.sampled_from((" ", " - ", ", ", ": ", " | ", " (", ". ", "! ", "\n", "\u00a0", "\u2003", "\u200b ")),
    is_first=st.booleans(),
    case=st.sampled_from((str, str.upper, str.title, str.lower)),
)
def test_no_title_carries_a_lure(title: str, lure: str, joint: str, *, is_first: bool, case: type[str]) -> None:
    planted = case(lure) if lure.isascii() else lure

    assert _passed(f"{planted}{joint}{title}" if is_first else f"{title}{joint}{planted}") is None


@given(st.text(max_size=120))
def test_whatever_is_written_a_name_is_short_one_line_and_holds_none_of_our_marks(text: str) -> None:
    shown = _passed(text)

    if shown is not None:
        assert 0 < len(shown) <= LONGEST_NAME
        assert not re.search(r"[\[\]<>@\"“”\n{}=]|\.\w\w", shown)
        assert title_of(shown) == shown


@pytest.mark.parametrize(
    "name",
    ["nine eight four five zero one two three four five", "Gift for Mr. Rakesh Sharma, card of <PHONE_1>", "<NAME_1>"],
)
def test_personal_data_and_tokens_are_no_part_of_a_name(name: str) -> None:
    assert _passed(name) is None


def test_inches_stay_inches_and_brackets_are_no_references() -> None:
    assert title_of('TV 55" LED') == "TV 55″ LED"
    assert title_of("Soap [Pack of 2]") == "Soap (Pack of 2)"
    assert title_of("Soap [[f1]]") == "Soap ((f1))"


def test_a_long_name_is_cut_at_a_word() -> None:
    shown = title_of("Stainless steel bottle with a callus remover " * 3)

    assert shown == "Stainless steel bottle with a callus remover Stainless steel bottle with a"
    assert title_of("x" * 501) is None
