"""Every figure in a sentence: references, tokens, amounts, dates, counts, percentages, and any number that is left."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from guardrails.grounding import dates, hindi, hindi_amounts, numbers
from guardrails.grounding.dates import Day
from guardrails.grounding.protected import IDENTIFIER
from guardrails.grounding.search import Haystack, Search
from guardrails.pii.fold import fold
from guardrails.vault import TOKEN
from rewards.money import Money, exponent


class FigureKind(StrEnum):
    REFERENCE = "reference"
    TOKEN = "token"  # noqa: S105  (a token of the vault, not a credential)
    MONEY = "money"
    CURRENCY = "currency"  # a currency's name or sign without a number that could be read
    DATE = "date"
    COUNT = "count"
    ORDINAL = "ordinal"
    PERCENTAGE = "percentage"
    GIFT_CARD = "giftCard"
    IDENTIFIER = "identifier"
    NUMBER = "number"


class Noun(StrEnum):
    """What a count is of."""

    INSTALLMENT = "installment"
    ITEM = "item"
    GIFT_CARD = "giftCard"
    SCRATCH_CARD = "scratchCard"
    ORDER = "order"
    PROMOTION = "promotion"
    BENEFIT = "benefit"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure apart from where it stands, so that what the user said can be told again in what the model says."""

    kind: FigureKind
    value: Money | Day | Decimal | str | None = None
    noun: Noun | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure where it stands: ``text[start:end]`` of the sentence."""

    start: int
    end: int
    figure: Figure


_CURRENCIES = {
    "INR": r"₹|rs\b\.?|inr\b|rupees?\b|rupa(?:ye|iye|iya|ya)\b|rup(?:ya|iya|aye)\b|रु\.|रु(?!\w)|र[ुू]प(?:ये|ए|या|यों)|/-",
    "USD": r"us\$|\$|usd\b|dollars?\b",
    "EUR": r"€|eur\b|euros?\b",
    "GBP": r"£|gbp\b|pounds?\b",
    "AED": r"aed\b|dirhams?\b",
}
_PAISE = r"paise\b|paisa\b|पैसे"
_ANY = "|".join(f"(?:{pattern})" for pattern in _CURRENCIES.values())
_BEFORE = Search(
    rf"(?<!\w)(?P<sign>-)?(?P<currency>{_ANY})\s?(?P<minus>-\s?)?(?P<number>{numbers.DIGITS})"
    rf"(?:\s?/-)?(?:\s?(?P<scale>{numbers.SCALE}))?",
)
_AFTER = Search(
    rf"(?:(?P<number>{numbers.DIGITS})(?:\s?(?P<scale>{numbers.SCALE}))?|(?P<words>{numbers.WORDS}))[\s-]?"
    rf"(?P<currency>{_ANY}|{_PAISE})",
)
_SPELLED = Search(rf"(?<!\w)(?P<currency>{_ANY})\s+(?P<words>{numbers.WORDS})")
_PERCENTAGE = Search(
    rf"(?:{numbers.DIGITS}|{numbers.WORDS})\s?(?:%|per\s?cent\b|pratishat\b|प्रतिशत)"
    r"|\b(?:half|quarter|thirds?|majority|most)\s+(?:of\s+)?(?:it|the|your|this|that|what)\b",
)
_REFERENCE = re.compile(
    r"(?P<before>(?:₹|\brs\b\.?|\binr\b)\s?)?\[\[(?P<fact>[^\[\]]*)\]\](?P<after>\s?(?:rupees?\b|/-))?", re.IGNORECASE
)
_MARKER = re.compile(r"^\s*(?:[-*•]\s+)?\(?\d{1,2}[.)](?=\s)", re.MULTILINE)
_GIFT_CARD = Search(r"(?<!\w)GC[ -]?(?=[A-Z0-9 -]*\d)[A-Z0-9]{3,}(?:[ -][A-Z0-9]{3,}){0,4}")

_HINDI_COUNTS = {"ek": 1, "do": 2, "teen": 3, "char": 4, "chaar": 4, "paanch": 5, "एक": 1, "दो": 2, "तीन": 3, "चार": 4}
_NOUNS = {
    Noun.INSTALLMENT: r"instal?lments?|parts?|payments?|tranches?|issuances?|kist(?:en|on|o)?|किस्त(?:ें|ों)?",
    Noun.ITEM: r"(?:line\s+)?items?|products?|articles?",
    Noun.GIFT_CARD: r"gift\s?cards?",
    Noun.SCRATCH_CARD: r"scratch\s?cards?",
    Noun.ORDER: r"orders?|transactions?",
    Noun.PROMOTION: r"promotions?|offers?",
    Noun.BENEFIT: r"benefits?",
}
_NOUN = "|".join(f"(?P<{noun.name}>(?:{pattern})\\b)" for noun, pattern in _NOUNS.items())
_BETWEEN = (
    r"(?:(?:of\s+)?(?:the|your|these|those|his|her|their|such|more|other|remaining|open|unshipped|separate|different|"
    r"equal|pending|further|additional|shipped|returned|issued|instant|cashback)\s+){0,4}"
)
_COUNT = Search(
    rf"(?:(?P<digits>(?<![\d.,₹$€£-])\d{{1,4}}(?![\d]|[.,]\d))|(?P<words>{numbers.WORDS})|(?P<hindi>\b(?:"
    rf"{'|'.join(_HINDI_COUNTS)})))\s+{_BETWEEN}(?:{_NOUN})",
)
_ORDINAL = Search(rf"(?<![\d.,])(?P<digits>\d{{1,2}})(?P<suffix>st|nd|rd|th)\s+(?:\w+\s+)?(?:{_NOUN})")
_NUMBER_WORDS = Search(numbers.WORDS)
_RUPEES = Search(rf"(?<![A-Za-z\u0900-\u097f])(?:{_CURRENCIES['INR']})")
_SPOKEN_OF = re.compile(r"(?:^|\W)(?:in|of|indian|the|many|much|kitne|any|more|your)\s+$", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d[\d.,]*")


def figures_of(text: str) -> frozenset[Figure]:
    """Give the figures that a person wrote, for ``check_sentence`` to know what they claimed."""
    return frozenset(mention.figure for mention in mentions_in(fold(text), protected=()))


def mentions_in(text: str, *, protected: tuple[tuple[int, int], ...]) -> list[Mention]:
    """Give every figure of a folded text in order; none overlaps another or a protected span.

    No digit of the text stays outside of all mentions, protected spans and list markers.
    """
    taken = bytearray(len(text))
    mentions: list[Mention] = []
    for start, end in protected:
        taken[start:end] = b"\1" * (end - start)
    hay = Haystack(text)
    for read in _READERS:
        for mention in read(hay):
            if not any(taken[mention.start : mention.end]):
                taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
                if mention.figure.kind is not FigureKind.IDENTIFIER or mention.figure.value:
                    mentions.append(mention)
    # What overlapped something else was not taken, and a fraction or a circled digit is no number to the readers.
    mentions += [
        Mention(place, place + 1, Figure(FigureKind.NUMBER))
        for place, character in enumerate(text)
        if not taken[place] and character.isnumeric()
    ]
    return sorted(mentions, key=lambda m: m.start)


def _references(hay: Haystack) -> Iterator[Mention]:
    for match in _REFERENCE.finditer(hay.text):
        yield Mention(match.start(), match.end(), Figure(FigureKind.REFERENCE, match["fact"]))
    for match in TOKEN.finditer(hay.text):
        yield Mention(match.start(), match.end(), Figure(FigureKind.TOKEN, match.group()))


def _markers(hay: Haystack) -> Iterator[Mention]:
    """A list's own numbers are taken, and mention nothing."""
    for match in _MARKER.finditer(hay.text):
        yield Mention(match.start(), match.end(), Figure(FigureKind.IDENTIFIER))


