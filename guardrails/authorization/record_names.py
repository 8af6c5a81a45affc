"""Names of promotions and items: data that somebody else writes, and that stands in our answers and letters.

A name passes when its characters, its shape and its words are those of a title of trade. What looks like a way to
somebody (host, number, handle), an amount, a status or an order passes in no spelling: the reader is then shown the
kind ("item 2 of 3"), as a lure in our own letter costs more than a title that is missing from it. So the rule is made
to refuse too much: ``tests/guardrails/authorization/test_record_names.py`` holds the titles that it is known to refuse.
"""

import re
import unicodedata
from itertools import pairwise

from guardrails.authorization.lure_words import JOINED, OBJECTS, REFUSED, TRADE_PHRASES, VERBS
from guardrails.invisible_characters import without_unseen

LONGEST_NAME = 80  # code points that are shown
_LONGEST_READ = 500  # a longer one is no title
_MOST_DIGITS = 7  # in a row, with any separators between: eight are a telephone number
_LATIN, _HINDI = "A-Za-zÀ-ÖÙ-ïñ-öù-ýÿ", "\u0900-\u0965\u0970-\u097f"
_INCHES, _QUOTES = re.compile('(?<=[0-9])["“”]'), re.compile("[\"“”„‟«»〝〞＂'‘‛`´]")
_CHARACTERS = re.compile(rf"[{_LATIN}{_HINDI}\u200c\u200d0-9\u0966-\u096f &’()+,./%°×″′|:™®#*!?;–—-]*")
_WORD = re.compile(rf"[{_LATIN}{_HINDI}\u200c\u200d0-9\u0966-\u096f]+")
_MIXED = re.compile(rf"[{_LATIN}][{_HINDI}]|[{_HINDI}][{_LATIN}]")
# A full stop is one of a number, of an abbreviation or of initials; every other is one of a host.
_STOPS = re.compile(
    rf"(?<=\d)\.(?=\d)|(?<=[{_LATIN}{_HINDI}\d])\.(?=[\s,)]|$)|(?<=[A-Za-z])\.(?=\d)|\b[A-Za-z]\.(?=[A-Za-z]\b)"
)
_DOMAINS = "com|in|net|org|co|io|me|info|biz|shop|store|online|app|xyz|site|ly|gl|link|click|live|ai|dev|us|uk"
_HOST = re.compile(
    rf"\.\s+(?:{_DOMAINS})\b|\bdot\s*(?:{_DOMAINS})\b|dot\s?(?:com|net|org)\b"
    r"|\b(?:bit|is|goo|wa|t)\s+(?:ly|gd|gl|me|co)\b|\d\.\d+\.\d|xn--",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"//|/-|:(?!\s|$|\d)|(?<!\d):(?=\d)|\|(?=\S)|(?<=\S)\||#(?!\d{1,3}(?!\w))|(?<!\d)\*|\*(?!\s?\d)|[!®™°](?=[^\W\d])"
)
_DIGITS = re.compile(r"\d(?:[\s().,/+*|:;–—-]*\d)*")
_YEARS = re.compile(r"\b20\d\d\s?[-–/]\s?(?:20)?\d\d\b")
_UNIT = (
    r"\s?-?(?:(?:ml|l|ltr|litres?|g|gms?|kg|mg|oz|lbs?|mm|cms?|m|km|inch(?:es)?|in|ft|feet|x|w|v|a|kw|hp|mah|ah|k|gb|tb"
    r"|mb|ghz|mhz|hz|rpm|ct|carats?|pcs?|pieces?|pack|sets?|tablets?|capsules?|days?|months?|years?)\b(?![-’])|[%″′×])"
)
_AMOUNT = re.compile(
    r"\b(?:rs|inr|usd|eur|gbp|aed|re)\.?\s?\d|\d\s?(?:rs|inr|usd|eur|gbp|aed)\b"
    rf"|\d\.\d\d(?!\d)(?!{_UNIT})"
    rf"|\bwin\s+\d|\b(?:get|earn|save|flat|upto|up to|worth|cash\s?back of|extra)\s+\d{{2,}}(?!\d)(?!{_UNIT})"
    r"|\b(?!20[2-4]\d\b)(?:\d{2,}|\d+k)\s+(?:cash\s?back|off|bonus|discount)\b",
    re.IGNORECASE,
)
# "Cashback" and "money" stand in names; an amount of it, and what happened to it, do not.
_CLAIM = re.compile(
    r"\b(?:full|fully|all|no|zero|entire|complete|whole|double|free)\s+(?:\w+\s+)?(?:cash\s?back|money)\b"
    r"|\bcash\s?back\s+(?:\S+\s+)?(?:full|fully|complete|done|over|closed|active|blocked|yes|no)\b",
    re.IGNORECASE,
)
_PAIRS = re.compile(
    r"\b(?:log|sign)[\s-]?(?:in|on|up)\b|\bdial\s+\d{3}|\btoll[\s-]?free\b"
    rf"|\b(?:to|on|no|number)\.?\s+\d{{4,}}(?!\d)(?!{_UNIT})",
    re.IGNORECASE,
)
_TRADE = re.compile(rf"\b(?:{'|'.join(TRADE_PHRASES)})\b|(?<=\d )मिली(?!\w)", re.IGNORECASE)
_NUMERALS = re.compile(r"\d+")
_TRIPLE = re.compile(r"(.)\1{2,}")
_SHOWN_AS = str.maketrans("[]", "()")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LEET = str.maketrans("013457", "oieast")
_LONGEST_SPELT = 12  # letters of a word that is written letter by letter


