"""The currencies of ISO 4217 and the number of decimal digits of their minor units.

``iso4217`` ships the official list as its maintenance agency publishes it. CLDR's digits are those of daily use, not of
the standard (none for IDR, where ISO has two): an amount in minor units cannot be read with them.
"""

import iso4217

from core.errors import UnknownCurrency

# Withdrawn since 2021. Rows outlive currencies: an upgrade of the list must not make an old order unreadable.
_WITHDRAWN = {"ANG": 2, "BGN": 2, "CUC": 2, "HRK": 2, "SLL": 2, "ZWL": 2}

# Metals, funds and test codes have no minor unit ("N.A." in the list), so no amount in minor units either.
EXPONENTS: dict[str, int] = _WITHDRAWN | {
    currency.code: currency.exponent for currency in iso4217.Currency if currency.exponent is not None
}


def exponent(currency: str) -> int:
    """Return the number of decimal digits of a currency's minor unit: 0, 2, 3 or 4.

    Raises:
        UnknownCurrency: for a code that the list does not hold; two digits would be a guess.
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency("not a currency of ISO 4217") from None


def known_currency(code: str) -> str:
    """Return the code as it is.

    Raises:
        UnknownCurrency: see ``exponent``.
    """
    exponent(code)
    return code