def _gift_cards(hay: Haystack) -> Iterator[Mention]:
    for match in _GIFT_CARD.finditer(hay):
        yield Mention(match.start(), match.end(), Figure(FigureKind.GIFT_CARD))


def _percentages(hay: Haystack) -> Iterator[Mention]:
    for match in _PERCENTAGE.finditer(hay):
        yield Mention(match.start(), match.end(), Figure(FigureKind.PERCENTAGE, match.group().lower()))


def _amounts(hay: Haystack) -> Iterator[Mention]:
    for match in _RUPEES.finditer(hay):
        if (found := hindi_amounts.number_before(hay.text, match.start())) is not None:
            start, number = found
            yield Mention(start, match.end(), Figure(FigureKind.MONEY, _of_minor(number * 100, "INR")))
    for pattern in (_BEFORE, _AFTER, _SPELLED):
        for match in pattern.finditer(hay):
            yield Mention(match.start(), match.end(), Figure(FigureKind.MONEY, _money(match)))


def _money(match: re.Match[str]) -> Money | None:
    """Give the amount; None for one that its currency has no coin for, or that is negative."""
    groups = match.groupdict()
    if groups.get("sign") or groups.get("minus"):
        return None
    number = numbers.read_words(groups["words"]) if groups.get("words") else numbers.read_digits(groups["number"])
    number *= numbers.read_scale(groups.get("scale"))
    currency = match["currency"]
    code = next(
        (code for code, pattern in _CURRENCIES.items() if re.fullmatch(pattern, currency, re.IGNORECASE)), "INR"
    )
    minor = number if re.fullmatch(_PAISE, currency, re.IGNORECASE) else number * 10 ** exponent(code)
    return _of_minor(minor, code)


