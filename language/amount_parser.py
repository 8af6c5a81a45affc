"""Parse the amounts of money in a text, in minor units of their currency."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.money import Money, exponent
from language.number_parser import Number, parse_numbers
from language.tokenizer import Token, TokenKind
from language.vocabulary import get_vocabulary, match_phrase

DEFAULT_CURRENCY = "INR"
_SYMBOLS = {"₹": "INR", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_MAX_MINOR = 10**15
_LEAST_IN_WORDS = 10  # "the other one" is not an amount
_REACH = 3  # words between a number and the verb that makes it an amount
_UNIT_SIGNS = ("%", "°")
_JOINING_SIGNS = (",", "&", "+")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount and its tokens, currency included; both ends inclusive."""

    money: Money
    first: int
    last: int
    has_currency: bool


def parse_amounts(
    tokens: Sequence[Token], words: Sequence[str], *, taken: frozenset[int] = frozenset()
) -> list[Amount]:
    """Return the amounts in order: numbers with a currency, and numbers that the words beside them make amounts.

    ``taken`` tokens belong to dates or ids. A number that "of", "and" or a comma joins to an amount is an amount as
    well: "40,000, 30,000 and 5,000".
    """
    numbers = [
        n for n in parse_numbers(tokens, words) if taken.isdisjoint(range(n.first, n.last + 1)) and not n.is_ordinal
    ]
    found = [_amount_of(tokens, words, n) for n in numbers]
    for order in (range(1, len(numbers)), range(len(numbers) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for index in order:
            beside = found[index + step]
            if found[index] is None and beside is not None:
                first, second = sorted((index, index + step))
                if _is_joined(tokens, words, numbers[first], numbers[second]) and not _is_part(
                    tokens, words, numbers[index]
                ):
                    found[index] = _bare(numbers[index], beside.money.currency)
    return [amount for amount in found if amount is not None]


def _amount_of(tokens: Sequence[Token], words: Sequence[str], number: Number) -> Amount | None:
    """Return the amount that a number is; with decimals that its currency does not have, it is none in any other."""
    if beside := _currency_beside(tokens, words, number):
        return _amount(number, *beside, has_currency=True)
    return _bare(number, DEFAULT_CURRENCY) if _is_amount(tokens, words, number) else None


def _bare(number: Number, currency: str) -> Amount | None:
    return _amount(number, currency, number.first, number.last, has_currency=False)


def _currency_beside(tokens: Sequence[Token], words: Sequence[str], number: Number) -> tuple[str, int, int] | None:
    """Return the currency before or after a number, with the first and last token of both: "₹36", "Rs. 36", "36/-"."""
    before = number.first - 1
    if before >= 1 and words[before] == "." and tokens[before].follows(tokens[before - 1]):
        before -= 1
    if before >= 0 and (currency := _currency(tokens, words, before)):
        return currency, before, number.last
    after = number.last + 1
    if after < len(tokens) and words[after] == "/" and after + 1 < len(tokens) and words[after + 1] == "-":
        return DEFAULT_CURRENCY, number.first, after + 1
    if after < len(tokens) and (currency := _currency(tokens, words, after)):
        is_of_next = words[after] in _SYMBOLS and after + 1 < len(tokens) and tokens[after + 1].follows(tokens[after])
        return None if is_of_next else (currency, number.first, after)
    return None


def _currency(tokens: Sequence[Token], words: Sequence[str], position: int) -> str | None:
    if tokens[position].kind is TokenKind.SYMBOL:
        return _SYMBOLS.get(words[position])
    return get_vocabulary().currencies.get(words[position])


def _amount(number: Number, currency: str, first: int, last: int, *, has_currency: bool) -> Amount | None:
    """Return the amount; None if it has more decimals than the currency, or is implausibly large."""
    minor = number.value.scaleb(exponent(currency))
    if minor != minor.to_integral_value() or minor > _MAX_MINOR:
        return None
    return Amount(Money(amount_minor=int(minor), currency=currency), first, last, has_currency)


def _is_amount(tokens: Sequence[Token], words: Sequence[str], number: Number) -> bool:
    """Whether the words beside a number make it an amount, and none makes it a count or a part of something else."""
    if _is_part(tokens, words, number) or _is_other_word(words, number):
        return False
    if number.is_grouped or (number.has_fraction and not number.is_in_words):
        return True
    return _has_verb_after(words, number.last + 1) or _has_verb_before(tokens, words, number.first - 1)


def _is_part(tokens: Sequence[Token], words: Sequence[str], number: Number) -> bool:
    """Whether a number counts something, or is joined to a letter or a dash: "2 gift cards", "v2", "36-48", "5%"."""
    money = get_vocabulary().money
    after, before = number.last + 1, number.first - 1
    if after < len(tokens):
        if words[after] in money["counted"] or words[after] in _UNIT_SIGNS:
            return True
        if tokens[after].follows(tokens[number.last]) and (
            words[after] in "-/_" or tokens[after].kind is TokenKind.WORD
        ):
            return True
    if before < 0 or not tokens[number.first].follows(tokens[before]):
        return False
    return words[before] in ("-", "/", "_", ".", "#", "*") or tokens[before].kind is TokenKind.WORD


def _is_other_word(words: Sequence[str], number: Number) -> bool:
    """Whether number words mean something else without a currency: "the other one"; "saath" also means "with"."""
    is_filler = number.first == number.last and words[number.first] in get_vocabulary().fillers
    return number.is_in_words and (number.value < _LEAST_IN_WORDS or is_filler)


def _has_verb_after(words: Sequence[str], position: int) -> bool:
    money = get_vocabulary().money
    for index in range(position, min(len(words), position + _REACH)):
        if match_phrase(words, index, money["claimAfter"]):
            return True
        if words[index] not in money["claimBetween"]:
            return False
    return False


def _has_verb_before(tokens: Sequence[Token], words: Sequence[str], position: int) -> bool:
    money = get_vocabulary().money
    for index in range(position, max(-1, position - _REACH), -1):
        if _ends_phrase(words, index, money["claimBefore"]):
            return True
        if words[index] not in money["claimBetween"]:
            return False
    return False


def _ends_phrase(words: Sequence[str], position: int, phrases: frozenset[str]) -> bool:
    return any(" ".join(words[max(0, position - n) : position + 1]) in phrases for n in range(3))


def _is_joined(tokens: Sequence[Token], words: Sequence[str], first: Number, second: Number) -> bool:
    """Whether two numbers belong to one list of amounts: "36 of 100", "15 and 21", "15 + 21 + 64"."""
    between = words[first.last + 1 : second.first]
    known = (*_JOINING_SIGNS, *_SYMBOLS)
    joins, currencies = get_vocabulary().money["joins"], get_vocabulary().currencies
    fits = all(word in joins or word in known or word in currencies for word in between)
    return 0 < len(between) <= _REACH and fits
