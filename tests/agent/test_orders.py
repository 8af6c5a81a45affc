"""Orders as people name them."""

import pytest
from agent.offline.orders import find_orders

ORDER = "404-1029384-5566778"


@pytest.mark.parametrize(
    "text",
    [
        "order 404-1029384-5566778",
        "ord#40410293845566778 bal",
        "404 1029384 5566778",
        "404_1029384_5566778",
        "404.1029384.5566778",
        "404-10293845566778",
        "order:404-1029384-5566778;gc?",
    ],
)
def test_an_order_is_found_with_any_joins(text: str) -> None:
    assert find_orders(text).orders == (ORDER,)


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("order ending 5566778", "5566778"),
        ("ord ending with 6778 cb?", "6778"),
        ("last digits 6778", "6778"),
        ("...5566778 how much", "5566778"),
        ("xx5566778 left", "5566778"),
        ("**6778", "6778"),
        ("6778 wala order", "6778"),
        ("order 6778", "6778"),
        ("ऑर्डर के आखिरी अंक 6778", "6778"),
    ],
)
def test_an_order_may_be_named_by_its_end(text: str, ending: str) -> None:
    found = find_orders(text)

    assert (found.orders, found.endings) == ((), (ending,))


@pytest.mark.parametrize(
    "text", ["order 26/9/2026", "order 5th Nov", "orders in 2026", "order 26sept", "gc ending 1111"]
)
def test_days_and_gift_cards_are_no_orders(text: str) -> None:
    found = find_orders(text)

    assert (found.orders, found.endings, found.has_malformed) == ((), (), False)


def test_a_number_that_is_a_digit_short_is_looked_up_as_it_is() -> None:
    assert find_orders("404-1029384-556677 how much").orders == ("404-1029384-556677",)


@pytest.mark.parametrize(
    ("text", "place"),
    [("the first one", 1), ("second order gift cards?", 2), ("2", 2), ("pehla wala", 1), ("second scratch card", None)],
)
def test_an_order_may_be_named_by_its_place(text: str, place: int | None) -> None:
    assert find_orders(text).place == place
