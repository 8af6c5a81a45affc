"""Values as a scanner or a hurried thumb leaves them: letters for digits, and a space after every character."""

import re

from guardrails.pii import checks
from guardrails.pii.cues import Cue, cue_before
from guardrails.pii.fold import Folded
from guardrails.pii.kinds import PiiType, Span

_LETTERS = str.maketrans("oil", "011")
_FEWEST_DIGITS = 7  # of the ten of a telephone number; the others may have been read as letters
_MISREAD = re.compile(r"[6-9](?<![a-z0-9_.-][6-9])[0-9oil]{4}[ -]?[0-9oil]{5}(?![a-z0-9_-])")
_WITH_COMMAS = re.compile(r"[6-9](?<![0-9,][6-9])(?:, ?[0-9]){9}+(?![0-9]|, ?[0-9])")
_SPACED_DIGITS = re.compile(r"[0-9](?<![0-9][0-9]) [0-9] [0-9] [0-9](?![0-9])")
_SPACED = re.compile(r"(?<![a-z0-9])[a-z0-9](?: [a-z0-9]){9,14}+(?![a-z0-9])")
_BACK, _AHEAD = 22, 16
_CODES = (
    (PiiType.PAN, Cue.PAN, re.compile(r"[a-z]{5}[0-9]{4}[a-z]")),
    (PiiType.IFSC, Cue.IFSC, re.compile(r"[a-z]{4}0[a-z0-9]{6}")),
    (PiiType.GSTIN, Cue.GSTIN, re.compile(r"[0-9]{2}[a-z]{5}[0-9]{4}[a-z][0-9a-z]z[0-9a-z]")),
    (PiiType.VEHICLE, Cue.VEHICLE, re.compile(r"[a-z]{2}[0-9]{2}[a-z]{1,2}[0-9]{4}")),
)


def find_misread(text: Folded) -> list[Span]:
    """Give telephone numbers with letters for digits, and codes that are spelled character by character."""
    spans = [
        Span(*match.span(), PiiType.PHONE)
        for match in _MISREAD.finditer(text.lower)
        if _is_phone(match.group()) and cue_before(text.lower, match.start()) is not Cue.OTHER
    ]
    spans += [Span(*match.span(), PiiType.PHONE) for match in _WITH_COMMAS.finditer(text.lower)]
    done = 0
    for seed in _SPACED_DIGITS.finditer(text.lower):
        start, end = max(done, seed.start() - _BACK), seed.end() + _AHEAD
        for match in _SPACED.finditer(text.lower, start, end):
            kind = _code_of(match, text.lower)
            if kind is not None:
                spans.append(Span(*match.span(), kind))
                done = match.end()
    return spans


def _is_phone(written: str) -> bool:
    digits = sum(character.isdigit() for character in written)
    plain = re.sub("[ -]", "", written)
    return _FEWEST_DIGITS <= digits < len(plain) and checks.is_mobile(plain.translate(_LETTERS))


def _code_of(match: re.Match[str], lower: str) -> PiiType | None:
    code = match.group().replace(" ", "")
    cue = cue_before(lower, match.start())
    return next((kind for kind, told, shape in _CODES if shape.fullmatch(code) and cue is told), None)
