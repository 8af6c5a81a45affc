"""What a question asks of the record: which figures, which benefit, which installment, and how short."""

import re
from dataclasses import dataclass
from enum import StrEnum

from agent.offline.lexicon import Concept
from agent.offline.normalise import Reading

C = Concept


class Focus(StrEnum):
    PROMISED = "promised"
    GRANTED = "granted"
    REMAINING = "remaining"
    WHEN = "when"  # on which days it came
    NEXT = "next"  # on which day the rest comes
    GIFT_CARD = "giftCard"
    ITEMS = "items"
    INSTALLMENTS = "installments"
    EXPIRY = "expiry"
    REVERSAL = "reversal"
    CREATED = "created"
    PROMOTION = "promotion"


@dataclass(frozen=True, slots=True)
class BenefitChoice:
    """The benefit that is meant: all of a type, or the first, second ... of it."""

    benefit_type: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """``focus`` is empty where the whole story is asked for."""

    focus: frozenset[Focus] = frozenset()
    is_short: bool = False  # "just tell me", "in one line"
    benefit: BenefitChoice | None = None
    installment: int | None = None  # the first, second ... of the installments
    asks_when_rest: bool = False


_FILL = r"(?:(?:the|a|itna|itni|ye|yeh|me|mujhe|this|his|her|it|ka|ki|ke|total|exact|इतना|मुझे|ये)\s+)*"
_ASK = (
    r"(?:tell|give|say|want|need|show|batao|bata|btao|bataiye|amount|amt|total|promised|granted|remaining|balance|pending|"
    r"figure|number|kitna|kitne|बताओ|बताइए|बता|कितना|राशि)"
)
_SHORT = re.compile(
    rf"\b(?:just|only|sirf|bas|keval)\s+{_FILL}{_ASK}\b|(?:सिर्फ|केवल|बस)\s+{_FILL}{_ASK}(?!\w)"
    r"|\b(?:bas|sirf|keval)\b.*\b(?:batao|bata|btao|bataiye)\b|\b(?:in\s+)?(?:one|single)\s+(?:line|word|sentence)\b"
    r"|\b(?:in\s+short|briefly|ek\s+(?:line|shabd)|short\s+(?:answer|me|mein))\b|\b(?:amount|amt|balance|total|figure|number)\s+only\s*$|^(?:quick|exact)\b"
)
_PARTS = {
    C.EXPIRY: Focus.EXPIRY,
    C.REVERSED: Focus.REVERSAL,
    C.INSTALLMENT: Focus.INSTALLMENTS,
    C.GIFT_CARD: Focus.GIFT_CARD,
}
_SUMS = {C.PROMISED: Focus.PROMISED, C.GRANTED: Focus.GRANTED, C.REMAINING: Focus.REMAINING}
_PROMOTION = re.compile(
    r"\b(?:which|what|kaunsa|kaunse|konsa|name of(?: the)?)\b.*\b(?:promo\w*|offer|scheme|campaign)\b"
    r"|\b(?:promo\w*|offer) (?:name|ka naam)\b|(?:किस|कौन ?सा|कौनसे).*(?:ऑफर|प्रमोशन)"
)
_PLACES = {
    **dict.fromkeys(("first", "1st", "pehla", "pehli", "pehle", "pahla", "पहला", "पहली", "पहले"), 1),
    **dict.fromkeys(("second", "2nd", "dusra", "doosra", "dusri", "doosri", "dusre", "दूसरा", "दूसरी", "दूसरे"), 2),
    **dict.fromkeys(("third", "3rd", "teesra", "teesri", "tisra", "तीसरा", "तीसरी"), 3),
    **dict.fromkeys(("fourth", "4th"), 4),
    **dict.fromkeys(("last", "latest", "aakhri", "आखिरी"), -1),
}
_TO_COME = re.compile(
    r"\b(?:eta|tat|soon|how long|tomorrow|expected|a+yega|a+ega|a+yegi|milega|milegi|hoga|kab tak)\b|[ेए]ग[ाी]"
)
_MANY_PLACES = 3  # words from "second" to what it is said of


def asked_of(reading: Reading, *, has_claims: bool, before: "Asked | None" = None) -> Asked:
    """Tell what is asked. ``before`` is what the last question of the conversation asked: "and the second?" goes on."""
    benefit, installment = _benefit(reading), _place_of(reading, C.INSTALLMENT)
    place = next((_PLACES[w] for w in reading.words if w in _PLACES), None)
    if benefit is None and installment is None and place and before and not reading.has(C.ORDER):
        benefit = BenefitChoice(before.benefit.benefit_type, place) if before.benefit else None
        installment = place if benefit is None and before.focus & {Focus.INSTALLMENTS, Focus.WHEN} else None
    focus = _focus(reading, has_claims=has_claims)
    return Asked(
        focus=frozenset(focus),
        is_short=_SHORT.search(reading.text) is not None,
        benefit=benefit,
        installment=installment,
        asks_when_rest=_asks_when_rest(reading),
    )


def _focus(reading: Reading, *, has_claims: bool) -> set[Focus]:
    """Give the parts of the record that answer; none for the whole of it."""
    if reading.has(C.WHY, C.HISTORY, C.EXCESS, C.WHERE, C.TO_TELL, C.CAP):
        return set()
    if has_claims and not reading.has(C.WHICH, C.WHEN, C.HOW_MUCH):
        return set()  # a claim is answered by the whole story
    if _asks_when_rest(reading):
        return {Focus.NEXT}
    if reading.has(C.WHEN) and reading.has(C.CREATED):
        return {Focus.CREATED}
    focus = {focus for concept, focus in _PARTS.items() if reading.has(concept)}
    if _PROMOTION.search(reading.text):
        focus.add(Focus.PROMOTION)
    if reading.has(C.ITEM) and reading.has(C.WHICH, C.REMAINING, C.HOW_MUCH):
        focus.add(Focus.ITEMS)
    if focus or reading.has(C.WHEN, C.FAILED):
        return focus | ({Focus.WHEN} if reading.has(C.WHEN) else set())
    return _sums(reading)


def _sums(reading: Reading) -> set[Focus]:
    """Give the sums that are asked for. "Did it come?" wants more than a sum: what did not come, and why."""
    if reading.has(C.GRANTED) and not reading.has(C.HOW_MUCH, C.PROMISED, C.REMAINING):
        return {Focus.GRANTED} if _SHORT.search(reading.text) else set()
    return {focus for concept, focus in _SUMS.items() if reading.has(concept)}


def _asks_when_rest(reading: Reading) -> bool:
    """Tell "when will the rest come", in which nobody asks for a day that was."""
    if not reading.has(C.TO_COME) or reading.has(C.EXPIRY):
        return False
    return reading.has(C.WHEN) or _TO_COME.search(reading.text) is not None


def _benefit(reading: Reading) -> BenefitChoice | None:
    if reading.has(C.SCRATCH_CARD):
        return BenefitChoice("SCRATCH_CARD", _place_of(reading, C.SCRATCH_CARD))
    return BenefitChoice("INSTANT_CASHBACK") if reading.has(C.INSTANT) else None


def _place_of(reading: Reading, concept: Concept) -> int | None:
    """Give the "second" that stands before what is meant: "the second scratch card"."""
    for found, place in reading.concepts:
        if found is concept:
            for word in reversed(reading.words[max(0, place - _MANY_PLACES) : place]):
                if word in _PLACES:
                    return _PLACES[word]
    return None
