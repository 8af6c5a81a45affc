"""Numbers said digit by digit: "nine eight double four ...", "ninety eight forty five", "nau aath", "नौ आठ"."""

import re

from guardrails.pii import checks
from guardrails.pii.cues import Cue, cue_after, cue_before
from guardrails.pii.fold import Folded
from guardrails.pii.kinds import PiiType, Span


def _said(*ways: str) -> dict[str, str]:
    return {word: str(digit) for digit, words in enumerate(ways) for word in words.split()}


def _counted(names: str, *, first: int) -> dict[str, str]:
    return {word: str(number) for number, word in enumerate(names.split(), start=first)}


_DIGITS = {
    **_said("zero oh o nought naught nil", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    **_said(
        "shunya sunya shoonya sifar jiro", "ek", "do", "teen tin", "char chaar", "paanch panch paach",
        "chhe chhah che chah chhay cheh", "saat sat", "aath aat ath", "nau nao",
    ),
    **_said(
        "शून्य ज़ीरो जीरो सिफर", "एक वन", "दो टू", "तीन थ्री", "चार फोर", "पांच पाँच फाइव", "छह छः छ छे सिक्स", "सात सेवन",
        "आठ एट", "नौ नाइन",
    ),
    **_counted("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", first=10),
}  # fmt: skip
_TENS = _counted("twenty thirty forty fifty sixty seventy eighty ninety", first=2) | {"fourty": "4"}
_TIMES = {"double": 2, "triple": 3, "tripple": 3, "treble": 3, "quadruple": 4, "dabal": 2, "डबल": 2, "ट्रिपल": 3}
NUMBER_WORDS = frozenset(_DIGITS) | frozenset(_TENS) | frozenset(_TIMES)
_FEWEST_KINDS = 2  # of number words in a text that may hold a number in words

_ANY = "|".join(sorted(map(re.escape, NUMBER_WORDS), key=len, reverse=True))
_SAID = rf"(?:{_ANY}|[0-9]{{1,10}})"
_RUN = re.compile(
    rf"(?<![a-z0-9ऀ-ॣ])(?:(?:plus|प्लस|\+)[ ,.-]{{0,3}})?{_SAID}(?:[ ,.\-]{{1,5}}{_SAID}(?![a-z0-9ऀ-ॣ])){{2,}}+"
)
_LISTED, _PIECE = re.compile("[,.]"), re.compile(r"[^ ,.][^,.]*+")
_PART = re.compile(r"[a-zऀ-ॣ]+|[0-9]+")


def find_spoken_numbers(text: Folded) -> list[Span]:
    """Give the personal numbers that are said in words, or partly in words, in order."""
    if len(text.words & NUMBER_WORDS) < _FEWEST_KINDS and not text.words & _TIMES.keys():
        return []
    spans = []
    for match in _RUN.finditer(text.lower):
        span = _read(text, *match.span())
        if span is not None:
            spans.append(span)
        elif _LISTED.search(match.group()):  # not one number with a pause in it, but several
            pieces = _PIECE.finditer(text.lower, *match.span())
            spans += [span for piece in pieces if (span := _read(text, *piece.span()))]
    return spans


def digits_of(lower: str) -> str:
    """Give the digits that a number says, in figures or in words; words that are no number say nothing."""
    parts = [part for part in _PART.finditer(lower) if part.group().isdigit() or part.group() in NUMBER_WORDS]
    return _digits(parts)[0]


def _read(text: Folded, start: int, end: int) -> Span | None:
    parts = list(_PART.finditer(text.lower, start, end))
    if all(part.group().isdigit() for part in parts):
        return None
    if parts[0].group() in ("plus", "प्लस"):
        parts = parts[1:]
    digits, ends = _digits(parts)
    cue = cue_before(text.lower, start) or cue_after(text.lower, ends[-1] if ends else start)
    if cue is Cue.OTHER:
        return None
    found = _kind_of(digits, cue)
    if found is not None:
        return Span(start, ends[-1], found)
    if 11 <= len(digits) <= 12 and checks.is_mobile(digits[:10]):  # "... four five one more time"
        return Span(start, ends[9], PiiType.PHONE)
    return None


def _digits(parts: list[re.Match[str]]) -> tuple[str, list[int]]:
    """Give the digits that the words say and, for each, where the word that says it ends."""
    digits, ends = "", []
    times, tens = 1, ""
    for part in parts:
        word = part.group()
        if word in _TIMES:
            times = _TIMES[word]
            continue
        if word in _TENS:
            digits, tens = digits + _TENS[word] + "0", word
            ends += [part.end()] * 2
            continue
        said = word if word.isdigit() else _DIGITS[word]
        if tens and len(said) == 1 and said != "0" and not word.isdigit():
            digits = digits[:-1] + said  # "ninety eight" is 98
            ends[-1] = part.end()
        else:
            digits += said * times
            ends += [part.end()] * (len(said) * times)
        times, tens = 1, ""
    return digits, ends


def _kind_of(digits: str, cue: Cue | None) -> PiiType | None:
    size = len(digits)
    if cue is Cue.ACCOUNT and 9 <= size <= 18:
        return PiiType.BANK_ACCOUNT
    if size == 12 and (cue is Cue.AADHAAR or (not digits.startswith("91") and checks.is_aadhaar(digits))):
        return PiiType.AADHAAR
    if cue is Cue.UTR and size == 12:
        return PiiType.UTR
    if checks.is_mobile(checks.without_prefix(digits)):
        return PiiType.PHONE
    if cue in (Cue.PHONE, Cue.LANDLINE) and size == 10 and digits[0] in "2345":
        return PiiType.PHONE
    return PiiType.CARD if checks.is_card(digits) else None
