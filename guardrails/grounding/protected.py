"""What a sentence may hold digits in without stating a figure: known identifiers, and names from the records."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from guardrails.grounding.vocabulary import BOUND, FREE
from guardrails.pii.fold import fold
from tools.result import Fact, FactKind

ORDER = re.compile(r"(?<!\w)(\d{3})[- ]?(\d{7})[- ]?(\d{7})(?!\w)")
# Letters and digits joined by dashes or the like, or a long number: what could be an identifier.
IDENTIFIER = re.compile(
    r"(?<![\w-])(?=[\w:#-]*\d)"
    r"(?:\d{3}[- ]?\d{7}[- ]?\d{7}|(?=[\w:#-]*[A-Za-z])\w+(?:[-_:#]\w+)+|[A-Za-z]+\d\w*|\d{6,})(?!\w)"
)
OPENING_QUOTES = frozenset('“"')
_SHORTEST_NAME = 3
_LONGEST_PLAIN = 4  # words; a longer "name" that states something could be a sentence of its own
# Where such a name stands as a thing that is spoken of, and not as what we say.
_SPOKEN_OF = re.compile(r"(?:[\"“'‘«`]|\b(?:the|an?|items?|products?|of|for|your|their)\s+)$")


@dataclass(frozen=True, slots=True)
class _Name:
    wanted: str  # folded, in lower case
    fact: Fact


class Identifiers:
    """The identifiers that may be named: those of the facts, and those the caller knows."""

    def __init__(self, facts: Iterable[Fact], known_ids: Collection[str]) -> None:
        ids = set(known_ids)
        records: set[str] = set()
        orders: set[str] = set()
        names: dict[str, Fact] = {}
        for fact in facts:
            orders.add(fact.business_reference_id or "")
            ids |= {fact.promotion_id or "", fact.benefit_id or ""}
            records |= {source.record_id for source in fact.sources}
            if fact.kind is FactKind.TEXT and isinstance(fact.value, str):
                names.setdefault(fact.value, fact)
        folded = {fold(name).lower(): fact for name, fact in names.items()}
        # A name that is one word of everybody's ("Cashback") cannot be told from the word, and states nothing.
        self._names = [_Name(wanted, fact) for wanted, fact in folded.items() if wanted not in FREE]
        for record in records:
            ids.update(record.split("#"))
        self.orders = {_canonical(order) for order in orders if order}
        self._known = self.orders | {_canonical(known) for known in ids if known}

    def identifiers_in(self, text: str) -> list[tuple[int, int]]:
        """Give where a folded text has an identifier that it may name."""
        return [match.span() for match in IDENTIFIER.finditer(text) if _canonical(match.group()) in self._known]

    def names_in(self, text: str) -> dict[tuple[int, int], Fact]:
        """Give where a folded text writes out a name from the records, and the fact of each."""
        return dict(self._named(text))

    def orders_in(self, text: str) -> frozenset[str]:
        """Give the orders that a folded text names, also those no fact is about."""
        marketplace = {"-".join(match.groups()) for match in ORDER.finditer(text)}
        others = {_canonical(match.group()) for match in IDENTIFIER.finditer(text)} & self.orders
        return frozenset(marketplace | others)

    def _named(self, text: str) -> Iterator[tuple[tuple[int, int], Fact]]:
        lowered = text.lower()
        if len(lowered) != len(text):  # a few capitals have longer small forms; offsets would be off
            lowered = text
        for name in self._names:
            at = lowered.find(name.wanted) if len(name.wanted) >= _SHORTEST_NAME else -1
            while at >= 0:
                end = at + len(name.wanted)
                is_whole = not (lowered[at - 1 : at].isalnum() or lowered[end : end + 1].isalnum())
                if is_whole and (not _is_sentence(name.wanted) or _SPOKEN_OF.search(lowered[:at])):
                    yield (at, end), name.fact
                at = lowered.find(name.wanted, end)


def _is_sentence(name: str) -> bool:
    """Tell whether a name states something by itself: a model that obeys it would say it as its own."""
    words = re.findall(r"[^\W\d_]+", name)
    return len(words) > _LONGEST_PLAIN and not BOUND.isdisjoint(words)


def _canonical(identifier: str) -> str:
    folded = fold(identifier).strip()
    if match := ORDER.fullmatch(folded):
        return "-".join(match.groups())
    return folded.casefold()