def title_of(name: str) -> str | None:
    """Return a name as it may be shown, in one line and cut at a word; None where it may not be."""
    if len(name) > _LONGEST_READ:
        return None
    line = " ".join(without_unseen(unicodedata.normalize("NFC", name)).replace("_", " ").split())
    line = _QUOTES.sub("’", _INCHES.sub("″", line)).translate(_SHOWN_AS)
    return _cut(line) if _has_shape_of_title(line) and not _holds_lure(line) else None


def _has_shape_of_title(line: str) -> bool:
    """Whether characters, marks and numbers are those of a title."""
    if not _CHARACTERS.fullmatch(line) or not any(character.isalpha() for character in line):
        return False
    if ("." in line and "." in _STOPS.sub("", line)) or _HOST.search(line) or _MARKS.search(line):
        return False
    if not line.isascii() and _MIXED.search(line):
        return False
    return _digits_of(line) <= _MOST_DIGITS or not _has_telephone(_YEARS.sub("", line))


def _has_telephone(line: str) -> bool:
    runs = [run.group() for run in _DIGITS.finditer(line)] + _WORD.findall(line)
    return any(_digits_of(run) > _MOST_DIGITS for run in runs)


def _digits_of(text: str) -> int:
    return sum(map(str.isdecimal, text))


def _holds_lure(line: str) -> bool:
    has_digit = _NUMERALS.search(line) is not None
    if (has_digit and _AMOUNT.search(line)) or _CLAIM.search(line) or _PAIRS.search(line):
        return True
    words = _WORD.findall(_CAMEL.sub(" ", _TRADE.sub("|", line)).lower())
    if any(first in VERBS and second in OBJECTS for first, second in pairwise(words)):
        return True
    return not (REFUSED.isdisjoint(forms := _forms(words)) and JOINED.isdisjoint(forms))


def _forms(words: list[str]) -> set[str]:
    """Return every way in which the words may be read: without accents, leet, with letters doubled or pulled apart."""
    plain = [word if word.isascii() else _without_accents(word) for word in words]
    forms = {*words, *plain, *map("".join, pairwise(plain))}
    letters = ""
    for word in plain:
        if len(word) == 1:
            letters += word
            forms.update(letters[-length:] for length in range(3, min(len(letters), _LONGEST_SPELT) + 1))
            continue
        letters = ""
        if len(word) > 2 and not word.isalpha() and not word.isdecimal():
            forms.update((leet := word.translate(_LEET), leet.replace("i", "l"), _NUMERALS.sub("", word)))
        if _TRIPLE.search(word):
            forms.update((_TRIPLE.sub(r"\1", word), _TRIPLE.sub(r"\1\1", word)))
    return forms


def _without_accents(word: str) -> str:
    if "\u0900" <= word[0] <= "\u097f":
        return word  # whose signs are letters
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _cut(line: str) -> str:
    if len(line) <= LONGEST_NAME:
        return line
    kept = line[: LONGEST_NAME + 1]
    return kept[: max(kept.rfind(" "), 0)].rstrip(" ,-–|:;&(") or line[:LONGEST_NAME]
