"""Gift-card codes: those that begin with GC, and others after the words for them."""

import re

from guardrails.pii.fold import Folded
from guardrails.pii.kinds import PiiType, Span

_START = r"(?<![A-Za-z0-9_])"
_END = r"(?![A-Za-z0-9_])"
_FOUR = r"[A-Za-z0-9]{4}"
# Four characters that are no word: capitals, or with a digit among them.
_CODE_FOUR = rf"(?:[A-Z0-9]{{4}}|(?=[A-Za-z]{{0,3}}[0-9]){_FOUR})"
_JOIN = r"(?:[ ]?(?:[iI][dD]|[nN][oO]\.?|num|number|[cC]ode|[cC]ard|ref|is|hai|:|\#|=|-)){0,3}[ ]?"
_GIFT_CARD = re.compile(
    rf"{_START}(?:"
    rf"[Gg][Cc](?:-[A-Za-z0-9]{{2,16}}){{2,6}}{_END}"
    rf"|[Gg][Cc][ -]{{0,2}}(?=[A-Za-z0-9 -]{{0,24}}[0-9]){_CODE_FOUR}(?:[ -]{{0,2}}{_CODE_FOUR}){{1,3}}"
    rf"{_END}"
    rf"|(?i:gift[ -]?(?:cards?|codes?)|voucher|claim code|gc|गिफ्ट कार्ड){_JOIN}"
    r"(?P<value>(?=[A-Za-z0-9 -]{0,20}[0-9])"
    rf"(?:{_CODE_FOUR}(?:[ -]?{_CODE_FOUR}){{3}}|{_FOUR}-[A-Za-z0-9]{{6}}-[A-Za-z0-9]{{4,5}}"
    rf"|[A-Za-z0-9]{{14,20}})){_END})"
)
_WORDS = ("gc", "gift", "voucher", "claim code", "गिफ्ट")


def find_gift_cards(text: Folded) -> list[Span]:
    """Give the full codes of gift cards; the end of a code alone ("•••• 1111") is none."""
    if not any(word in text.lower for word in _WORDS):
        return []
    spans = []
    for match in _GIFT_CARD.finditer(text.text):
        group = "value" if match["value"] else 0
        spans.append(Span(match.start(group), match.end(group), PiiType.GIFT_CARD))
    return spans
