"""Reads the figures of a text as a person would: sums, days, shares, cards, orders, record ids, and counts.

It shares no code with the product: neither how it writes an amount nor how it reads one. Digits of other scripts count
as digits. A sum in rupees is grouped as in India, any other in threes.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

_SIGNS = {"₹": "INR", "$": "USD", "€": "EUR", "£": "GBP"}
# ISO 4217: the currencies whose minor unit is not a hundredth.
_DIGITS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(),  # noqa: SIM905 -- a row of codes
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january जनवरी",
            "feb february फरवरी फ़रवरी",
            "mar march मार्च",
            "apr april अप्रैल",
            "may मई",
            "jun june जून",
            "jul july जुलाई",
            "aug august अगस्त",
            "sep sept september सितंबर सितम्बर",
            "oct october अक्टूबर अक्तूबर",
            "nov november नवंबर नवम्बर",
            "dec december दिसंबर दिसम्बर",
        ),
        start=1,
    )
    for name in names.split()
}
_DASHES = {"\u2212", "\u00ad", "\u2043"}  # minus sign, soft hyphen and hyphen bullet, which are no dashes to Unicode
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ORDER = r"(?<![\w-])\d{3}[\s-]{0,2}\d{7}[\s-]{0,2}\d{7}(?![\w-])"
_NUMBER = r"\d(?:[\d,]*\d)?(?:\.\d+)?"
_SIGN, _CODE = f"[{''.join(_SIGNS)}]", r"(?-i:[A-Z]{3}|Rs\.?)"
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_FIGURE = re.compile(
    "|".join(
        (
            r"(?P<instant>\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)",
            r"(?P<record>(?<![\w#-])(?=[\w#-]*[A-Za-z_])[\w#-]*\d[\w#-]*)",
            rf"(?P<order>{_ORDER})",
            r"[•*]{2,}\s?(?P<four>[A-Z0-9]{4})\b",
            rf"(?P<date>(?<!\w)(?P<day>\d{{1,2}})\s(?P<month>{_MONTH})\.?,?\s(?P<year>\d{{4}}))",
            rf"(?P<minus>-?)(?:(?P<sign>{_SIGN})|(?<!\w)(?P<code>{_CODE})(?=\s?\d))\s?(?P<amount>{_NUMBER})",
            rf"(?P<amount_before>{_NUMBER})\s?(?:(?P<sign_after>{_SIGN})|(?:rupees?|rs|रुपये|रुपए|rupaye)\b)",
            rf"(?P<share>{_NUMBER})\s?(?:%|percent\b|प्रतिशत)",
            rf"(?<![\w.])(?P<count>{_NUMBER})",
        )
    ),
    re.IGNORECASE,
)


class Kind(StrEnum):
    MONEY = "money"
    DATE = "date"
    CARD = "card"
    ORDER = "order"
    PERCENT = "percent"
    RECORD = "record"
    INSTANT = "instant"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Written:
    """One figure: ``text[start:end]`` and what it says.

    ``value`` is (minor units, currency) of a sum, a day, the last four of a card, the canonical number of an order,
    the number of a share, a record id, an instant as it is written, or a count. ``problem`` says what is wrong with
    how the figure is written.
    """

    kind: Kind
    value: object
    text: str
    start: int
    end: int
    problem: str | None = None


@lru_cache(maxsize=512)
def read_figures(text: str) -> tuple[Written, ...]:
    """Return every figure of a text, in its order."""
    folded = fold_digits(text)
    return tuple(_read(match, text) for match in _FIGURE.finditer(folded))


def fold_digits(text: str) -> str:
    """Return the text with the digits of any script in ASCII and with plain dashes; its length stays the same."""
    return text if text.isascii() else _NOT_ASCII.sub(_folded, text)


def _folded(match: re.Match[str]) -> str:
    return _fold(match[0])


@lru_cache(maxsize=1024)
def _fold(character: str) -> str:
    if unicodedata.category(character) == "Pd" or character in _DASHES:
        return "-"
    return str(unicodedata.decimal(character, character))


def minor_digits(currency: str) -> int:
    """Return how many decimal digits the minor unit of a currency has."""
    return _DIGITS.get(currency, 2)


def quoted_names(text: str) -> Iterator[re.Match[str]]:
    """Yield what stands in typographic quotation marks: names of items and promotions."""
    return re.finditer(r"“([^”]*)”", text)


def _read(match: re.Match[str], text: str) -> Written:
    kind, value, problem = _value(match)
    return Written(kind, value, text[match.start() : match.end()], match.start(), match.end(), problem)


def _value(match: re.Match[str]) -> tuple[Kind, object, str | None]:
    if match["instant"]:
        return Kind.INSTANT, match["instant"], None
    if match["record"]:
        return Kind.RECORD, match["record"].strip("-#"), None
    if match["order"]:
        digits = re.sub(r"\D", "", match["order"])
        return Kind.ORDER, f"{digits[:3]}-{digits[3:10]}-{digits[10:]}", None
    if match["four"]:
        return Kind.CARD, match["four"], None
    if match["date"]:
        return _date(match)
    if match["share"]:
        return Kind.PERCENT, match["share"], None
    if match["count"]:
        whole = match["count"].replace(",", "")
        return Kind.COUNT, int(whole) if whole.isdigit() else whole, None
    if match["amount_before"]:
        return _money(match["amount_before"], _SIGNS.get(match["sign_after"], "INR"), "")
    code = "INR" if match["code"] in ("Rs", "Rs.") else match["code"]
    return _money(match["amount"], _SIGNS.get(match["sign"], code), match["minus"])


def _date(match: re.Match[str]) -> tuple[Kind, object, str | None]:
    try:
        return Kind.DATE, date(int(match["year"]), _MONTHS[match["month"].lower()], int(match["day"])), None
    except ValueError:
        return Kind.DATE, match["date"], "is no day of the calendar"


def _money(written: str, currency: str, minus: str) -> tuple[Kind, object, str | None]:
    whole, _, fraction = written.partition(".")
    digits = minor_digits(currency)
    problem = None
    if len(fraction) != digits:
        problem = f"has {len(fraction)} decimals, and {currency} has {digits}"
    elif not _is_grouped(whole, currency):
        problem = f"is not grouped as {currency} is"
    scaled = (fraction + "0" * digits)[:digits]
    amount = int(whole.replace(",", "") + scaled) * (-1 if minus else 1)
    return Kind.MONEY, (amount, currency), problem


def _is_grouped(whole: str, currency: str) -> bool:
    """Whether the digits are grouped in threes, or for rupees the last three and then pairs."""
    pattern = r"\d{1,3}|\d{1,2}(?:,\d{2})*,\d{3}" if currency == "INR" else r"\d{1,3}(?:,\d{3})*"
    return re.fullmatch(pattern, whole) is not None
