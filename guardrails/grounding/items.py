"""Items in a sentence: what is said of one must be true of that one, not merely of some item of the order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from guardrails.grounding.evidence import Evidence, records_of
from guardrails.grounding.figures import Mention
from guardrails.grounding.lexicon import Concept, Word
from guardrails.grounding.segments import breaks_in
from guardrails.grounding.verdict import GroundingCode, Rejected
from rewards.contract import Reason
from tools.result import Fact, FactKind, Label


class _Said(Enum):
    OPEN = auto()
    SHIPPED = auto()
    GIVEN = auto()
    CHANGED = auto()  # returned, cancelled, failed: of which item is in no fact


_NOT_SHIPPED = re.compile(
    r"(?:\bnot|n['’]t|\bnever)\s+(?:\w+\s+)?(?:been\s+)?(?:shipp?(?:ed|ing)?|dispatch(?:ed)?)\b|\bunshipped\b|"
    r"\ba?waiting\b|\byet\s+to\s+(?:be\s+)?(?:ship|dispatch)|\bship\s+nah|शिप\s+नहीं",
    re.IGNORECASE,
)
_SHIPPED = re.compile(
    r"\b(?:has|have|was|were|been|already|is|are|and)\s+(?:\w+\s+)?(?:shipped|dispatched)\b|\bship\s+h[ou]|शिप\s+हो",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:returned|cancel(?:l?ed)?|failed|expired|delivered|reversed|wapas)\b|वापस|रद्द", re.IGNORECASE
)
_OF_AN_ISSUANCE = re.compile(
    r"\b(?:first|second|third|last|latest)\s+(?:instal?lment|shipment|gift\s?card|part)\b", re.IGNORECASE
)
_BY_CONCEPT = {
    Concept.REMAIN: _Said.OPEN,
    Concept.PENDING: _Said.OPEN,
    Concept.NOT_GIVEN: _Said.OPEN,
    Concept.GRANT: _Said.GIVEN,
    Concept.ISSUE: _Said.GIVEN,
}
_AND = re.compile(
    r"(?:,|\b(?:and|aur|with|which)\b|और)[\s,]*(?:(?:and|the|only|remaining|rest|balance|is)\b[\s,]*)*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Predicate:
    start: int
    end: int
    said: _Said


class ItemCheck:
    """Holds the items of a sentence against what it says of them. ``told`` has titles and figures where they stand."""

    def __init__(self, text: str, told: Mapping[Mention, Fact], words: list[Word], evidence: Evidence) -> None:
        self._text = text
        self._evidence = evidence
        self._titles = sorted((m for m, f in told.items() if f.label is Label.ITEM_TITLE), key=lambda m: m.start)
        self._money = sorted(
            m.start for m, f in told.items() if f.kind is FactKind.MONEY and f.label is not Label.ITEM_PROMISED
        )
        self._told = told
        self._predicates = _predicates(text, words) if self._titles else []
        self._breaks = (*breaks_in(text), len(text) + 1) if self._titles else ()

    def run(self) -> None:
        """Go through the items.

        Raises:
            Rejected: at the first of which something is said that its own record does not hold.
        """
        for title in self._titles:
            for predicate in self._of(title):
                if not self._holds(self._told[title], predicate.said):
                    raise Rejected(GroundingCode.RELATION_MISMATCH)

    def _of(self, title: Mention) -> list[_Predicate]:
        """Give what is said of an item: all that follows it in its part, else the nearest before it."""
        first = max((b for b in self._breaks if b <= title.start), default=0)
        last = self._part_end(title, min(b for b in self._breaks if b > title.start))
        after = [p for p in self._predicates if title.end <= p.start < last]
        before = [p for p in self._predicates if first <= p.start < title.start]
        return after or before[-1:]

    def _part_end(self, title: Mention, last: int) -> int:
        """Give where another subject begins: a figure that is not the item's, or an item after something was said."""
        begins = [place for place in self._money if place > title.end and _AND.search(self._text[title.end : place])]
        spoken = min((p.end for p in self._predicates if p.start >= title.end), default=last)
        begins += [other.start for other in self._titles if other.start > spoken]
        return min([last, *begins])

    def _holds(self, title: Fact, said: _Said) -> bool:
        if said is _Said.CHANGED:
            return False
        alike = [fact for fact in self._evidence.labelled(Label.ITEM_TITLE) if fact.display == title.display]
        if said is _Said.GIVEN:
            return any(self._is_the_only(fact) for fact in alike)
        return any(self._is_open(fact) in (None, said is _Said.OPEN) for fact in alike)

    def _is_the_only(self, title: Fact) -> bool:
        return len(self._evidence.same_scope(title, Label.ITEM_PROMISED)) == 1 and self._is_open(title) is not True

    def _is_open(self, title: Fact) -> bool | None:
        """Tell whether an item has not shipped; None where the facts do not say which items those are.

        An item's record ends with its shipment. Where as many are without one as items are open, those are they.
        """
        items = self._evidence.same_scope(title, Label.ITEM_PROMISED)
        unshipped = [item for item in items if _is_without_shipment(item)]
        counts = [fact.value for fact in self._evidence.same_scope(title, Label.OPEN_ITEM_COUNT)] or [0]
        # One that has shipped and waits for its cashback is open too, and its shipment may not be on record.
        if counts != [len(unshipped)] or self._evidence.has_reason(Reason.ISSUANCE_PENDING):
            return None if self._evidence.has_reason(Reason.AWAITING_SHIPMENT) else False
        return any(records_of(item) & records_of(title) for item in unshipped)


def _is_without_shipment(item: Fact) -> bool:
    return all(source.record_id.endswith("#") for source in item.sources)


def _predicates(text: str, words: list[Word]) -> list[_Predicate]:
    found = [_Predicate(*m.span(), _Said.OPEN) for m in _NOT_SHIPPED.finditer(text)]
    found += [
        _Predicate(*m.span(), _Said.SHIPPED)
        for m in _SHIPPED.finditer(text)
        if not any(p.start < m.end() and m.start() < p.end for p in found)
    ]
    found += [_Predicate(*m.span(), _Said.GIVEN) for m in _OF_AN_ISSUANCE.finditer(text)]
    found += [_Predicate(*m.span(), _Said.CHANGED) for m in _CHANGED.finditer(text)]
    found += [_Predicate(w.start, w.end, _BY_CONCEPT[w.concept]) for w in words if w.concept in _BY_CONCEPT]
    return sorted(found, key=lambda p: p.start)
