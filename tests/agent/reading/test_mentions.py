"""The ways in which people name orders."""

from dataclasses import replace

import pytest

from agent.reading.mentions import Mentions, find_mentions
from agent.reading.question import ReadingContext
from agent.reading.question_words import split_question
from tests.agent.reading.settings import FOLLOW, FRESH, A, B


def _mentions(text: str, context: ReadingContext = FRESH) -> Mentions:
    return find_mentions(split_question(text, context), context)


@pytest.mark.parametrize(
    "text",
    [
        "order 404-1029384-5566778",
        "ord#40410293845566778 bal",
        "404 1029384 5566778",
        "404_1029384_5566778",
        "404.1029384.5566778",
        "404-10293845566778",
        "4041029384 5566778",
        "order:404-1029384-5566778;gc?",
        "cb on 404–1029384–5566778",
        "cb on ४०४-१०२९३८४-५५६६७७८",
        "cb on ４０４-1029384-5566778",
        "(404-1029384-5566778)",
    ],
)
def test_an_order_is_found_with_any_joins(text: str) -> None:
    assert _mentions(text).orders == (A,)


@pytest.mark.parametrize(
    "text", ["9404-1029384-5566778", "404-1029384-55667781", "404-1029384-5566778-9", "9845012345"]
)
def test_a_part_of_a_longer_number_is_no_order(text: str) -> None:
    assert A not in _mentions(text).orders


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("order ending 5566778", "5566778"),
        ("ord ending with 6778 cb?", "6778"),
        ("last digits 6778", "6778"),
        ("last 4 digits are 6778, how much", "6778"),
        ("...5566778 how much", "5566778"),
        ("xx5566778 left", "5566778"),
        ("order xx5566778 left", "5566778"),
        ("**6778", "6778"),
        ("6778 wala order", "6778"),
        ("order 6778", "6778"),
        ("ऑर्डर के आखिरी अंक 6778", "6778"),
        ("6778 पर खत्म", "6778"),
    ],
)
def test_an_order_may_be_named_by_its_end(text: str, ending: str) -> None:
    found = _mentions(text)

    assert (found.orders, found.endings) == ((), (ending,))


@pytest.mark.parametrize(
    "text", ["order 26/9/2026", "order 5th Nov", "orders in 2026", "order 26sept", "order 100 rs", "order of 2025"]
)
def test_days_and_amounts_are_no_orders(text: str) -> None:
    found = _mentions(text)

    assert (found.orders, found.endings, found.has_malformed) == ((), (), False)


@pytest.mark.parametrize("text", ["gc ending 1111", "gift card no. 1111", "card 1111 kab aaya", "गिफ्ट कार्ड 1111"])
def test_the_end_of_a_gift_card_is_none_of_an_order(text: str) -> None:
    found = _mentions(text)

    assert (found.endings, found.card_endings) == ((), ("1111",))


def test_a_number_that_is_a_digit_short_is_looked_up_as_it_is() -> None:
    assert _mentions("404-1029384-556677 how much left").orders == ("404-1029384-556677",)


def test_a_reference_of_another_shape_is_found_by_the_word_before_it() -> None:
    assert _mentions("what happened to transaction UPI-TXN-88123?").orders == ("UPI-TXN-88123",)


@pytest.mark.parametrize("text", ["order 404/1029384", "cashback for order 40'41\"x?"])
def test_a_malformed_order_is_distinguished_from_none(text: str) -> None:
    assert _mentions(text).orders == ()
    assert _mentions(text).has_malformed


def test_patterns_are_the_sites_own() -> None:
    context = replace(FRESH, order_id_patterns=(r"KK-\d{4}",), customer_id_patterns=(r"M\d{6}",))

    found = _mentions("kk 1234 and KK-9876 of m123456, not P09-20260930-71264", context)

    assert found.orders == ("KK-1234", "KK-9876")
    assert found.customers == ("M123456",)


def test_any_token_that_is_an_id_on_record_is_an_order() -> None:
    context = replace(FRESH, known_orders=frozenset({"rch:77/A", "Bill-2026-X"}))

    assert _mentions("what of RCH77A?", context).orders == ("rch:77/A",)
    assert _mentions("bill 2026 x ka kya hua", context).orders == ("Bill-2026-X",)
    assert _mentions("bill 2026 ka kya hua", context).orders == ()


def test_a_part_of_a_discussed_order_names_it() -> None:
    context = replace(FOLLOW, listed_orders=(A, B))

    assert _mentions("171 wala", context).orders == (B,)
    assert _mentions("404 nahi 171 wala", context) == replace(
        _mentions("404 nahi 171 wala", context), orders=(B,), excluded=(A,)
    )
    assert _mentions("customer got 171 rs", context).orders == ()


@pytest.mark.parametrize(
    ("text", "ordinal"),
    [
        ("the first one", 1),
        ("second order gift cards?", 2),
        ("2", 2),
        ("pehla wala", 1),
        ("पहला वाला", 1),
        ("second scratch card", None),
        ("first week of november", None),
    ],
)
def test_an_order_may_be_named_by_its_ordinal(text: str, ordinal: int | None) -> None:
    assert _mentions(text).ordinal == ordinal


def test_masked_values_are_no_words() -> None:
    words = split_question("call ‹PHONE_1› or <EMAIL_2> about 404-1029384-5566778", FRESH)

    assert find_mentions(words, FRESH).orders == (A,)
    assert words.unknown_words == {}
