"""What a search passes over without asking its expression must be nothing that the expression would find."""

import re

import pytest
from guardrails.grounding import claim_check, dates, figures, future, silence
from guardrails.grounding.claims import CLAIMS
from guardrails.grounding.search import Haystack, Search
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guardrails.pii.fold import fold

_TABLES = (claim_check, figures, future, silence)
SEARCHES = {
    **{f"claim {number}": claim.pattern for number, claim in enumerate(CLAIMS)},
    **{f"date {number}": each for number, each in enumerate(dates._PATTERNS) if isinstance(each, Search)},
    **{name: each for table in _TABLES for name, each in vars(table).items() if isinstance(each, Search)},
}


@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES.keys())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_an_expression_finds_is_asked_for(search: Search, data: st.DataObject) -> None:
    text = fold(data.draw(st.from_regex(re.compile(search._pattern.pattern, re.IGNORECASE))))
    if search._pattern.search(text):
        assert search.may_match(Haystack(text))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bfail(?:ed|s)?\b|\bbounced\b", "It has FAILED."),
        (r"\bnot\s+(?:issued|paid)\b", "It was not\n  paid."),
        (r"₹\s?\d+", "₹5"),
        (r"over[\s-]?issued", "over-issued"),
        (r"\d+", "no digit"),  # nothing is sure of it: it is always asked
        (r"(?:abc)?", ""),
        (r"(?<!\w)soon(?!\w)", "soon."),
    ],
)
def test_an_expression_that_could_match_is_asked(pattern: str, text: str) -> None:
    assert Search(pattern).may_match(Haystack(text))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bfail(?:ed|s)?\b|\bbounced\b", "It was issued."),
        (r"\bnot\s+(?:issued|paid)\b", "It was granted."),
        (r"₹\s?\d+", "5 rupees"),
        (r"\bno\b", "nothing is known"),
    ],
)
def test_an_expression_that_cannot_match_is_not_asked(pattern: str, text: str) -> None:
    hay = Haystack(text)
    assert not Search(pattern).may_match(hay)
    assert list(Search(pattern).finditer(hay)) == []


def test_most_sentences_are_passed_over() -> None:
    """Else this would be a slower way to do the same."""
    text = "The order has been looked up, and these figures of the cashback are from the record."
    asked = [search.may_match(Haystack(text)) for search in SEARCHES.values()]
    assert sum(asked) < len(asked) / 3
