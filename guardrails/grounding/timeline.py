"""Installments in time: first and last are so by their instants, and a total did not come on one day of several."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from guardrails.grounding.dates import ZONE
from guardrails.grounding.evidence import Evidence, records_of, scope_of
from guardrails.grounding.figures import Mention, Noun
from guardrails.grounding.segments import Segment, breaks_in
from guardrails.grounding.verdict import GroundingCode, Rejected
from tools.result import Fact, Label

_OF_ISSUANCE = (Label.INSTALLMENT, Label.ISSUED_ON, Label.GIFT_CARD)
_PLACE = re.compile(
    r"\b(?:(?P<first>first|1st|earliest|pehl[aie])|(?P<second>second|2nd|d[ou]+sr[aie])|(?P<third>third|3rd|teesr[aie])|"
    r"(?P<last>last|latest|most\s+recent|newest|final|aakhri))\b|(?P<hi_first>पहल[ाीे])|(?P<hi_second>दूसर[ाीे])|(?P<hi_third>तीसर[ाीे])"
    r"|(?P<hi_last>आखिरी|अंतिम)",
    re.IGNORECASE,
)
_RANKS = {"first": 0, "second": 1, "third": 2, "last": -1}
_AFTER_VERB = re.compile(
    r"\b(?:issued|granted|credited|paid|came|received|sent|given|is\s+the|was\s+the)\s+$", re.IGNORECASE
)
_THEN = re.compile(r"\b(?:then|followed\s+by|before|afterwards|phir)\b|फिर", re.IGNORECASE)
_BACKWARDS = re.compile(r"\bafter\b|\bpreceded\s+by\b", re.IGNORECASE)
_SPAN = re.compile(r"\b(between|from|since|as\s+of|by|until|till|up\s+to)\s+$", re.IGNORECASE)
_FROM = {"between", "from", "since"}
_PLURAL = re.compile(
    r"\b(?:both|all)\s+(?:\w+\s+)?(?:instal?lments|gift\s?cards|parts|payments)\b|\b(?:instal?lments|payments)\s+(?:were|have\s+been)\b",
    re.IGNORECASE,
)
_NTH_INSTALLMENT = re.compile(
    r"\b(?:(?P<second>second|2nd|d[ou]+sr[aie])|(?P<third>third|3rd|teesr[aie]))\s+(?:instal?lment|kist)|"
    r"(?:(?P<hi_second>दूसर[ाीे])|(?P<hi_third>तीसर[ाीे]))\s+कि(?:स्|श्)त",
    re.IGNORECASE,
)
_PLUS = re.compile(r"\s*(?:\+|\b(?:plus|and|aur)\b)\s*(?:also\s+|another\s+)?", re.IGNORECASE)
_REST_ON = re.compile(r"\b(?:rest|remainder|balance)\b[^.;,]{0,20}\bon\s+$", re.IGNORECASE)
_TOTALS = {Label.GRANTED, Label.ISSUED}
_OPEN_TOTALS = {Label.PROMISED, Label.REMAINING, Label.PENDING}
_GIVEN_AMOUNTS = _TOTALS | {Label.INSTALLMENT, Label.RECORDED, Label.REVERSED}
# "was issued first", "is the second": the word stands after what it is about.


class Timeline:
    """Knows the place of each issuance among those of its benefit."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._days = evidence.labelled(Label.ISSUED_ON)

    def check_places(self, text: str, told: Mapping[Mention, Fact]) -> None:
        """Hold "first", "second", "last" and "then" against the order of events.

        Raises:
            Rejected: for an installment, its day or its gift card in another's place.
        """
        self._check_count(text)
        self._check_sums(text, told)
        facts = sorted(((m, f) for m, f in told.items() if f.label in _OF_ISSUANCE), key=lambda pair: pair[0].start)
        if not facts:
            return
        places = list(_PLACE.finditer(text))
        breaks = breaks_in(text) if places else ()
        for index, match in enumerate(places):
            begin = max([b for b in breaks if b <= match.start()], default=0)
            end = min([b for b in breaks if b > match.start()], default=len(text))
            if _AFTER_VERB.search(text[: match.start()]):
                region = (max(begin, places[index - 1].end() if index else 0), match.start())
            else:
                region = (match.end(), min(end, places[index + 1].start() if index + 1 < len(places) else end))
            rank = _RANKS[(match.lastgroup or "").removeprefix("hi_")]
            if any(not self._has_rank(f, rank) for m, f in facts if region[0] <= m.start < region[1]):
                raise Rejected(GroundingCode.RELATION_MISMATCH)
        self._check_sequence(text, facts)

    def _check_count(self, text: str) -> None:
        """Refuse "a third installment" where there are two."""
        told = [_RANKS[(match.lastgroup or "").removeprefix("hi_")] for match in _NTH_INSTALLMENT.finditer(text)]
        if told and max(told) >= max(self._evidence.counts(Noun.INSTALLMENT), default=Decimal(0)):
            raise Rejected(GroundingCode.UNSUPPORTED_COUNT)

    def _check_sums(self, text: str, told: Mapping[Mention, Fact]) -> None:
        """Refuse a total told beside its own part, and "the rest on [[day]]", which no issuance was."""
        in_order = sorted(told, key=lambda m: m.start)
        for one, other in pairwise(in_order):
            labels = {told[one].label, told[other].label}
            is_sum = Label.INSTALLMENT in labels and bool(labels & _TOTALS) and len(labels) > 1
            if is_sum and _PLUS.fullmatch(text[one.end : other.start]):
                raise Rejected(GroundingCode.RELATION_MISMATCH)
        for mention in in_order:
            if told[mention].label is Label.ISSUED_ON and _REST_ON.search(text[: mention.start]):
                raise Rejected(GroundingCode.RELATION_MISMATCH)

    def check_totals(self, text: str, segment: Segment, told: Mapping[Mention, Fact]) -> None:
        """Hold the days and gift cards told with a total against all of its issuances.

        Raises:
            Rejected: for "[[total]] was granted on [[one day of several]]", and for what remains told with either.
        """
        facts = {m: told[m] for m in segment.mentions if m in told}
        labels = {fact.label for fact in facts.values()}
        if labels & _OPEN_TOTALS and not labels & _GIVEN_AMOUNTS and labels & {Label.ISSUED_ON, Label.GIFT_CARD}:
            raise Rejected(GroundingCode.RELATION_MISMATCH)
        is_of_all = bool(labels & _TOTALS) or bool(segment.mentions and _PLURAL.search(text))
        if not is_of_all or labels & {Label.INSTALLMENT, Label.RECORDED}:
            return
        for label in (Label.ISSUED_ON, Label.GIFT_CARD):
            some = {m: f for m, f in facts.items() if f.label is label}
            if some and not any(_PLACE.search(text[: m.start]) for m in some) and not self._are_all(text, some):
                raise Rejected(GroundingCode.RELATION_MISMATCH)

    def _are_all(self, text: str, some: Mapping[Mention, Fact]) -> bool:
        """Tell whether these are all days, or all gift cards, of the issuances, or a span of days that holds all."""
        first = next(iter(some.values()))
        alike = [
            f for f in self._evidence.labelled(first.label) if f.business_reference_id == first.business_reference_id
        ]
        wanted = [f for f in alike if f.benefit_id == first.benefit_id]
        if first.label is Label.GIFT_CARD:
            return {f.value for f in wanted} <= {f.value for f in some.values()}
        days, told = sorted(map(_day, wanted)), sorted(map(_day, some.values()))
        spans = {match.group(1).lower() for m in some if (match := _SPAN.search(text[: m.start]))}
        if not spans:
            return set(days) <= set(told)
        reaches_first = not spans & _FROM or told[0] <= days[0]
        return reaches_first and (not spans - {"from", "since"} or told[-1] >= days[-1])

    def _check_sequence(self, text: str, facts: list[tuple[Mention, Fact]]) -> None:
        amounts = [(m, self._ranks(f)) for m, f in facts if f.label is Label.INSTALLMENT]
        for (one, before), (other, after) in pairwise(amounts):
            between = text[one.end : other.start]
            pair = (before, after) if _THEN.search(between) else (after, before) if _BACKWARDS.search(between) else None
            if pair and all(pair) and min(pair[0]) >= max(pair[1]):
                raise Rejected(GroundingCode.RELATION_MISMATCH)

    def _has_rank(self, fact: Fact, rank: int) -> bool:
        instants = self._instants(fact)
        ranks = self._ranks(fact)
        wanted = len(instants) - 1 if rank < 0 else rank
        return not ranks or wanted in ranks

    def _ranks(self, fact: Fact) -> set[int]:
        """Give the places of the issuances that have this value; none where their days are not known."""
        instants = self._instants(fact)
        alike = [f for f in self._evidence.same_scope(fact, fact.label) if f.display == fact.display]
        own = {
            _instant(day)
            for day in self._days
            for one in alike
            if scope_of(day) == scope_of(fact) and records_of(day) & records_of(one)
        }
        return {index for index, instant in enumerate(instants) if instant in own}

    def _instants(self, fact: Fact) -> list[datetime]:
        return sorted(_instant(day) for day in self._evidence.same_scope(fact, Label.ISSUED_ON))


def _day(fact: Fact) -> date:
    return _instant(fact).astimezone(ZONE).date()


def _instant(day: Fact) -> datetime:
    return datetime.fromisoformat(str(day.value))
