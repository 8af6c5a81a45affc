"""Numbers said digit by digit: "nine eight double four ...", "ninety eight forty five", "nau aath", "नौ आठ"."""

import re
from collections.abc import Iterator, Mapping

from guardrails.pii import checksums
from guardrails.pii.ascii_fold import Folded
from guardrails.pii.cues import Cue, cue_after, cue_before, is_after_order
from guardrails.pii.lexicon import kinds_of
from guardrails.pii.pii_types import PiiType, Span
from guardrails.pii.transliteration import spellings


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
# Those of one digit alone, in all spellings.
DIGIT_WORDS = frozenset(word for word, digit in _DIGITS.items() if len(digit) == 1)
_TENS = _counted("twenty thirty forty fifty sixty seventy eighty ninety", first=2) | {"fourty": "4"}
_PAIRS = {spelling: number for word, number in kinds_of("hindi_numbers").items() for spelling in spellings(word)}
_TIMES = {"double": 2, "triple": 3, "tripple": 3, "treble": 3, "quadruple": 4, "dabal": 2, "डबल": 2, "ट्रिपल": 3}
_OTHERWISE = {"saath": "7", "sath": "7"}  # sixty, and seven as many write it
_SAYS = _PAIRS | _DIGITS
NUMBER_WORDS = frozenset(_SAYS) | frozenset(_TENS) | frozenset(_TIMES)
_FEWEST_KINDS = 2  # of number words in a text that may hold a number in words
_FEWEST_PARTS = 3  # words and figures of one number; a mobile number in pairs has five
_LONGEST_FIGURE = 10
_PLUS = ("plus", "प्लस")
_HEARD = NUMBER_WORDS.union(_PLUS)

_PART = re.compile(r"[a-zऀ-ॣ]+|[0-9]+")
_BETWEEN = re.compile(r"[ ,.।\n\-]{1,5}")
_AFTER_PLUS = re.compile(r"[ ,.\-]{0,3}")
_LISTED, _PIECE = re.compile("[,.]"), re.compile(r"[^ ,.][^,.]*+")


def find_spoken_numbers(text: Folded) -> list[Span]:
    """Return the personal numbers that are said in words, or partly in words, in order."""
    if len(text.words & NUMBER_WORDS) < _FEWEST_KINDS and not text.words & _TIMES.keys():
        return []
    spans = []
    for start, end in _runs(text.lower):
        span = _read(text, start, end)
        if span is not None:
            spans.append(span)
        elif _LISTED.search(text.lower, start, end):  # not one number with a pause in it, but several
            pieces = _PIECE.finditer(text.lower, start, end)
            spans += [span for piece in pieces if (span := _read(text, *piece.span()))]
    return spans


def _runs(lower: str) -> Iterator[tuple[int, int]]:
    """Return the places of number words and figures in a row, with only signs between and perhaps a plus before."""
    start, end, count = 0, 0, 0
    plus_at = plus_end = -1
    for part in _PART.finditer(lower):
        word = part.group()
        if word not in _HEARD and (word[0] > "9" or len(word) > _LONGEST_FIGURE):
            continue
        at = part.start()
        if word in _PLUS:
            plus_at, plus_end = at, part.end()
            continue
        if count and _BETWEEN.fullmatch(lower, end, at):
            end, count = part.end(), count + 1
            continue
        if count >= _FEWEST_PARTS:
            yield start, end
        start, end, count = at, part.end(), 1
        if plus_at >= 0 and _AFTER_PLUS.fullmatch(lower, plus_end, at):
            start = plus_at
        elif "+" in lower[max(0, at - 2) : at]:
            start = lower.rindex("+", 0, at)
    if count >= _FEWEST_PARTS:
        yield start, end


def digits_of(lower: str) -> str:
    """Return the digits of a number in figures or in words; other words are skipped."""
    parts = [part for part in _PART.finditer(lower) if part.group().isdigit() or part.group() in NUMBER_WORDS]
    return _digits(parts)[0]


def _read(text: Folded, start: int, end: int) -> Span | None:
    parts = list(_PART.finditer(text.lower, start, end))
    if parts[0].group() in _PLUS:
        parts = parts[1:]
    said = [part.group() for part in parts]
    if all(word.isdigit() for word in said):
        return None
    readings = [_digits(parts)]
    if not _OTHERWISE.keys().isdisjoint(said):
        readings.append(_digits(parts, _SAYS | _OTHERWISE))
    cue = cue_before(text.lower, start) or cue_after(text.lower, parts[-1].end())
    if cue is Cue.OTHER and is_after_order(text.lower, start) and any(_is_mobile(digits) for digits, _ in readings):
        cue = None
    if cue is Cue.OTHER or (cue is None and _is_counted_up(parts)):
        return None
    return _chosen(start, readings, cue)


def _chosen(start: int, readings: list[tuple[str, list[int]]], cue: Cue | None) -> Span | None:
    for digits, ends in readings:
        found = _kind_of(digits, cue)
        if found is not None:
            return Span(start, ends[-1], found)
    for digits, ends in readings:
        if 11 <= len(digits) <= 12 and checksums.is_mobile(digits[:10]):  # "... four five one more time"
            return Span(start, ends[9], PiiType.PHONE)
    return None


def _is_mobile(digits: str) -> bool:
    return checksums.is_mobile(checksums.without_prefix(digits))


def _is_counted_up(parts: list[re.Match[str]]) -> bool:
    """Whether they are separate round numbers: "pachas, saath, sattar, assi, nabbe"."""
    return all(_PAIRS.get(part.group(), "").endswith("0") for part in parts)


def _digits(parts: list[re.Match[str]], says: Mapping[str, str] = _SAYS) -> tuple[str, list[int]]:
    """Return the digits that the words say and, for each, where the word that says it ends."""
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
        said = word if word.isdigit() else says[word]
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
    if size == 12 and (cue is Cue.AADHAAR or (not digits.startswith("91") and checksums.is_aadhaar(digits))):
        return PiiType.AADHAAR
    if cue is Cue.UTR and size == 12:
        return PiiType.UTR
    if _is_mobile(digits):
        return PiiType.PHONE
    if cue in (Cue.PHONE, Cue.LANDLINE) and size == 10 and digits[0] in "2345":
        return PiiType.PHONE
    return PiiType.CARD if checksums.is_card(digits) else None
