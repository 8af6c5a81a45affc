"""What tells a number that identifies somebody from a number that only looks like it."""

import re
from collections.abc import Sequence

# Verhoeff's scheme, as UIDAI uses it for Aadhaar: multiplication in the dihedral group D5, and its permutation.
_D5 = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_PERMUTATION = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)
# How people group the ten digits of an Indian mobile number when no prefix marks it as one.
_MOBILE_GROUPS = {(10,), (5, 5), (3, 3, 4), (4, 3, 3), (3, 4, 3), (4, 6), (6, 4), (2, 4, 4), (2, 2, 2, 2, 2), (1,) * 10}
# A dot separates only where it cannot be a decimal point.
_DOTTED_MOBILE_GROUPS = {(5, 5), (3, 3, 4), (2, 2, 2, 2, 2)}
_CARD_GROUPS = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3)}
_CARD_LENGTHS = {13, 14, 15, 16, 19}  # 17 is an order number without its dashes
_ORDER_GROUPS = {(3, 7, 7), (17,)}
# The first four letters of an IFSC name the bank; others are believed only after the word itself.
_BANK = re.compile(
    "AIRP|ALLA|ANDB|AUBL|BARB|BDBL|BKID|CBIN|CITI|CIUB|CNRB|CORP|CSBK|DBSS|DCBL|DEUT|DLXB|ESFB|FDRL|FINO|HDFC|HSBC|IBKL"
    "|ICIC|IDFB|IDIB|INDB|IOBA|IPOS|JAKA|JIOP|JSFB|KARB|KKBK|KVBL|MAHB|NSPB|ORBC|PSIB|PUNB|PYTM|RATN|SBIN|SCBL|SIBL"
    "|SRCB|SVCB|SYNB|TMBL|UBIN|UCBA|UJVN|USFB|UTBI|UTIB|UTKS|VIJB|YESB",
    re.IGNORECASE,
)
_IFSC_CUE = re.compile(r"\bifsc\W{0,3}(?:code|no|number|is|hai|\W){0,4}$", re.IGNORECASE)


def passes_verhoeff(digits: str) -> bool:
    """Tell whether the last digit is the Verhoeff checksum of the others."""
    checksum = 0
    for position, digit in enumerate(reversed(digits)):
        checksum = _D5[checksum][_PERMUTATION[position % 8][int(digit)]]
    return checksum == 0


def passes_luhn(digits: str) -> bool:
    """Tell whether the last digit is the Luhn checksum of the others."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_order(groups: Sequence[str]) -> bool:
    """Tell a marketplace order number (3-7-7), which is no personal data."""
    return _lengths(groups) in _ORDER_GROUPS


def is_phone(groups: Sequence[str], separators: Sequence[str], *, is_international: bool) -> bool:
    """Tell a telephone number: any with a plus, else an Indian mobile, or an Indian landline with its area code."""
    digits = "".join(groups)
    if is_international:
        return 10 <= len(digits) <= 14
    if any(_has_mobile_after(digits, prefix) for prefix in ("0091", "91", "0")):
        return min(map(len, groups)) > 1 or max(map(len, groups)) <= 2
    if _has_mobile_after(digits, ""):
        allowed = _DOTTED_MOBILE_GROUPS if "." in separators else _MOBILE_GROUPS
        return _lengths(groups) in allowed and len(set(separators)) <= 1
    return digits[0] == "0" and len(digits) == 11 and 2 <= len(groups) <= 3 and 3 <= len(groups[0]) <= 5


def is_card(groups: Sequence[str], separators: Sequence[str]) -> bool:
    """Tell a payment card by its issuer digit, length, grouping and Luhn checksum."""
    digits = "".join(groups)
    if len(digits) not in _CARD_LENGTHS or digits[0] not in "234568":
        return False
    grouped = len(groups) == 1 or (_lengths(groups) in _CARD_GROUPS and len(set(separators)) == 1)
    return grouped and passes_luhn(digits)


def is_ifsc(code: str, *, before: str) -> bool:
    """Tell a bank's branch code from any other eleven characters, by its bank or by the word before it."""
    return _BANK.match(code) is not None or _IFSC_CUE.search(before) is not None


def is_aadhaar(groups: Sequence[str]) -> bool:
    """Tell an Aadhaar number by its first digit, grouping and Verhoeff checksum."""
    digits = "".join(groups)
    grouped = _lengths(groups) in {(12,), (4, 4, 4)}
    return grouped and digits[0] not in "01" and passes_verhoeff(digits)


def _has_mobile_after(digits: str, prefix: str) -> bool:
    rest = digits[len(prefix) :]
    return digits.startswith(prefix) and len(rest) == 10 and rest[0] in "6789"


def _lengths(groups: Sequence[str]) -> tuple[int, ...]:
    return tuple(len(group) for group in groups)
