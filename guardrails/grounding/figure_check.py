"""Finds the fact behind every figure of a sentence, and asks whether the words around it fit."""

import re
from collections.abc import Mapping
from decimal import Decimal

from guardrails.grounding.dates import Day
from guardrails.grounding.evidence import Evidence, date_of
from guardrails.grounding.figures import Figure, FigureKind, Mention, Noun
from guardrails.grounding.fits import date_fits, items_make_up_the_rest, money_fits
from guardrails.grounding.lexicon import DATE_CONCEPTS, Concept
from guardrails.grounding.segments import Segment, breaks_in
from guardrails.grounding.shares import is_right_share
from guardrails.grounding.verdict import GroundingCode, Rejected
from guardrails.pii import PiiType
from rewards.money import Money, exponent
from tools.result import Fact, FactKind, Label

# What makes of an amount another amount.
_ALTERED_BEFORE = re.compile(
    r"(?:\b(?:each|every)\s+(?:item|product|order|shipment|card)\b[^.;,]*|\b(?:twice|double|triple|thrice|half(?:\s+of)?|more\s+than|less\s+than|over|under|above|below|at\s+least|"
    r"at\s+most|minus|times|exceeding)\s+(?:the\s+|of\s+)?|[×/]\s?|\bx\s?|(?<=\S)\s?[<>~]\s?|(?<=\S)-)$",
    re.IGNORECASE,
)
_ALTERED_AFTER = re.compile(
    r"\s*(?:(?:\w+\s+){0,2}?(?:for|to|on)\s+(?:each|every)\b|(?:each|apiece|every|times|lakhs?|crores?|thousand|hundred|million|k|percent|or\s+more)\b|%|"
    r"per\s+(?:item|instal?lment|shipment|card|order|day|month|unit)\b)",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"\bup\s*to\s+$", re.IGNORECASE)
_NOUN_AFTER = re.compile(
    r"\s+(?:\w+\s+){0,2}?(?:(?P<items>items?|products?)|(?P<parts>instal?lments?|parts?|payments?|issuances?))\b",
    re.IGNORECASE,
)
_OPEN_ITEMS = re.compile(
    r"\b(?:remaining|open|unshipped|pending|waiting|awaiting|not|yet|still|other|rest|left)\b|n['’]t\b", re.IGNORECASE
)
_OF_ALL = re.compile(r"\bof\s+(?:the\s+|your\s+|these\s+)?$", re.IGNORECASE)
_EXACTLY = re.compile(r"\b(?:only|just|in|exactly|as|single|than|all)\s+$", re.IGNORECASE)
_DONE_ITEMS = re.compile(r"\b(?:returned|cancelled|delivered|dispatched|shipped)\b", re.IGNORECASE)
_AS_ALL = re.compile(r"\b(?:only|just|total|altogether|overall|so\s+far|until\s+now|in\s+all|sirf)\b", re.IGNORECASE)
_AS_PART = re.compile(
    r"\b(?:one|first|second|third|last|latest|recent|part|another|each|also|pehl[ai]|d[ou]+sr[ai])\b|पहल|दूसर",
    re.IGNORECASE,
)
_GIVEN = frozenset({Concept.GRANT, Concept.ISSUE})


