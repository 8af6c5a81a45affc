"""Parse numbers as people write them: digits with Indian or Western grouping, decimals, words, lakh and crore."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from language.tokenizer import Token, TokenKind
from language.vocabulary import get_vocabulary

_MAX_DIGITS = 15
_MAX_GROUPS = 5
_MAX_WORDS = 9
_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its tokens, both ends inclusive."""

    value: Decimal
    first: int
    last: int
    is_grouped: bool = False  # "1,00,000"
    has_fraction: bool = False
    is_in_words: bool = False
    is_ordinal: bool = False  # "5th"


def parse_number(tokens: Sequence[Token], words: Sequence[str], position: int) -> Number | None:
    """Return the number that begins at a token: "1,00,000.50", "2.5 lakh", "5th", "thirty six", "dedh sau"."""
    if tokens[position].kind is TokenKind.NUMBER:
        return _scaled(tokens, words, _in_digits(tokens, position))
    if tokens[position].kind is TokenKind.WORD:
        return _in_words(tokens, words, position)
    return None


def parse_numbers(tokens: Sequence[Token], words: Sequence[str]) -> tuple[Number, ...]:
    """Return all numbers in order, without overlaps."""
    found: list[Number] = []
    position = 0
    while position < len(tokens):
        number = parse_number(tokens, words, position)
        if number is not None:
            found.append(number)
        position = number.last + 1 if number is not None else position + 1
    return tuple(found)


def _in_digits(tokens: Sequence[Token], position: int) -> Number | None:
    digits, last, groups = tokens[position].text, position, 0
    while groups < _MAX_GROUPS and (group := _after_sign(tokens, last, ",")) is not None and len(group) in (2, 3):
        if not groups and len(digits) > 3:
            break
        digits, last, groups = digits + group, last + 2, groups + 1
    fraction = _after_sign(tokens, last, ".") or ""
    if fraction and _after_sign(tokens, last + 2, ".") is not None:
        return None  # "5.11.2026"
    if groups and len(tokens[last].text) != 3:
        return None  # "1,00": the last group has three digits
    if len(digits) + len(fraction) > _MAX_DIGITS:
        return None
    last += 2 if fraction else 0
    is_ordinal = not fraction and last + 1 < len(tokens) and tokens[last + 1].text in _ORDINAL_ENDINGS
    is_ordinal = is_ordinal and tokens[last + 1].follows(tokens[last])
    value = Decimal(f"{digits}.{fraction or 0}")
    return Number(value, position, last + is_ordinal, groups > 0, bool(fraction), is_ordinal=is_ordinal)


def _after_sign(tokens: Sequence[Token], last: int, sign: str) -> str | None:
    """Return the digits that a sign joins to a token without spaces; None where there are none."""
    if last + 2 >= len(tokens) or tokens[last + 1].text != sign or tokens[last + 2].kind is not TokenKind.NUMBER:
        return None
    glued = tokens[last + 1].follows(tokens[last]) and tokens[last + 2].follows(tokens[last + 1])
    return tokens[last + 2].text if glued else None


def _scaled(tokens: Sequence[Token], words: Sequence[str], number: Number | None) -> Number | None:
    """Return a number with the scale word after it, if any: "2.5 lakh" for "2.5"."""
    if number is None or number.is_ordinal or number.last + 1 >= len(tokens):
        return number
    factor = get_vocabulary().scales.get(words[number.last + 1])
    if factor is None:
        return number
    return Number(number.value * factor, number.first, number.last + 1, number.is_grouped, number.has_fraction)


def _in_words(tokens: Sequence[Token], words: Sequence[str], position: int) -> Number | None:
    """Return the number that words add up to; two small numbers in a row ("das bees") are not one number."""
    table = get_vocabulary()
    total, current, last = Decimal(0), Decimal(0), position - 1
    before = ""  # kind of the previous word: "units", "tens", "scale", "fraction"
    for index in range(position, min(len(tokens), position + _MAX_WORDS)):
        word = words[index]
        if word in table.scales and (before or len(word) > 2):
            factor = table.scales[word]
            if factor > 100:
                total, current = total + (current or 1) * factor, Decimal(0)
            else:
                current = (current or Decimal(1)) * factor
            before = "scale"
        elif word in table.cardinals and (before in ("", "scale") or _completes(before, table.cardinals[word])):
            current += table.cardinals[word]
            before = "tens" if table.cardinals[word] >= 20 and table.cardinals[word] % 10 == 0 else "units"
        elif word in table.fractions and before in ("", "scale"):
            current += Decimal(table.fractions[word])
            before = "fraction"
        elif not (before == "scale" and word in table.joiners):
            break
        else:
            continue  # "one hundred and five": the joiner alone does not extend the number
        last = index
    if last < position or before == "fraction":
        return None
    return Number(total + current, position, last, is_in_words=True)


def _completes(before: str, number: int) -> bool:
    return before == "tens" and 0 < number < 10
