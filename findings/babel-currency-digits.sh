#!/bin/sh
# Expected: the number of decimals that a formatting library uses for a currency is its number of minor units (ISO 4217),
# so an amount kept in minor units survives being printed.
# Observed (babel 2.19.0, iso4217 1.16.20260101): CLDR gives the decimals of everyday use. Fifteen currencies of the
# standard differ: IQD has 3 minor digits and is printed with none, AFN, ALL, COP, HUF, IDR, ... have 2 and are printed
# with none. Half an afghani is printed as AFN0, and 1,250.000 dinars and 1,250.400 dinars look the same.
# Consequence: divide and print with the digits of ISO 4217: pass currency_digits=False and a pattern with those digits.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'babel==2.19.0' 'iso4217==1.16.20260101'
"$folder/venv/bin/python" - <<'PY'
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision
from iso4217 import Currency

differ = {
    each.code: (each.exponent, get_currency_precision(each.code))
    for each in Currency
    if each.exponent is not None and each.exponent != get_currency_precision(each.code)
}
print(len(differ), "currencies, as (ISO 4217, CLDR):", differ)
half, dinars = format_currency(Decimal("0.50"), "AFN", locale="en"), format_currency(Decimal("1250.400"), "IQD", locale="en")
print("0.50 AFN ->", half, "| 1250.400 IQD ->", dinars)
assert len(differ) == 15 and differ["IQD"] == (3, 0) and differ["HUF"] == (2, 0)
assert (half, dinars) == ("AFN0", "IQD1,250")
PY