class FigureCheck:
    """Resolves the mentions of one folded sentence; ``found`` holds the fact of each mention that has one."""

    def __init__(
        self,
        text: str,
        facts: Mapping[str, Fact],
        evidence: Evidence,
        *,
        claimed: frozenset[Figure],
        names_items: bool,
    ) -> None:
        """``names_items`` says that the text holds a name from the records as it is written there."""
        self._text = text
        self._facts = facts
        self._evidence = evidence
        self._claimed = claimed
        self._names_items = names_items
        self.found: dict[Mention, Fact] = {}

    def resolve(self, mentions: list[Mention]) -> None:
        """Find the facts of the references, before anything is asked of the words.

        Raises:
            Rejected: for a reference to nothing, or to another order than the one that the sentence names.
        """
        for mention in mentions:
            if mention.figure.kind is not FigureKind.REFERENCE:
                continue
            fact = self._facts.get(str(mention.figure.value))
            if fact is None:
                raise Rejected(GroundingCode.UNKNOWN_REFERENCE)
            if not self._evidence.is_about(fact):
                raise Rejected(GroundingCode.ORDER_MISMATCH)
            if not self._evidence.is_current(fact):
                raise Rejected(GroundingCode.STALE_FIGURE)
            self.found[mention] = fact

    @property
    def _told(self) -> set[Label]:
        return {fact.label for fact in self.found.values()}

    def is_money(self, mention: Mention) -> bool:
        fact = self.found.get(mention)
        return mention.figure.kind is FigureKind.MONEY or (fact is not None and fact.kind is FactKind.MONEY)

    def check(self, segment: Segment) -> None:
        """Hold every figure of a segment against the words there.

        Raises:
            Rejected: at the first that does not fit.
        """
        checks = {
            FigureKind.REFERENCE: self._reference,
            FigureKind.MONEY: self._money,
            FigureKind.DATE: self._date,
            FigureKind.COUNT: self._count,
            FigureKind.ORDINAL: self._ordinal,
            FigureKind.TOKEN: self._token,
            FigureKind.PERCENTAGE: self._percentage,
        }
        for mention in sorted(segment.mentions, key=lambda m: m.start):
            checks.get(mention.figure.kind, self._other)(mention, segment)

    def _reference(self, mention: Mention, segment: Segment) -> None:
        fact = self.found[mention]
        if fact.kind is FactKind.MONEY:
            self._unaltered(mention, fact)
            self._labelled(mention, fact, segment)
        elif fact.kind is FactKind.DATE:
            word = self._word_for_date(mention, segment)
            if not any(date_fits(f, word) for f in self._evidence.facts if date_of(f) == date_of(fact)):
                raise Rejected(GroundingCode.LABEL_MISMATCH)
        elif fact.kind is FactKind.COUNT:
            self._counted(mention, fact)
        elif fact.kind is FactKind.GIFT_CARD and _says_not_given(segment):
            raise Rejected(GroundingCode.LABEL_MISMATCH)

    def _labelled(self, mention: Mention, fact: Fact, segment: Segment) -> None:
        if fact.label is Label.CLAIMED:
            fits = mention in segment.reported
        elif self._is_whole(mention, segment) and fact.label in (Label.PROMISED, Label.ITEM_PROMISED):
            fits = True
        else:
            fits = self._fits(mention, fact, segment) or self._is_the_rest(fact, segment)
        if not fits:
            raise Rejected(GroundingCode.LABEL_MISMATCH)

    def _fits(self, mention: Mention, fact: Fact, segment: Segment) -> bool:
        is_told = self._is_told_apart(fact, segment)
        if not money_fits(fact, segment.concepts, self._evidence, needs_word=not is_told):
            return False
        return fact.label is not Label.INSTALLMENT or not self._is_told_as_all(mention, segment)

    def _is_told_apart(self, fact: Fact, segment: Segment) -> bool:
        """Tell whether a part is told as a part without a word for it: by its day, its gift card or its item."""
        beside = {f.label for m in segment.mentions if (f := self.found.get(m)) is not None}
        if fact.label is Label.INSTALLMENT:
            return bool(beside & {Label.ISSUED_ON, Label.GIFT_CARD})
        return fact.label is Label.ITEM_PROMISED and (self._names_items or Label.ITEM_TITLE in self._told)

    def _is_told_as_all(self, mention: Mention, segment: Segment) -> bool:
        """Tell "only [[one of two installments]]", which takes a part for the whole."""
        told = [f for m in segment.mentions if (f := self.found.get(m)) and f.label is Label.INSTALLMENT]
        total = sum(f.value.amount_minor for f in told if isinstance(f.value, Money))
        if total in self._evidence.amounts(Label.GRANTED) + self._evidence.amounts(Label.ISSUED):
            return False
        start = max((b for b in breaks_in(self._text) if b <= mention.start), default=0)
        is_bare = Concept.GRANT in segment.concepts and len(segment.mentions) == 1 and not _AS_PART.search(self._text)
        return is_bare or _AS_ALL.search(self._text, start) is not None

    def _is_the_rest(self, fact: Fact, segment: Segment) -> bool:
        """Tell whether the promises of open items are called remaining, and sum to it."""
        told = [self.found[m] for m in segment.mentions if m in self.found]
        items = [item for item in told if item.label is Label.ITEM_PROMISED]
        return (
            fact.label is Label.ITEM_PROMISED
            and segment.concepts <= {Concept.REMAIN, Concept.NOT_GIVEN}
            and items_make_up_the_rest(items, self._evidence)
        )

    def _money(self, mention: Mention, segment: Segment) -> None:
        amount = mention.figure.value
        if not isinstance(amount, Money):
            raise Rejected(GroundingCode.UNSUPPORTED_AMOUNT)
        equal = self._evidence.equal_money(amount)
        is_whole = self._is_whole(mention, segment)
        fitting = [
            fact
            for fact in equal
            if (is_whole and fact.label is Label.PROMISED)
            or (fact.label is not Label.CLAIMED and self._fits_raw(mention, fact, segment))
        ]
        if len({fact.business_reference_id for fact in fitting}) > 1:
            raise Rejected(GroundingCode.LABEL_MISMATCH)  # nobody could tell of which order it is
        claims = [fact for fact in equal if fact.label is Label.CLAIMED]
        if fitting:
            self._unaltered(mention, fitting[0])
            self.found[mention] = fitting[0]
        elif mention in segment.reported and (claims or self._is_claimed(amount)):
            if claims:
                self.found[mention] = claims[0]
        else:
            raise Rejected(GroundingCode.LABEL_MISMATCH if equal else GroundingCode.UNSUPPORTED_AMOUNT)

    def _fits_raw(self, mention: Mention, fact: Fact, segment: Segment) -> bool:
        fits = money_fits(fact, segment.concepts, self._evidence, needs_word=True)
        return fits and not (fact.label is Label.INSTALLMENT and self._is_told_as_all(mention, segment))

    def _is_claimed(self, amount: Money) -> bool:
        """Tell whether the user wrote this amount, with its currency or without."""
        plain = Decimal(amount.amount_minor) / 10 ** exponent(amount.currency)
        return any(
            claim.value == (amount if claim.kind is FigureKind.MONEY else plain)
            for claim in self._claimed
            if claim.kind in (FigureKind.MONEY, FigureKind.NUMBER, FigureKind.COUNT)
        )

    def _date(self, mention: Mention, segment: Segment) -> None:
        day = mention.figure.value
        equal = self._evidence.on_day(day) if isinstance(day, Day) else []
        word = self._word_for_date(mention, segment)
        fitting = [fact for fact in equal if date_fits(fact, word)]
        if fitting:
            if isinstance(day, Day) and day.day is not None:
                self.found[mention] = fitting[0]
        elif not (mention in segment.reported and mention.figure in self._claimed):
            raise Rejected(GroundingCode.LABEL_MISMATCH if equal else GroundingCode.UNSUPPORTED_DATE)

    def _word_for_date(self, mention: Mention, segment: Segment) -> Concept | None:
        """Give the word that a date belongs to: the nearest before it in its part, else the nearest after."""
        dated = sorted((word for word in segment.words if word.concept in DATE_CONCEPTS), key=lambda w: w.start)
        before = [word for word in dated if word.start < mention.start]
        nearest = before[-1:] or dated[:1]
        return nearest[0].concept if nearest else None

    def _counted(self, mention: Mention, fact: Fact) -> None:
        """Refuse "[[installments]] items"."""
        noun = _NOUN_AFTER.match(self._text, mention.end)
        wrong = {Label.INSTALLMENT_COUNT: "items", Label.OPEN_ITEM_COUNT: "parts"}.get(fact.label)
        if noun is not None and wrong is not None and noun[wrong]:
            raise Rejected(GroundingCode.UNSUPPORTED_COUNT)

    def _count(self, mention: Mention, segment: Segment) -> None:
        noun, number = mention.figure.noun, mention.figure.value
        if noun is None or not isinstance(number, Decimal):
            raise Rejected(GroundingCode.UNSUPPORTED_COUNT)
        right = self._right_counts(noun, mention)
        # "one installment of ₹15" is right of one among several.
        is_one_of = number == 1 and any(n > 1 for n in right) and self._is_one_of(mention, noun)
        is_reported = mention in segment.reported and mention.figure in self._claimed
        if not (number in right or is_one_of or is_reported):
            raise Rejected(GroundingCode.UNSUPPORTED_COUNT)
        shown = [fact for fact in self._evidence.count_facts(noun) if fact.value == number]
        if shown:
            self.found[mention] = shown[0]

    def _is_one_of(self, mention: Mention, noun: Noun) -> bool:
        """Tell "one installment of ₹15", which is right of one among several, from "in one installment"."""
        return noun is not Noun.ITEM and _EXACTLY.search(self._text[: mention.start]) is None

    def _right_counts(self, noun: Noun, mention: Mention) -> set[Decimal]:
        if noun is Noun.ITEM and _OF_ALL.search(self._text[: mention.start]):
            return self._evidence.counts(noun)
        if noun is Noun.ITEM and _OPEN_ITEMS.search(self._text):
            return self._evidence.open_items()
        if noun is Noun.ITEM and _DONE_ITEMS.search(self._text):
            return set()  # how many of the items shipped is in no fact
        return self._evidence.counts(noun)

    def _ordinal(self, mention: Mention, _segment: Segment) -> None:
        """Let "the 2nd installment" pass where there are as many."""
        noun, number = mention.figure.noun, mention.figure.value
        right = self._evidence.counts(noun) if noun is not None else set()
        if not isinstance(number, Decimal) or not any(number <= most for most in right):
            raise Rejected(GroundingCode.UNSUPPORTED_COUNT)

    def _token(self, mention: Mention, segment: Segment) -> None:
        """Let what the user typed be named; a gift card that is said to be issued must be one of the facts."""
        token = str(mention.figure.value)
        cards = [fact for fact in self._evidence.labelled(Label.GIFT_CARD) if fact.value == token]
        if cards:
            if _says_not_given(segment):
                raise Rejected(GroundingCode.LABEL_MISMATCH)
            self.found[mention] = cards[0]
        elif (
            token.startswith(f"<{PiiType.GIFT_CARD}_") and segment.concepts & _GIVEN and mention not in segment.reported
        ):
            raise Rejected(GroundingCode.RAW_GIFT_CARD)

    def _percentage(self, mention: Mention, segment: Segment) -> None:
        """Let the share pass that was granted or remains, as it stands: no fact could be put in its place."""
        before, after = self._text[: mention.start], self._text[mention.end :]
        concepts = {word.concept for word in segment.words} or segment.concepts
        is_altered = _ALTERED_BEFORE.search(before) or _UP_TO.search(before)
        is_part = any(m is not mention and not self.is_money(m) for m in segment.mentions)  # of a day, on a gift card
        if (
            is_altered
            or is_part
            or not is_right_share(str(mention.figure.value), (before, after), concepts, self._evidence)
        ):
            self._other(mention, segment)

    def _other(self, mention: Mention, segment: Segment) -> None:
        """Refuse what no fact can be of, unless the user said it and it is told as theirs."""
        codes = {
            FigureKind.CURRENCY: GroundingCode.UNSUPPORTED_AMOUNT,
            FigureKind.PERCENTAGE: GroundingCode.UNSUPPORTED_PERCENTAGE,
            FigureKind.GIFT_CARD: GroundingCode.RAW_GIFT_CARD,
            FigureKind.IDENTIFIER: GroundingCode.UNKNOWN_ID,
        }
        kind = mention.figure.kind
        tellable = kind in (FigureKind.PERCENTAGE, FigureKind.NUMBER) and mention.figure.value is not None
        if not (tellable and mention in segment.reported and mention.figure in self._claimed):
            raise Rejected(codes.get(kind, GroundingCode.UNSUPPORTED_NUMBER))

    def _unaltered(self, mention: Mention, fact: Fact) -> None:
        before, after = self._text[: mention.start], self._text[mention.end :]
        beyond_promise = _UP_TO.search(before) and fact.label not in (Label.PROMISED, Label.ITEM_PROMISED)
        if _ALTERED_BEFORE.search(before) or _ALTERED_AFTER.match(after) or beyond_promise:
            raise Rejected(GroundingCode.ALTERED_FIGURE)

    def _is_whole(self, mention: Mention, segment: Segment) -> bool:
        return mention in segment.wholes


def _says_not_given(segment: Segment) -> bool:
    return Concept.NOT_GIVEN in segment.concepts and not segment.concepts & _GIVEN
