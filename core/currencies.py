"""The currencies of ISO 4217 and the number of decimal digits of their minor units.

``iso4217`` ships the official list of the maintenance agency. CLDR's digits reflect daily use and not the standard
(none for IDR, where ISO has two), so they cannot be used for amounts in minor units.
"""

import iso4217

from core.errors import UnknownCurrency

# Withdrawn since 2021. Rows outlive currencies: updating the list must not make an old order unreadable.
_WITHDRAWN = {"ANG": 2, "BGN": 2, "CUC": 2, "HRK": 2, "SLL": 2, "ZWL": 2}

# Metals, funds and test codes have no minor unit ("N.A." in the list), so they cannot have amounts in minor units.
EXPONENTS: dict[str, int] = _WITHDRAWN | {
    currency.code: currency.exponent for currency in iso4217.Currency if currency.exponent is not None
}


def exponent(currency: str) -> int:
    """Return the number of decimal digits of a currency's minor unit: 0, 2, 3 or 4.

    Raises:
        UnknownCurrency: if the code is not in the list; assuming two digits would be a guess.
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency("not an ISO 4217 currency") from None


def known_currency(code: str) -> str:
    """Return the code unchanged if it is known.

    Raises:
        UnknownCurrency: see ``exponent``.
    """
    exponent(code)
    return code
