"""Money as integer minor units of an ISO 4217 currency. Never a float, never added across currencies."""

from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from core.currencies import exponent as exponent
from core.currencies import known_currency
from core.errors import CurrencyMismatch

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), AfterValidator(known_currency)]
# Unbounded: single amounts are bounded on input, and a sum of many valid amounts is valid.
MinorUnits = Annotated[int, Field(strict=True)]

_SYMBOLS = {"INR": "₹", "USD": "$", "EUR": "€", "GBP": "£"}


@lru_cache(maxsize=4096)
def money(amount_minor: int, currency: str) -> "Money":
    """Return an amount; equal amounts share one object, because an order contains the same amounts many times."""
    return Money(amount_minor=amount_minor, currency=currency)


class Money(BaseModel):
    """An amount in minor units (paise for INR) of one currency."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True)

    amount_minor: MinorUnits
    currency: Currency

    def __add__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(amount_minor=self.amount_minor + other.amount_minor, currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(amount_minor=self.amount_minor - other.amount_minor, currency=self.currency)

    def _require_same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch("amounts in different currencies cannot be combined")


def display(money: Money) -> str:
    """Return the amount for display, with the number of decimals of its currency.

    ``₹1,00,000.00`` (Indian grouping for INR), or with the code if no symbol is known: ``KWD 1.234``, ``UGX 5,000``.
    """
    digits = exponent(money.currency)
    sign = "-" if money.amount_minor < 0 else ""
    whole, fraction = divmod(abs(money.amount_minor), 10**digits)
    grouped = _group_indian(str(whole)) if money.currency == "INR" else f"{whole:,}"
    number = f"{grouped}.{fraction:0{digits}d}" if digits else grouped
    symbol = _SYMBOLS.get(money.currency)
    return f"{sign}{symbol}{number}" if symbol else f"{sign}{money.currency} {number}"


def _group_indian(whole: str) -> str:
    """Return the digits grouped as in India, the last three and then pairs: 1234567 -> 12,34,567."""
    head, tail = whole[:-3], whole[-3:]
    pairs: list[str] = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*pairs, tail])
