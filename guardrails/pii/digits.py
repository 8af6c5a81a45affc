"""Reads one run of digits (with the spaces, dashes and brackets people put into it) and says what stands in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guardrails.pii import checks
from guardrails.pii.kinds import PiiType, Span

_GROUP = re.compile(r"[0-9]+")
_LONGEST = 10  # groups in one number: ten single digits
_FEWEST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def groups(self, first: int, last: int) -> list[str]:
        return [self.text[self.starts[i] : self.ends[i]] for i in range(first, last)]

    def separators(self, first: int, last: int) -> list[str]:
        return [self.text[self.ends[i] : self.starts[i + 1]] for i in range(first, last - 1)]

    def stands_alone(self, first: int, last: int) -> bool:
        """Tell whether no further digits are joined to these groups by a dash or a dot (as in a tracking number)."""
        before = self.text[self.ends[first - 1] : self.starts[first]] if first else ""
        after = self.text[self.ends[last - 1] : self.starts[last]] if last < len(self.starts) else ""
        return before not in {"-", "."} and after not in {"-", "."}


def find_in_digits(text: str, *, offset: int) -> list[Span]:
    """Give the personal numbers of a run; ``text`` is folded and ``offset`` is where it stands in the whole text.

    The longest number that begins at a group wins. Order numbers are read too, so that nothing inside one is taken for
    a telephone number.
    """
    matches = list(_GROUP.finditer(text))
    run = _Run(text, tuple(m.start() for m in matches), tuple(m.end() for m in matches))
    spans: list[Span] = []
    first = 0
    while first < len(matches):
        taken = _longest_from(run, first)
        if taken is None:
            first += 1
            continue
        last, found = taken
        if found is not None:
            spans.append(Span(offset + _start_of(run, first), offset + run.ends[last - 1], found))
        first = last
    return spans


def _longest_from(run: _Run, first: int) -> tuple[int, PiiType | None] | None:
    """Give the group after the number that begins here and its type; the type of an order number is None."""
    for last in range(min(len(run.starts), first + _LONGEST), first, -1):
        groups = run.groups(first, last)
        if sum(map(len, groups)) < _FEWEST_DIGITS:
            return None
        if not run.stands_alone(first, last):
            continue
        if checks.is_order(groups):
            return last, None
        found = _classify(groups, run.separators(first, last), is_international=_has_plus(run, first))
        if found is not None:
            return last, found
    return None


def _classify(groups: Sequence[str], separators: Sequence[str], *, is_international: bool) -> PiiType | None:
    if not is_international and checks.is_aadhaar(groups):
        return PiiType.AADHAAR
    if checks.is_phone(groups, separators, is_international=is_international):
        return PiiType.PHONE
    return PiiType.CARD if checks.is_card(groups, separators) else None


def _has_plus(run: _Run, first: int) -> bool:
    return "+" in run.text[_start_of(run, first) : run.starts[first]]


def _start_of(run: _Run, first: int) -> int:
    """Give where the number begins, with its plus and opening bracket."""
    start = run.starts[first]
    while start and run.text[start - 1] in "+(":
        start -= 1
    return start
