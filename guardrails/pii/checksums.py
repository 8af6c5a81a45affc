"""Checksums, issuers and prefixes that separate personal numbers from those that only look like them."""

import re

from guardrails.pii.lexicon import words

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
# Which lengths the issuers' first digits allow: Visa, American Express, Diners, JCB, Mastercard, RuPay, Discover,
# Maestro. Numbers of other lengths or beginnings are not cards, whatever their checksum (an IMEI passes Luhn as well).
_BRANDS = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|3[47][0-9]{13}|3(?:0[0-5]|[689][0-9])[0-9]{11}|35(?:2[89]|[3-8][0-9])[0-9]{12}"
    r"|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}|(?:60|65|8[12])[0-9]{14}"
    r"|508[0-9]{13}|353[0-9]{13}|356[0-9]{13}|64[4-9][0-9]{13}|(?:5[06-8]|6[0-9])[0-9]{14}|(?:5018|5020|5038|6304)[0-9]{8,9}"
)
# The first four letters of an IFSC name the bank; others are accepted only after the cue "IFSC".
_BANK = re.compile(
    "abhy|acbx|airp|alla|andb|apbl|apgb|apmc|asbl|aubl|axis|bact|barb|bbkm|bcbm|bdbl|bkdn|bkid|bnpa|cbin|citi|ciub|cnrb"
    "|clbl|corp|cosb|csbk|dbss|dcbl|deut|dlxb|dnsb|esfb|esmf|fdrl|fino|fsfb|gscb|hdfc|hsbc|ibkl|ibko|icic|idfb|idib"
    "|indb|ioba|ipos|jaka|jana|jiop|jsbl|jsbp|jsfb|kaij|karb|kcbl|kkbk|klgb|kscb|kvbl|kvgb|lavb|mahb|mahg|msci|msnu"
    "|nkgs|nspb|ntbl|orbc|pkgb|pmcb|psib|punb|pytm|ratn|rmgb|rsbl|sbbj|sbhy|sbin|sbmy|sbtr|scbl|shbk|sibl|srcb|stbp"
    "|sury|sutb|svcb|synb|tjsb|tmbl|tnsc|ubin|ucba|ujvn|usfb|utbi|utib|utks|vara|vijb|vsbl|wbsc|yesb|zcbl"
)
_GSTIN_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_GSTIN_STATE = re.compile("0[1-9]|[12][0-9]|3[0-8]|9[79]")
PAN_HOLDERS = frozenset("abcfghjlpt")
VEHICLE_STATES = words(
    "an ap ar as br cg ch dd dl dn ga gj hp hr jh jk ka kl la ld mh ml mn mp mz nl od or pb py rj sk tn tr ts tg "
    "uk up ut wb"
)


def passes_verhoeff(digits: str) -> bool:
    """Whether the last digit is the Verhoeff checksum of the others."""
    checksum = 0
    for position, digit in enumerate(reversed(digits)):
        checksum = _D5[checksum][_PERMUTATION[position % 8][int(digit)]]
    return checksum == 0


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn checksum of the others."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """Whether it is the number of a payment card, by the issuer's first digits, the length and the Luhn checksum."""
    return has_card_brand(digits) and passes_luhn(digits)


def has_card_brand(digits: str) -> bool:
    """Whether the first digits and the length are those of an issuer of payment cards; the checksum may be wrong."""
    return _BRANDS.fullmatch(digits) is not None


def is_aadhaar(digits: str) -> bool:
    """Whether it is an Aadhaar number, by its first digit and Verhoeff checksum."""
    return len(digits) == 12 and digits[0] not in "01" and passes_verhoeff(digits)


def is_mobile(digits: str) -> bool:
    """Whether they are the ten digits of an Indian mobile number."""
    return len(digits) == 10 and digits[0] in "6789" and len(set(digits)) > 1


def without_prefix(digits: str) -> str:
    """Return a telephone number without the country code or trunk zero; any other number unchanged."""
    for prefix in ("0091", "910", "91", "0"):
        if digits.startswith(prefix) and is_mobile(digits[len(prefix) :]):
            return digits[len(prefix) :]
    return digits


def is_bank_of_ifsc(code: str) -> bool:
    """Whether a branch code (in lower case) begins with a bank that is known."""
    return _BANK.match(code) is not None


def is_gstin(code: str) -> bool:
    """Whether it is a GSTIN (15 characters in lower case), by its state and its checksum."""
    if not _GSTIN_STATE.match(code):
        return False
    total = 0
    for position, character in enumerate(code[:14]):
        value = _GSTIN_ALPHABET.index(character) * (1 + position % 2)
        total += value // 36 + value % 36
    return code[14] == _GSTIN_ALPHABET[-total % 36]
