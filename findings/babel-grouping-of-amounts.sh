#!/bin/sh
# Expected: within one locale of India a number and an amount are grouped alike, by lakh and crore.
# Observed (babel 2.19.0): mr, ta, ml and or group the plain number by lakh and the same number as an amount by thousand; kn
# groups both by thousand; hi, bn, gu, te and pa group both by lakh. A page that prints "12,34,567" points and ₹1,234,567
# of cashback side by side looks wrong in four languages, and no error says so.
# Consequence: give the pattern explicitly when amounts of several languages of India must be grouped alike.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'babel==2.19.0'
"$folder/venv/bin/python" - <<'PY'
from decimal import Decimal

from babel.numbers import format_currency, format_decimal

VALUE = Decimal("1234567.5")
seen = {}
for locale in ("hi", "bn", "gu", "te", "pa", "mr", "ta", "ml", "or", "kn"):
    number, amount = format_decimal(VALUE, locale=locale), format_currency(VALUE, "INR", locale=locale)
    seen[locale] = ("12,34,567" in number, "12,34,567" in amount)
    print(locale, number, amount)
assert all(seen[each] == (True, True) for each in ("hi", "bn", "gu", "te", "pa")), seen
assert all(seen[each] == (True, False) for each in ("mr", "ta", "ml", "or")), seen
assert seen["kn"] == (False, False), seen
PY
