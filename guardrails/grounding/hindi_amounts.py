"""Amounts that are said in Hindi, in either script: "chausath rupaye", "एक लाख दो हज़ार रुपये", "dhai lakh rupaye"."""

import re
from decimal import Decimal

from guardrails.pii.lexicon import kinds_of
from guardrails.pii.transliteration import spellings

_UNITS = (
    ("ek", "एक"), ("do", "दो"), ("teen", "tin", "तीन"), ("char", "chaar", "चार"), ("paanch", "panch", "पांच", "पाँच"),
    ("chhe", "chah", "chhah", "छह", "छः", "छे"), ("saat", "sat", "सात"), ("aath", "आठ"), ("nau", "नौ"),
)  # fmt: skip
_SMALL = {word: Decimal(number) for number, words in enumerate(_UNITS, start=1) for word in words} | {
    spelling: Decimal(number) for word, number in kinds_of("hindi_numbers").items() for spelling in spellings(word)
}
_PARTS = dict.fromkeys(("dedh", "डेढ़", "डे\u095d"), Decimal("1.5")) | dict.fromkeys(
    ("dhai", "dhaai", "ढाई"), Decimal("2.5")
)
_HUNDRED = ("sau", "सौ")
_SCALES = {
    **dict.fromkeys(("hazar", "hazaar", "हजार", "हज़ार"), 1_000),
    **dict.fromkeys(("lakh", "laakh", "लाख"), 100_000),
    **dict.fromkeys(("karod", "karor", "crore", "करोड़", "करो\u095c"), 10_000_000),
}
_WORDS = _SMALL.keys() | _PARTS.keys() | _SCALES.keys() | set(_HUNDRED)
_MOST_WORDS = 9
_LAST_WORD = re.compile(r"([A-Za-z]+|[\u0900-\u097f]+)[\s-]{1,2}\Z")
_LONGEST_WORD = 16


def number_before(text: str, end: int) -> tuple[int, Decimal] | None:
    """Give where a number in Hindi words begins that ends at a place, and its value; None where there is none."""
    words: list[str] = []
    start = end
    while len(words) < _MOST_WORDS:
        last = _LAST_WORD.search(text, max(0, start - _LONGEST_WORD), start)
        if last is None or last[1].lower() not in _WORDS:
            break
        words.insert(0, last[1].lower())
        start = last.start()
    # "2.5 lakh rupaye" and "two lakh rupees" are read as a whole elsewhere.
    if words[:1] and (words[0] in _SCALES or text[:start].rstrip()[-1:].isdigit()):
        return None
    number = _value(words)
    return None if number is None else (start, number)


def _value(words: list[str]) -> Decimal | None:
    """Add the words up; two small numbers in a row ("das bees rupaye") are no number."""
    total, current = Decimal(0), Decimal(0)
    before = ""
    for word in words:
        if word in _SCALES or word in _HUNDRED:
            factor = _SCALES.get(word, 100)
            if factor > 100:
                total, current = total + (current or Decimal(1)) * factor, Decimal(0)
            else:
                current = (current or Decimal(1)) * factor
        elif before in _SMALL or before in _PARTS:
            return None
        else:
            current += _SMALL[word] if word in _SMALL else _PARTS[word]
        before = word
    return (total + current) if words and before not in _PARTS else None
