"""Cuts a sentence into the parts within which a word speaks of a figure.

"₹100 was promised, ₹36 granted and ₹64 remains" has three parts; "₹15 and ₹21 were granted" has one, and so has "₹100
was promised and granted", whose second verb speaks of the same figure.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from guardrails.grounding.figures import Mention
from guardrails.grounding.lexicon import MONEY_CONCEPTS, Concept, Word

# Words that begin a statement of its own.
_HARD = re.compile(
    r";|\s[-–—]+\s|—|\b(?:but|however|while|whereas|although|though|because|since\s+(?:the|your|two|an?)|so(?!\s+far)|"
    r"lekin|magar|jabki|kyunki|kyonki)\b|लेकिन|क्योंकि|[.!?।](?=\s)|\n",
    re.IGNORECASE,
)
# Words that may begin a part, if both sides have a figure and a word for it.
_SOFT = re.compile(r"[,:]|\b(?:and|aur|out\s+of|of\s+(?:the|your|a\s+total)|which|with|plus)\b|और", re.IGNORECASE)
# "₹36 of the ₹100": the second is the whole of which the first is a part, whatever became of the first.
_WHOLE = re.compile(
    r"(?:^|(?<!\ball)(?<!\bany)(?<!\brest)(?<!\bmost)(?<!\bnone)(?<!\beach)(?<!\bhalf)(?<!\bwhole)[\s,(])(?:out\s+)?of\s+"
    r"(?:(?:the|your|a|their|total|full|original|promised|eligible|of)\s+)*$",
    re.IGNORECASE,
)
_WHOLE_AFTER = re.compile(r"\s*(?:me|mein|men|mai)\s+se\b|\s*में\s+से(?!\w)", re.IGNORECASE)
_PARENTHESIS = re.compile(r"\(([^()]*)\)")
# A part with a subject of its own does not speak of the figure before it. A pronoun, or "the full amount", does.
_OWN_SUBJECT = re.compile(
    r"[\s,:]*(?:and|aur|with|plus)?\s*(?:the|an?|your|their|his|her|our|my|nothing|no|none|some|two|both|other|another|"
    r"each|every|rest|remaining|there|we|you|please|what|how|when|why|where|whether)\s+(?!(?:same|full|whole|entire|amount|sum|money|total|value|"
    r"cash\s?back)\b)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Segment:
    """Figures, and the words that speak of them. ``inherited`` counts where there is no word of its own."""

    mentions: list[Mention] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    inherited: frozenset[Concept] = frozenset()
    reported: set[Mention] = field(default_factory=set)  # told as what the user says
    wholes: frozenset[Mention] = frozenset()  # "of the ₹100": what others are a part of

    @property
    def concepts(self) -> frozenset[Concept]:
        """Give what the words say; an adjective of a mere noun yields to a stronger word."""
        strong = {word.concept for word in self.words if not word.is_weak}
        if strong & MONEY_CONCEPTS:
            return frozenset(strong)
        own = {word.concept for word in self.words}
        return frozenset(own) if own & MONEY_CONCEPTS else frozenset(own) | self.inherited

    def take(self, other: "Segment") -> None:
        self.mentions += other.mentions
        self.words += other.words


@dataclass(frozen=True, slots=True)
class _Range:
    start: int
    end: int


def breaks_in(text: str) -> tuple[int, ...]:
    """Give where statements of their own begin."""
    return tuple(match.end() for match in _HARD.finditer(text))


def segments_of(
    text: str, mentions: list[Mention], words: list[Word], *, is_money: Callable[[Mention], bool]
) -> list[Segment]:
    """Cut a folded sentence; every mention is in exactly one segment."""
    wholes = _wholes(text, [m for m in mentions if is_money(m)], words)
    bound = {word for phrase in wholes.values() for word in phrase}
    free_words = [w for w in words if w not in bound and not any(m.start < w.end and w.start < m.end for m in mentions)]
    brackets = [_Range(*match.span()) for match in _PARENTHESIS.finditer(text)]

    def outside(place: int) -> bool:
        return not any(bracket.start <= place < bracket.end for bracket in brackets)

    outer = _Cutter(
        text, [m for m in mentions if outside(m.start)], [w for w in free_words if outside(w.start)], is_money
    )
    segments = outer.cut()
    for bracket in brackets:
        inner_mentions = [m for m in mentions if bracket.start <= m.start < bracket.end]
        if inner_mentions:
            inner = [w for w in free_words if bracket.start <= w.start < bracket.end]
            host = _host(segments, bracket.start)
            inherited = host.concepts if host else frozenset()
            segments += _Cutter(text, inner_mentions, inner, is_money, inherited=inherited).cut()
    for segment in segments:
        segment.wholes = frozenset(wholes).intersection(segment.mentions)
    return segments


def _wholes(text: str, money: list[Mention], words: list[Word]) -> dict[Mention, list[Word]]:
    """Give the amounts that others are a part of, with the words of their own phrase ("of the ₹100 promised")."""
    wholes: dict[Mention, list[Word]] = {}
    for mention in money if len(money) > 1 else []:
        if phrase := _WHOLE.search(text[: mention.start]):
            wholes[mention] = [
                word
                for word in words
                if word.concept is Concept.PROMISE
                and (phrase.start() <= word.start < mention.start or not text[mention.end : word.start].strip(" "))
                and word.end > phrase.start()
            ]
        elif _WHOLE_AFTER.match(text, mention.end):  # "₹100 mein se ₹36"
            wholes[mention] = []
    return wholes


def _host(segments: list[Segment], place: int) -> Segment | None:
    """Give the segment that a bracket stands in: that of the last thing before it, else the first after it."""
    before = [(max(_places(s, before=place)), i) for i, s in enumerate(segments) if _places(s, before=place)]
    if before:
        return segments[max(before)[1]]
    return segments[0] if segments else None


def _places(segment: Segment, *, before: int) -> list[int]:
    items: list[Mention | Word] = [*segment.mentions, *segment.words]
    return [item.start for item in items if item.start < before]


class _Cutter:
    """Cuts one level of a sentence (brackets are cut by themselves)."""

    def __init__(
        self,
        text: str,
        mentions: list[Mention],
        words: list[Word],
        is_money: Callable[[Mention], bool],
        *,
        inherited: frozenset[Concept] = frozenset(),
    ) -> None:
        self._text = text
        self._items: list[Mention | Word] = sorted([*mentions, *words], key=lambda item: item.start)
        self._is_money = is_money
        self._inherited = inherited

    def cut(self) -> list[Segment]:
        segments: list[Segment] = []
        inherited = self._inherited
        for pieces in self._statements():
            reported = self._reported(pieces)
            for segment in self._joined(pieces):
                segment.inherited = inherited
                segment.reported = reported.intersection(segment.mentions)
                inherited = (segment.concepts & MONEY_CONCEPTS) or inherited
                segments.append(segment)
        return segments

    def _statements(self) -> list[list[tuple[int, Segment]]]:
        """Give per statement its pieces, each with the place where it begins."""
        hard = self._cuts(_HARD)
        soft = sorted({*hard, *self._cuts(_SOFT)})
        statements: dict[int, dict[int, Segment]] = {}
        for item in self._items:
            statement, piece = bisect_right(hard, item.start), bisect_right(soft, item.start)
            segment = statements.setdefault(statement, {}).setdefault(piece, Segment())
            if isinstance(item, Word):
                segment.words.append(item)
            else:
                segment.mentions.append(item)
        starts = [0, *soft]
        return [[(starts[i], pieces[i]) for i in sorted(pieces)] for _, pieces in sorted(statements.items())]

    def _cuts(self, pattern: re.Pattern[str]) -> list[int]:
        inside = [(item.start, item.end) for item in self._items]
        return [
            match.start()
            for match in pattern.finditer(self._text)
            if not any(start < match.end() and match.start() < end for start, end in inside)
        ]

    def _joined(self, pieces: list[tuple[int, Segment]]) -> list[Segment]:
        """Join pieces until each has an amount and a word for it; what is left over belongs to the one before."""
        joined: list[Segment] = []
        current = Segment()
        for start, piece in pieces:
            if not self._has_money(piece) and piece.words and _OWN_SUBJECT.match(self._text, start):
                joined += [segment for segment in (current, piece) if segment.mentions or segment.words]
                current = Segment()
                continue
            current.take(piece)
            if self._has_money(current) and any(_speaks(word) for word in current.words):
                joined.append(current)
                current = Segment()
        if not (current.mentions or current.words):
            return joined
        with_money = [segment for segment in joined if self._has_money(segment)]
        if with_money and with_money[-1] is joined[-1]:
            joined[-1].take(current)
        else:
            joined.append(current)
        return joined

    def _reported(self, pieces: list[tuple[int, Segment]]) -> set[Mention]:
        """Give the figures that are told as the user's: "you said you were promised ₹100 and got ₹40".

        A part that begins with a figure or a subject of its own is no longer a report, and "as you said" never was.
        """
        reported: set[Mention] = set()
        is_carried = False
        for start, piece in pieces:
            claim = next((w for w in piece.words if w.concept is Concept.CLAIM and not self._agrees(w)), None)
            if claim is not None:
                told = {m for m in piece.mentions if m.start > claim.start or self._is_relative(m, claim)}
            else:
                told = set(piece.mentions) if is_carried and not self._stands_alone(start, piece) else set()
            is_carried = bool(told)
            reported |= told
        return reported

    def _agrees(self, claim: Word) -> bool:
        return re.search(r"\bas\s+$", self._text[: claim.start], re.IGNORECASE) is not None

    def _is_relative(self, mention: Mention, claim: Word) -> bool:
        """Tell "the ₹40 that you mentioned"."""
        return bool(re.fullmatch(r"\s*(?:that\s+|which\s+)?(?:the\s+)?", self._text[mention.end : claim.start]))

    def _stands_alone(self, start: int, piece: Segment) -> bool:
        first = min((m.start for m in piece.mentions), default=len(self._text))
        leads = re.fullmatch(r"[\s,:]*(?:and|aur)?\s*(?:that\s+)?(?:only\s+)?", self._text[start:first], re.IGNORECASE)
        return leads is not None or _OWN_SUBJECT.match(self._text, start) is not None

    def _has_money(self, segment: Segment) -> bool:
        return any(self._is_money(mention) for mention in segment.mentions)


def _speaks(word: Word) -> bool:
    return word.concept in MONEY_CONCEPTS or word.concept is Concept.CLAIM