def _of_minor(minor: Decimal, currency: str) -> Money | None:
    if minor != int(minor) or minor > 10**15:
        return None
    return Money(amount_minor=int(minor), currency=currency)


def _dates(hay: Haystack) -> Iterator[Mention]:
    for start, end, day in dates.days_in(hay):
        yield Mention(start, end, Figure(FigureKind.DATE, day))


def _counts(hay: Haystack) -> Iterator[Mention]:
    for match in _ORDINAL.finditer(hay):
        value = Decimal(match["digits"])
        yield Mention(match.start(), match.end("suffix"), Figure(FigureKind.ORDINAL, value, _noun(match)))
    for match in _COUNT.finditer(hay):
        if hindi := match["hindi"]:
            value = Decimal(_HINDI_COUNTS[hindi.lower()])
        else:
            value = numbers.read_words(match["words"]) if match["words"] else Decimal(match["digits"])
        # The number alone is the figure: what stands between it and its noun stays text.
        end = max(match.end(name) for name in ("digits", "words", "hindi"))
        yield Mention(match.start(), end, Figure(FigureKind.COUNT, value, _noun(match)))


def _noun(match: re.Match[str]) -> Noun:
    return next(noun for noun in Noun if match[noun.name])


def _currencies(hay: Haystack) -> Iterator[Mention]:
    """A currency's name without an amount is a figure in words that could not be read, unless it is only spoken of."""
    for match in _RUPEES.finditer(hay):
        if not _SPOKEN_OF.search(hay.text[: match.start()]):
            yield Mention(match.start(), match.end(), Figure(FigureKind.CURRENCY))


def _rest(hay: Haystack) -> Iterator[Mention]:
    for match in IDENTIFIER.finditer(hay.text):
        yield Mention(match.start(), match.end(), Figure(FigureKind.IDENTIFIER, match.group()))
    for match in _NUMBER.finditer(hay.text):
        number = match.group().rstrip(".,").lstrip("+-").replace(",", "")
        value = Decimal(number) if re.fullmatch(r"\d+(?:\.\d+)?", number) else None
        yield Mention(match.start(), match.end(), Figure(FigureKind.NUMBER, value))
    for match in _NUMBER_WORDS.finditer(hay):
        if match.group().lower() != "one":  # "one of the items": an article more often than a number
            yield Mention(match.start(), match.end(), Figure(FigureKind.NUMBER, numbers.read_words(match.group())))
    for start, end in hindi.number_words_in(hay.text):
        yield Mention(start, end, Figure(FigureKind.NUMBER))


_READERS: tuple[Callable[[Haystack], Iterator[Mention]], ...] = (
    _references,
    _markers,
    _gift_cards,
    _percentages,
    _amounts,
    _dates,
    _counts,
    _currencies,
    _rest,
)
