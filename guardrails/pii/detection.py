"""All searches over one text, and which of two overlapping matches is kept.

The time of a search grows with the length of the text and no faster: every expression begins at a sign that is rare in
prose, reads a bounded length from there or never backtracks, and no search looks further around a match than a fixed
number of characters. Python's ``re`` cannot be interrupted, so no expression may ever need it.
"""

import re
from bisect import bisect_right

from guardrails.pii.ascii_fold import Folded, fold_case
from guardrails.pii.cued_values import find_cued_values
from guardrails.pii.digit_numbers import find_numbers
from guardrails.pii.email_and_upi import find_addresses
from guardrails.pii.entities.abha import find_abha_numbers
from guardrails.pii.entities.driving_licence import find_licences
from guardrails.pii.entities.postal_address import find_postal_addresses
from guardrails.pii.gift_card_codes import find_gift_cards
from guardrails.pii.identity_codes import find_codes
from guardrails.pii.misread import find_misread
from guardrails.pii.person_names import find_names
from guardrails.pii.pii_types import Span
from guardrails.pii.spoken_addresses import find_spoken_addresses
from guardrails.pii.spoken_numbers import find_spoken_numbers

# Code points. Messages, tool results and sentences are all far shorter. A longer text is refused, so that the time of
# a search has a bound.
LONGEST_TEXT = 200_000
_HAS_DIGIT = re.compile("[0-9]")
# References, tokens and UUIDs: nothing in them is personal.
_MARKS = re.compile(
    r"\[\[f[0-9]{1,12}\]\]|<[A-Z_]{2,20}_[0-9]{1,9}>"
    r"|(?<![0-9A-Za-z])[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])"
)


class TextTooLong(ValueError):
    """The text is too long to be searched in bounded time."""


def find_all(text: str) -> list[Span]:
    """Return every personal value of a text, in order and without overlaps.

    Raises:
        TextTooLong: when the text is longer than ``LONGEST_TEXT``.
    """
    if len(text) > LONGEST_TEXT:
        raise TextTooLong("too long to be searched")
    folded = fold_case(text)
    found = find_cued_values(folded)
    if "@" in folded.lower:
        found += find_addresses(folded)
    found += find_spoken_addresses(folded)
    has_digit = _HAS_DIGIT.search(folded.lower) is not None
    if has_digit:
        found += find_postal_addresses(folded)
        found += find_gift_cards(folded)
        found += find_licences(folded)
        found += find_abha_numbers(folded)
        found += find_codes(folded)
        found += find_numbers(folded)
        found += find_misread(folded)
    found += find_spoken_numbers(folded)
    found += find_names(folded)
    if not found:
        return found
    return _merged(found, _marks(folded))


def _marks(text: Folded) -> list[tuple[int, int]]:
    return [match.span() for match in _MARKS.finditer(text.text)]


def _merged(found: list[Span], marks: list[tuple[int, int]]) -> list[Span]:
    """Merge what overlaps, under the type of the search that comes first in ``find_all``; drop what lies in a mark."""
    ranked = sorted(range(len(found)), key=lambda i: (found[i].start, i))
    spans: list[Span] = []
    ranks: list[int] = []
    starts = [start for start, _ in marks]
    for rank in ranked:
        span = found[rank]
        mark = bisect_right(starts, span.end - 1) - 1
        if mark >= 0 and marks[mark][1] > span.start:
            continue
        if spans and span.start < spans[-1].end:
            kind = span.type if rank < ranks[-1] else spans[-1].type
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end), kind)
            ranks[-1] = min(ranks[-1], rank)
            continue
        spans.append(span)
        ranks.append(rank)
    return spans
