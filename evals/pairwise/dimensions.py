"""The circumstances of a question that may work together: each dimension with its values."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import combinations, product
from types import MappingProxyType
from typing import NamedTuple


class Dimension(StrEnum):
    """One circumstance of a question."""

    ROLE = "role"
    LANGUAGE = "language"
    BENEFITS = "benefits"  # the most that one order of the question has
    CURRENCY = "currency"  # of those benefits
    SOURCES = "sources"
    TURN = "turn"
    PAGE = "page"
    SCOPE = "scope"  # whose the orders of the question are, for whoever asks


VALUES: Mapping[Dimension, tuple[str, ...]] = MappingProxyType(
    {
        Dimension.ROLE: ("agent", "lead", "customer", "service"),
        Dimension.LANGUAGE: ("english", "hinglish", "hindi"),
        Dimension.BENEFITS: ("none", "one", "two", "several"),
        Dimension.CURRENCY: ("none", "rupees", "twoDecimals", "noDecimals", "threeDecimals", "mixed"),
        # One does not answer; one never answers in time; a row cannot be read; older rows, as one does not answer now.
        Dimension.SOURCES: ("all", "fails", "late", "partial", "stale"),
        # A question, a later one, and one after a card has come to the order.
        Dimension.TURN: ("first", "followUp", "newCard"),
        # One order; as many orders as are shown; more than that; a history whose events need a second page.
        Dimension.PAGE: ("none", "full", "oneMore", "cursor"),
        Dimension.SCOPE: ("own", "foreign", "missing", "any"),
    }
)
SHOWN = 10  # orders of a window that an answer shows (the product's documented limit)
EVENTS_OF_A_PAGE = 100  # of a history


class Value(NamedTuple):
    """One value of one dimension."""

    dimension: Dimension
    value: str

    def __str__(self) -> str:
        return f"{self.dimension.value}={self.value}"


Pair = frozenset[Value]
Case = Mapping[Dimension, str]  # one question: a value of each dimension


def pairs_of(case: Case) -> frozenset[Pair]:
    """Return the pairs of values that one question covers."""
    values = [Value(dimension, value) for dimension, value in case.items()]
    return frozenset(frozenset(pair) for pair in combinations(values, 2))


def all_pairs() -> list[Pair]:
    """Return every pair of values of two dimensions, in the order of the dimensions."""
    return [
        frozenset({Value(one, left), Value(other, right)})
        for one, other in combinations(Dimension, 2)
        for left, right in product(VALUES[one], VALUES[other])
    ]


def shown(pair: Pair) -> str:
    order = list(Dimension)
    return " x ".join(map(str, sorted(pair, key=lambda value: order.index(value.dimension))))
