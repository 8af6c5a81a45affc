"""Codes of letters and digits: PAN, IFSC, GSTIN and vehicle numbers, references of transfers."""

import re
from collections.abc import Callable

from guardrails.pii import checksums
from guardrails.pii.ascii_fold import Folded
from guardrails.pii.cues import Cue, cue_after, cue_before
from guardrails.pii.pii_types import PiiType, Span

# Every such code has four digits in a row that follow a letter, perhaps with a space or a dash between; only an IFSC
# may have letters there. A search that begins at digits passes over prose at the speed of a character class.
_SEED = re.compile(
    r"[0-9](?:(?<=[a-z][0-9])[0-9]{3}|(?<=[a-z][ -][0-9])[0-9]{3}"
    r"|(?<=[a-z]{4}0)[a-z0-9]{6}|(?<=[a-z]{4}[ -]0)[a-z0-9]{6})"
)
_BACK, _AHEAD = 18, 28  # of a seed: how far before it a code may begin, and after it end
_CODES = re.compile(
    r"(?<![a-z0-9_])(?:"
    r"(?P<GSTIN>[0-9]{2}[ -]?[a-z]{5}[ -]?[0-9]{4}[ -]?[a-z][ -]?[0-9a-z][ -]?z[ -]?[0-9a-z])"
    r"|(?P<PAN>[a-z]{5}[ -]?[0-9]{4}[ -]?[a-z])"
    r"|(?P<IFSC>[a-z]{4}[ -]?0[a-z0-9]{6})"
    r"|(?P<UTR>(?=[a-z]{1,6}[0-9]{1,2}[a-z]?[0-9]{6})[a-z0-9]{12,22})"
    r"|(?P<VEHICLE>[a-z]{2}[ -]?[0-9]{1,2}[ -]?(?:[cs][ -]?)?[a-z]{1,3}[ -]?[0-9]{4}"
    r"|[0-9]{2}[ -]?bh[ -]?[0-9]{4}[ -]?[a-z]{1,2})"
    r")(?![a-z0-9_]|-[a-z0-9])"
)
_NOT_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]")
_HEAD = re.compile(r"[a-z0-9]-$|[/#=._]$")
# "Use CODE" and "CODE coupon" redeem a promotion.
_OFFERED_BEFORE = re.compile(r"(?<![a-z])(?:use|using|apply|enter|applied|redeem) $")
_OFFERED = re.compile(r" (?:coupon|code|promo|offer|voucher|order|applied)(?![a-z])")
_CUE_OF = {
    PiiType.PAN: Cue.PAN,
    PiiType.IFSC: Cue.IFSC,
    PiiType.GSTIN: Cue.GSTIN,
    PiiType.VEHICLE: Cue.VEHICLE,
    PiiType.UTR: Cue.UTR,
}


def find_codes(text: Folded) -> list[Span]:
    """Return the personal codes of a text, in order."""
    spans: list[Span] = []
    done = 0
    for seed in _SEED.finditer(text.lower):
        if seed.start() < done:
            continue
        start, end = max(done, seed.start() - _BACK), min(len(text.lower), seed.end() + _AHEAD)
        for match in _CODES.finditer(text.lower, start, end):
            kind = PiiType(match.lastgroup or "")
            if _is_cut(text.lower, match.end(), end) or not _is_personal(kind, match, text):
                continue
            spans.append(Span(*match.span(), kind))
            done = match.end()
    return spans


def _is_cut(lower: str, end: int, searched_to: int) -> bool:
    """Whether a code goes on beyond the end of the searched window."""
    return end == searched_to and end < len(lower) and (lower[end].isascii() and lower[end].isalnum())


def _is_personal(kind: PiiType, match: re.Match[str], text: Folded) -> bool:
    lower = text.lower
    before = cue_before(lower, match.start())
    if before is None and (_is_joined(lower, match.start()) or _is_offered(lower, *match.span())):
        return False
    cue = before or cue_after(lower, match.end())
    is_cued = cue is _CUE_OF[kind]
    code = _NOT_LETTER_OR_DIGIT.sub("", match.group())
    if cue is Cue.OTHER:
        return kind is PiiType.GSTIN and checksums.is_gstin(code)
    return is_cued or _BY_SHAPE[kind](code, text.text[match.start() : match.end()])


def _is_joined(lower: str, start: int) -> bool:
    """Whether a place is within a longer identifier or an address."""
    return _HEAD.search(lower[max(0, start - 2) : start]) is not None


def _is_offered(lower: str, start: int, end: int) -> bool:
    before = lower[max(0, start - 12) : start]
    return _OFFERED_BEFORE.search(before) is not None or _OFFERED.match(lower, end) is not None


def _is_plain_or_shouted(code: str, written: str) -> bool:
    """Words and a year may look like a code in pieces; they are accepted in capitals only."""
    return len(code) == len(written) or written.upper() == written


def _is_pan(code: str, written: str) -> bool:
    return code[3] in checksums.PAN_HOLDERS and _is_plain_or_shouted(code, written)


def _is_ifsc(code: str, written: str) -> bool:
    digits = sum(character.isdigit() for character in code[5:])
    is_whole = len(code) == len(written) or (written.upper() == written and digits == 6)
    return checksums.is_bank_of_ifsc(code) and is_whole and digits >= 3


def _is_gstin(code: str, written: str) -> bool:
    return checksums.is_gstin(code) or (len(code) == len(written) and code[:2] < "39" and code[13] == "z")


def _is_vehicle(code: str, written: str) -> bool:
    if code[0].isdigit():
        return _is_plain_or_shouted(code, written)
    series = code[:-4].lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("0123456789")
    is_plain = len(code) == len(written)
    # No series has an I or an O; and in prose "or 10 am 2026" is not one.
    return (
        code[:2] in checksums.VEHICLE_STATES and not set(series) & set("io") and code[-4:] != "0000"
        and not (len(series) == 3 and code[-4:-2] == "20")  # "UP10NEW2026" is an offer
        and (is_plain or (written.upper() == written and series not in ("am", "pm")))
    )  # fmt: skip


def _never(code: str, written: str) -> bool:
    """Too common a shape to be accepted without its cue."""
    return False


_BY_SHAPE: dict[PiiType, Callable[[str, str], bool]] = {
    PiiType.PAN: _is_pan,
    PiiType.IFSC: _is_ifsc,
    PiiType.GSTIN: _is_gstin,
    PiiType.VEHICLE: _is_vehicle,
    PiiType.UTR: _never,
}
