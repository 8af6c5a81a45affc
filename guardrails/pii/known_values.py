"""Values that are known from records, found again in text whatever spacing, case or script they are written in."""

import re

from guardrails.pii import PiiType, Span
from guardrails.pii.ascii_fold import fold
from guardrails.pii.spoken_numbers import digits_of

# A shorter value is looked for as it is written only: its characters alone would turn up by chance.
_SHORTEST_CORE = 6
# A value this long does not turn up by chance, so it is found inside a longer word too.
_CHANCELESS = 9
# A short one would be found in amounts, so it is looked for only beside its cue, by the detector.
_ONLY_BY_CUE = {PiiType.OTP, PiiType.CVV}
_NUMBERS = {PiiType.AADHAAR, PiiType.CARD, PiiType.BANK_ACCOUNT}
_ALPHANUMERIC = re.compile(r"[0-9A-Za-z]")
_NOT_IN_A_CORE = bytes(code for code in range(128) if not chr(code).isalnum())
_SPOKEN = (
    (re.compile(r"\s*[(\[{]?(?:\bdot\b|डॉट)[)\]}]?\s*", re.IGNORECASE), "."),
    (re.compile(r"\s+(?:at the rate(?: of)?|at|एट)\s+|\s*[(\[{]at[)\]}]\s*", re.IGNORECASE), "@"),
    (re.compile(r"\s+underscore\s+", re.IGNORECASE), "_"),
    (re.compile(r"\s+(?:dash|hyphen)\s+", re.IGNORECASE), "-"),
)


def identity_of(value: str, kind: PiiType) -> str:
    """Return what is equal for all ways of writing one value (spacing, case, script, a telephone's country code)."""
    folded = fold(value)
    if kind is PiiType.PHONE:
        return _phone(folded)
    if kind in (PiiType.EMAIL, PiiType.UPI):
        return _address(folded)
    if kind is PiiType.NAME:
        return " ".join(folded.casefold().split())
    if kind in _NUMBERS:
        return digits_of(folded.lower())
    core = _core(folded)
    # A gift card's code is often given without its "GC".
    return core[2:] if kind is PiiType.GIFT_CARD and core.startswith("GC") and len(core) > 9 else core


def _phone(folded: str) -> str:
    digits = digits_of(folded.lower())
    for prefix in ("0091", "91", "0"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + 10:
            return digits[len(prefix) :]
    return digits


def _address(folded: str) -> str:
    for pattern, sign in _SPOKEN:
        folded = pattern.sub(sign, folded)
    return re.sub(r"\s+", "", folded).casefold()


class KnownValues:
    """Finds the values that have been added to it."""

    def __init__(self) -> None:
        self._cores: dict[str, PiiType] = {}
        self._words: dict[PiiType, set[str]] = {}
        self._patterns: dict[PiiType, re.Pattern[str]] = {}

    def add(self, value: str, kind: PiiType) -> None:
        """Look for this value from now on."""
        core = _core(identity_of(value, kind))
        if kind in _ONLY_BY_CUE and len(core) < _SHORTEST_CORE:
            return
        if kind is PiiType.NAME or len(core) < _SHORTEST_CORE:
            words = value.split()
            if words:
                self._words.setdefault(kind, set()).add(r"\s+".join(re.escape(word) for word in words))
                self._patterns.pop(kind, None)
        else:
            self._cores[core] = kind

    def find(self, text: str) -> list[Span]:
        """Return every place where a known value stands as a whole; spans may overlap."""
        folded = fold(text)
        spans = self._by_words(text)
        squeezed = _core(folded)
        if any(core in squeezed for core in self._cores):
            spans += self._by_core(folded)
        return spans

    def _by_words(self, text: str) -> list[Span]:
        spans: list[Span] = []
        for kind, words in self._words.items():
            pattern = self._patterns.get(kind)
            if pattern is None:
                alternatives = "|".join(sorted(words, key=len, reverse=True))
                pattern = self._patterns[kind] = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
            spans += [Span(*match.span(), kind) for match in pattern.finditer(text)]
        return spans

    def _by_core(self, folded: str) -> list[Span]:
        """Match on letters and digits alone, whatever stands between them."""
        places = [match.start() for match in _ALPHANUMERIC.finditer(folded)]
        squeezed = "".join(folded[place] for place in places).upper()
        spans: list[Span] = []
        for core, kind in self._cores.items():
            at = squeezed.find(core)
            while at >= 0:
                end = at + len(core)
                if len(core) >= _CHANCELESS or _stands_alone(folded, places[at], places[end - 1]):
                    spans.append(Span(places[_with_prefix(squeezed, at, kind)], places[end - 1] + 1, kind))
                at = squeezed.find(core, at + 1)
        return spans


def _core(text: str) -> str:
    """Return the ASCII letters and digits alone. It is called for every text, and this costs a tenth of a pattern."""
    return text.encode("ascii", "ignore").translate(None, _NOT_IN_A_CORE).decode("ascii").upper()


def _with_prefix(squeezed: str, at: int, kind: PiiType) -> int:
    """Take the "GC" before a gift card's code along with it."""
    return at - 2 if kind is PiiType.GIFT_CARD and squeezed[max(0, at - 2) : at] == "GC" else at


def _stands_alone(folded: str, first: int, last: int) -> bool:
    before, after = folded[max(0, first - 1) : first], folded[last + 1 : last + 2]
    return not before.isalnum() and not after.isalnum()
