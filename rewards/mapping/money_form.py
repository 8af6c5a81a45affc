"""Amounts as a table writes them: in minor units, in major units, or as text with the currency.

An amount is understood or refused, and never rounded: a fraction where minor units are declared is refused even if it
is zero (``15.00`` is more likely fifteen rupees than fifteen paise), and so are more decimals than the currency has.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from core.currencies import EXPONENTS
from rewards.mapping.fields import Unreadable

_MOST_DIGITS = 20  # far beyond the largest amount that a row may hold, which the row's own model checks
_DECIMAL = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,10})?")
_WITH_CODE = re.compile(r"(?:([A-Z]{3}) ?([0-9.]+)|([0-9.]+) ?([A-Z]{3}))")


class MoneyUnit(StrEnum):
    """The unit of an amount. TEXT is major units with the currency, such as ``INR 36.00``."""

    MINOR = "minor"
    MAJOR = "major"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class MoneyForm:
    """The form of a table's amounts. ``symbols`` maps a currency sign to its code; a sign not listed is refused."""

    unit: MoneyUnit
    is_text: bool
    symbols: Mapping[str, str] = field(default_factory=dict)

    def currency_of(self, value: object) -> str | None:
        """Return the currency that a stored amount names, if it names one."""
        if self.unit is not MoneyUnit.TEXT or not isinstance(value, str):
            return None
        return self._split(value)[0]

    def read(self, value: object, currency: object) -> int:
        """Return the stored amount in minor units of the row's currency.

        Raises:
            Unreadable: if it is not an amount in this form, or names another currency.
        """
        if self.unit is MoneyUnit.MINOR:
            return _whole(value)
        digits = EXPONENTS.get(currency) if isinstance(currency, str) else None
        if digits is None:
            raise Unreadable
        if self.unit is MoneyUnit.TEXT:
            named, value = self._split(value) if isinstance(value, str) else (None, None)
            if named != currency:
                raise Unreadable
        return _minor_units(_decimal(value), digits)

    def write(self, amount_minor: object, currency: object) -> int | str | Decimal:
        """Return an amount as the table writes it, in major units with all decimals of the currency.

        Raises:
            Unreadable: if it is not an amount in a known currency.
        """
        digits = EXPONENTS.get(currency) if isinstance(currency, str) else None
        if digits is None or isinstance(amount_minor, bool) or not isinstance(amount_minor, int) or amount_minor < 0:
            raise Unreadable
        if self.unit is MoneyUnit.MINOR:
            return str(amount_minor) if self.is_text else amount_minor
        whole, fraction = divmod(amount_minor, 10**digits)
        text = f"{whole}.{fraction:0{digits}d}" if digits else str(whole)
        if self.unit is MoneyUnit.TEXT:
            return f"{currency} {text}"
        return text if self.is_text else Decimal(text)

    def _split(self, text: str) -> tuple[str | None, str]:
        """Return the currency code and the number of an amount with its currency."""
        if (found := _WITH_CODE.fullmatch(text)) is not None:
            return found[1] or found[4], found[2] or found[3]
        for symbol, code in self.symbols.items():
            if text.startswith(symbol):
                return code, text[len(symbol) :].removeprefix(" ")
        return None, text


def _whole(value: object) -> int:
    match value:
        case bool():
            raise Unreadable
        case int():
            return value
        case str() if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS:
            return int(value)
        case _:
            raise Unreadable


def _decimal(value: object) -> Decimal:
    match value:
        case bool():
            raise Unreadable
        case int() | Decimal():
            return Decimal(value)
        case float():
            return Decimal(repr(value))  # the shortest text that parses to the same float: what the writer wrote
        case str() if _DECIMAL.fullmatch(value):
            return Decimal(value)
        case _:
            raise Unreadable


def _minor_units(amount: Decimal, digits: int) -> int:
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -digits or amount.adjusted() > _MOST_DIGITS or amount < 0:
        raise Unreadable
    return int(amount.scaleb(digits))
