"""A sentence as the statements it makes, and which words in them state nothing: hedges, questions, reports."""

import re

from guardrails.grounding.lexicon import REPORTED, REPORTER, is_negated, negation_before
from guardrails.grounding.search import Haystack
from guardrails.grounding.segments import breaks_in

# "whether it failed is not known": nothing is stated. The hedge and what it is about stand in one phrase.
_HEDGE = re.compile(
    r"\b(?:cannot|can['’]?t|not|n['’]t|unable|could\s*n['’]t|do(?:es)?\s*n['’]t)\s+(?:\w+\s+){0,2}?"
    r"(?:say|tell|know|known|confirm|confirmed|see|promise|predict|guarantee|verify|verified|clear|certain|sure|proven)\b"
    r"|\b(?:un(?:known|clear|sure|certain)|whether)\b|\bpata\s+nah[ii]n?\b|\bnah[ii]n?\s+pata\b|नहीं\s+पता|पता\s+नहीं",
    re.IGNORECASE,
)
# Offers and questions back. "Was it fully paid?" is none: a "yes" may follow it, and nothing can be said of a "yes".
_QUESTION = re.compile(
    r"^\s*(?:(?:would|could|can|may|shall|should|do)\s+(?:you|i|we)|which|what|is\s+there\s+anything|kya\s+aap(?:ko|ka)?)\b"
    r"(?!.*\b(?:know|aware|reali[sz]e)\b).*\?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_REPORT = re.compile(
    rf"(?<!\bas )\b(?:{REPORTER})(?:['’]ve|\s+(?:has|have|had|also))*\s+(?:{REPORTED})\b", re.IGNORECASE
)
_STATED = re.compile(r"(?<=\s)(?:that|which|because|since)\b", re.IGNORECASE)
_OPEN_ENDED = re.compile(
    r"\b(?:what|when|where|why|how|whether|if|once|until|unless|kab|jab|kitn[aei]|kyu|kyo)\b[^.;,:]{0,60}$",
    re.IGNORECASE,
)
_ENDORSED = re.compile(r"\b(?:right|correct|true|indeed|sahi)\b", re.IGNORECASE)
_JOIN = re.compile(r",|\b(?:and|aur)\b|और", re.IGNORECASE)


class Statements:
    """One sentence, with figures and names masked out of ``text``; ``figures`` are the places of the figures."""

    def __init__(self, text: str, figures: list[int]) -> None:
        self.text = text
        self.hay = Haystack(text)
        self._figures = figures
        self._breaks = (0, *breaks_in(text), len(text) + 1)

    def bounds(self, place: int) -> tuple[int, int]:
        """Give where the statement around a place begins and ends."""
        start = max(b for b in self._breaks if b <= place)
        return start, min(b for b in self._breaks if b > place)

    def before(self, place: int) -> str:
        return self.text[self.bounds(place)[0] : place]

    def around(self, place: int) -> str:
        start, end = self.bounds(place)
        return self.text[start:end]

    def has_figure(self, place: int) -> bool:
        start, end = self.bounds(place)
        return any(start <= figure < end for figure in self._figures)

    def is_question(self) -> bool:
        """Tell whether the whole sentence only asks; what stands after "that" or "which" is stated all the same."""
        return _QUESTION.match(self.text) is not None and _STATED.search(self.text, 1) is None

    def is_reported(self, place: int) -> bool:
        """Tell whether it is told as what the user says; "as you said" agrees with it, and is no mere report."""
        start, _ = self.bounds(place)
        report = _REPORT.search(self.text, start, place)
        return report is not None and _ENDORSED.search(self.text, report.end(), place) is None

    def is_negated(self, place: int) -> bool:
        return is_negated(self.text, place, reach=self.bounds(place)[0])

    def negation_before(self, place: int) -> int:
        """Give where the "not" before a place begins, or the place itself where there is none."""
        found = negation_before(self.text, place, reach=self.bounds(place)[0])
        return place if found is None else found

    def is_conditional(self, place: int) -> bool:
        """Tell whether it is told under a condition, or as what is asked for: "once it is issued", "what remains"."""
        return _OPEN_ENDED.search(self.text, self.bounds(place)[0], place) is not None

    def is_hedged(self, start: int, end: int, *, also_after: bool = True) -> bool:
        """Tell whether the words between two places are only wondered about, in the phrase they stand in."""
        first, last = self.bounds(start)
        for hedge in _HEDGE.finditer(self.text, first, last):
            if hedge.end() <= start:
                between = self.text[hedge.end() : start]
            elif also_after and hedge.start() >= end:
                between = self.text[end : hedge.start()]
            else:
                continue
            if not _JOIN.search(between):
                return True
        return False
