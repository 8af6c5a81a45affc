"""What a question is about: its intent, the orders it names, the days, and the amounts it claims. No model is asked."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from agent.offline.dates import Days, find_days, names_impossible_day
from rewards.ids import InvalidIdentifier, fold_characters, normalise
from rewards.money import Money

_MARKETPLACE_ORDER = re.compile(r"(?<![\w-])\d{3}[\s-]{0,2}\d{7}[\s-]{0,2}\d{7}(?![\w-])")
_CUED_ORDER = re.compile(
    r"\b(?:order|transaction|txn|brf|reference|ref)(?:\s+(?:id|no|number|ref))?\s*[.:#'\"]*\s*"
    r"(?P<id>(?=[\w./'\"-]*\d)[A-Za-z0-9][\w./'\"-]{3,})",
    re.IGNORECASE,
)
_CUSTOMER = re.compile(r"\bCUST-[A-Za-z0-9]+\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?:₹|\brs\.?|\binr|\brupees)\s*(?P<before>\d[\d,]*(?:\.\d{1,2})?)"
    r"|(?<![\w.,-])(?P<after>\d[\d,]*(?:\.\d{1,2})?)\s*(?:₹|rs\b|inr\b|rupees?\b|/-|bucks\b)"
    r"|\b(?:got|received|given|promised)\s+(?:only\s+|just\s+|about\s+)?(?P<bare>\d[\d,]*(?:\.\d{1,2})?)(?![\w-])",
    re.IGNORECASE,
)
_WORDS = {
    "write": r"\b(?:credit|refund|issue|release|reverse|cancel|approve|pay|add|transfer|re-?issue|process|update|"
    r"change|increase|expire|delete)\b\s+(?:(?:him|her|them|me|the|his|this|that|it|my|a|customer)\b|₹|rs\b|\d)",
    "personal": r"\b(?:what|which|whose|where|who|give|share|send|tell|show|provide|need|want|get|find|read|can i|"
    r"may i)\b[^.!?\n]*\b(?:phone|mobile|contact|e-?mail|address|full name|name of the customer|customer'?s name|"
    r"aadhaar|pan|date of birth|dob)\b(?!\s+app)|\bfull\s+(?:gift\s*card|gc)\b",
    "topic": r"\b(?:cash\s*-?backs?|cb|rewards?|gift\s*cards?|gc|scratch\s*cards?|promo(?:tion)?s?|benefits?|points|"
    r"offers?|orders?|txns?|transactions?|installments?|instalments?|issued|issuances?|remaining|pending|promised|"
    r"granted|credited|reversed|reversals?|refund(?:ed)?|expired?|shipped|shipments?|paid|received|money|amount|"
    r"rupees|rs|paisa|paise|baaki|kitna|mila|status|history|left)\b|₹",
    "greeting": r"^\W*(?:hi+|hello|hey|namaste|namaskar|good (?:morning|afternoon|evening)|who are you|help)\b",
    "when": r"\b(?:when (?:will|do|does|can|would|is)|by when|how (?:long|soon)|tomorrow|kab)\b",
    "thanks": r"\b(?:thanks?|thank you|thx|ty|dhanyavaad|shukriya|great|perfect)\b",
    "history": r"\b(?:history|timeline|all events|every issuance|reversals?|reversed|log)\b",
}
_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _WORDS.items()}
_FEW_WORDS = 4


class Intent(StrEnum):
    EXPLAIN = "explain"  # a question about cashback
    GREETING = "greeting"
    THANKS = "thanks"
    OFF_TOPIC = "offTopic"


class Refusal(StrEnum):
    """What is asked for and cannot be given."""

    WRITE = "write"
    PERSONAL_DATA = "personalData"
    OFF_TOPIC = "offTopic"


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood of one question."""

    intent: Intent
    refusals: tuple[Refusal, ...]
    orders: tuple[str, ...]  # canonical, in order of mention
    has_malformed_order: bool
    has_impossible_day: bool
    customer_id: str | None
    days: Days | None
    claims: tuple[Money, ...]
    wants_history: bool
    asks_when: bool

    @property
    def is_unusable(self) -> bool:
        """Tell whether something was named that cannot be: to look something else up would answer another question."""
        return self.has_malformed_order or self.has_impossible_day

    def without_refusals(self) -> "Understanding":
        return replace(self, refusals=())


def understand(text: str, *, today: date, is_follow_up: bool = False) -> Understanding:
    """Read one question.

    ``today`` is the date in the zone of the person who asks. In a follow-up, where an order was spoken of before, a few
    words without a topic of their own ("and?", "why so") are still about it.
    """
    folded = fold_characters(text)
    orders, malformed = _orders(folded)
    without_ids = _MARKETPLACE_ORDER.sub(" ", _CUED_ORDER.sub(" order ", folded))
    customer = _CUSTOMER.search(folded)
    days = find_days(without_ids, today)
    about_cashback = bool(orders or malformed or days or _PATTERNS["topic"].search(without_ids))
    goes_on = is_follow_up and len(without_ids.split()) <= _FEW_WORDS
    intent = _intent(without_ids, about_cashback=about_cashback, goes_on=goes_on)
    return Understanding(
        intent=intent,
        refusals=_refusals(without_ids, intent),
        orders=orders,
        has_malformed_order=malformed,
        has_impossible_day=days is None and names_impossible_day(without_ids),
        customer_id=customer.group().upper() if customer else None,
        days=days,
        claims=_claims(without_ids),
        wants_history=bool(_PATTERNS["history"].search(without_ids)),
        asks_when=bool(_PATTERNS["when"].search(without_ids)),
    )


def _orders(text: str) -> tuple[tuple[str, ...], bool]:
    """Find order numbers: by their shape, or by the word before them; tell whether one was unusable."""
    found: dict[str, None] = {}
    malformed = False
    for match in _MARKETPLACE_ORDER.finditer(text):
        found[normalise(match.group())] = None
    for match in _CUED_ORDER.finditer(_MARKETPLACE_ORDER.sub(" ", text)):
        try:
            found[normalise(match["id"].rstrip(".'\""))] = None
        except InvalidIdentifier:
            malformed = True
    return tuple(found), malformed


def _intent(text: str, *, about_cashback: bool, goes_on: bool) -> Intent:
    if about_cashback:
        return Intent.EXPLAIN
    if _PATTERNS["greeting"].search(text):
        return Intent.GREETING
    if _PATTERNS["thanks"].search(text):
        return Intent.THANKS
    return Intent.EXPLAIN if goes_on and not _PATTERNS["personal"].search(text) else Intent.OFF_TOPIC


def _refusals(text: str, intent: Intent) -> tuple[Refusal, ...]:
    refusals = []
    if _PATTERNS["write"].search(text):
        refusals.append(Refusal.WRITE)
    if _PATTERNS["personal"].search(text):
        refusals.append(Refusal.PERSONAL_DATA)
    if intent is Intent.OFF_TOPIC and not refusals:
        refusals.append(Refusal.OFF_TOPIC)
    return tuple(refusals)


def _claims(text: str) -> tuple[Money, ...]:
    claims: dict[Money, None] = {}
    for match in _AMOUNT.finditer(text):
        number = (match["before"] or match["after"] or match["bare"]).replace(",", "")
        whole, _, fraction = number.partition(".")
        if len(whole) <= 12:
            claims[Money(amount_minor=int(whole) * 100 + int((fraction or "0").ljust(2, "0")), currency="INR")] = None
    return tuple(claims)
