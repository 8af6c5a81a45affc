"""Gift-card codes: those that begin with GC, and others after the words for them."""

import re

from guardrails.pii.ascii_fold import Folded
from guardrails.pii.pii_types import PiiType, Span

_END = r"(?![A-Za-z0-9_])"
_FOUR = r"[A-Za-z0-9]{4}"
# Four characters that are no word: capitals, or with a digit among them.
_CODE_FOUR = rf"(?:[A-Z0-9]{{4}}|(?=[A-Za-z]{{0,3}}[0-9]){_FOUR})"
_JOIN = r"(?:[ ]?(?:[iI][dD]|[nN][oO]\.?|num|number|[cC]ode|[cC]ard|ref|is|hai|:|\#|=|-)){0,3}[ \n]?"
_VALUE = (
    rf"(?P<value>(?=[A-Za-z0-9 -]{{0,20}}[0-9])(?:{_CODE_FOUR}(?:[ -]?{_CODE_FOUR}){{3}}"
    rf"|{_FOUR}-[A-Za-z0-9]{{6}}-[A-Za-z0-9]{{4,5}}|[A-Za-z0-9]{{14,20}})){_END}"
)
# The first letter is tried alone, so that the search passes over everything else at the speed of a character class.
_GIFT_CARD = re.compile(
    r"[GgVvCcग](?<![A-Za-z0-9_].)(?:"
    rf"(?<=[Gg])[Cc](?:-[A-Za-z0-9]{{2,16}}){{2,6}}{_END}"
    rf"|(?<=[Gg])[Cc][ -]{{0,2}}(?=[A-Za-z0-9 -]{{0,24}}[0-9]){_CODE_FOUR}(?:[ -]{{0,2}}{_CODE_FOUR}){{1,3}}{_END}"
    r"|(?i:(?<=g)ift[ -]?(?:cards?|codes?)|(?<=v)oucher|(?<=c)laim code|(?<=g)c|(?<=ग)िफ्ट कार्ड)"
    rf"{_JOIN}{_VALUE})"
)


def find_gift_cards(text: Folded) -> list[Span]:
    """Return the full codes of gift cards; the end of a code alone ("•••• 1111") is not one."""
    lower = text.lower
    if not ("gc" in lower or "gift" in lower or "voucher" in lower or "claim code" in lower or "गिफ्ट" in lower):
        return []
    spans = []
    for match in _GIFT_CARD.finditer(text.text):
        group = "value" if match["value"] else 0
        spans.append(Span(match.start(group), match.end(group), PiiType.GIFT_CARD))
    return spans
