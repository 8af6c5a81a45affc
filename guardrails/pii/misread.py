"""Values with scanning and typing errors: letters for digits, odd signs, and a space after every character."""

import re

from guardrails.pii import checksums
from guardrails.pii.ascii_fold import Folded
from guardrails.pii.cues import Cue, cue_before
from guardrails.pii.pii_types import PiiType, Span

_LETTERS = str.maketrans("oil", "011")
_FEWEST_DIGITS = 7  # of the ten of a telephone number; the others may have been read as letters
_SEED = re.compile(
    r"[0-9](?:"
    r"(?P<misread>(?<=[6-9])(?<![a-z0-9_.-].)[0-9oil]{4}[ -]?[0-9oil]{5}(?![a-z0-9_-]))"
    r"|(?P<signed>(?<=[6-9])(?<![a-z0-9_.-].)[0-9]{4} ?(?:[*/|~,:]|[.,]?\n) ?[0-9]{5}(?![a-z0-9_-]))"
    r"|(?P<commas>(?<=[6-9])(?<![0-9,].)(?:, ?[0-9]){9}+(?![0-9]|, ?[0-9]))"
    r"|(?P<spaced>(?<![0-9].) [0-9] [0-9] [0-9](?![0-9])))"
)
_SPACED = re.compile(r"(?<![a-z0-9])[a-z0-9](?: [a-z0-9]){9,14}+(?![a-z0-9])")
_BACK, _AHEAD = 22, 16
_CODES = (
    (PiiType.PAN, Cue.PAN, re.compile(r"[a-z]{5}[0-9]{4}[a-z]")),
    (PiiType.IFSC, Cue.IFSC, re.compile(r"[a-z]{4}0[a-z0-9]{6}")),
    (PiiType.GSTIN, Cue.GSTIN, re.compile(r"[0-9]{2}[a-z]{5}[0-9]{4}[a-z][0-9a-z]z[0-9a-z]")),
    (PiiType.VEHICLE, Cue.VEHICLE, re.compile(r"[a-z]{2}[0-9]{2}[a-z]{1,2}[0-9]{4}")),
)


def find_misread(text: Folded) -> list[Span]:
    """Return telephone numbers with odd letters or signs in them, and codes that are spelled character by character."""
    spans: list[Span] = []
    for seed in _SEED.finditer(text.lower):
        if seed.lastgroup == "spaced":
            if not spans or seed.start() >= spans[-1].end:
                spans += _spaced_codes(seed, text.lower)
        elif seed.lastgroup == "signed":
            if cue_before(text.lower, seed.start()) is Cue.PHONE:
                spans.append(Span(*seed.span(), PiiType.PHONE))
        elif _is_phone(seed.group()) and cue_before(text.lower, seed.start()) is not Cue.OTHER:
            spans.append(Span(*seed.span(), PiiType.PHONE))
    return spans


def _spaced_codes(seed: re.Match[str], lower: str) -> list[Span]:
    found = _SPACED.finditer(lower, max(0, seed.start() - _BACK), seed.end() + _AHEAD)
    kinds = [(match, _code_of(match, lower)) for match in found]
    return [Span(*match.span(), kind) for match, kind in kinds if kind is not None]


def _is_phone(written: str) -> bool:
    digits = sum(character.isdigit() for character in written)
    plain = re.sub("[ ,-]", "", written)
    is_odd = digits < len(plain) or "," in written
    return is_odd and digits >= _FEWEST_DIGITS and checksums.is_mobile(plain.translate(_LETTERS))


def _code_of(match: re.Match[str], lower: str) -> PiiType | None:
    code = match.group().replace(" ", "")
    cue = cue_before(lower, match.start())
    return next((kind for kind, expected, shape in _CODES if shape.fullmatch(code) and cue is expected), None)
