"""Numbers as people write them: Indian or western grouping, decimals, English words, lakh and crore."""

import re
from decimal import Decimal

_SMALL = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "k": 1_000,
    "lakh": 100_000,
    "lac": 100_000,
    "million": 1_000_000,
    "crore": 10_000_000,
    "cr": 10_000_000,
    **dict.fromkeys(("हजार", "हज़ार"), 1_000),
    "लाख": 100_000,
    **dict.fromkeys(("करोड़", "करो\u095c"), 10_000_000),
}
_WORD_SCALES = {word: value for word, value in SCALES.items() if len(word) > 2 and word.isascii()}

# 1,00,000 or 100,000 or 100000, with or without decimals; never a part of a longer number.
DIGITS = r"(?<![\d,])(?<!\d\.)(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d+)(?:\.\d+)?(?![\d]|[.,]\d)"
SCALE = r"(?:(?:hundred|thousand|lakhs?|lacs?|crores?|cr|million|k)\b|(?:हजार|हज़ार|लाख|करोड़|करो\u095c)(?![\w\u093c]))"
_WORD = "|".join(sorted([*_SMALL, *_WORD_SCALES], key=len, reverse=True))
WORDS = rf"\b(?:an?\s+(?=hundred|thousand|lakh|crore))?(?:{_WORD})(?:(?:[\s-]+|\s+and\s+)(?:{_WORD}))*s?\b"


def read_digits(text: str) -> Decimal:
    """Give the value of what ``DIGITS`` matched."""
    return Decimal(text.replace(",", ""))


def read_scale(word: str | None) -> int:
    """Give the factor of what ``SCALE`` matched; 1 for none."""
    if not word:
        return 1
    lowered = word.lower()
    return SCALES[lowered] if lowered in SCALES else SCALES[lowered.removesuffix("s")]


def read_words(text: str) -> Decimal:
    """Give the value of what ``WORDS`` matched: "one lakh two thousand and sixty-four" is 102064."""
    total = current = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "hundred":
            current = max(1, current) * 100
        elif (scale := _WORD_SCALES.get(word.removesuffix("s"))) is not None:
            total += max(1, current) * scale
            current = 0
    return Decimal(total + current)
