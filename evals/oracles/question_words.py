"""What a question asks for, by rough words of three languages, and which kinds of statements can answer it.

The table is the suite's own: it knows nothing of how the product reads a question or of what it lets a statement
answer. It is rough on purpose. A word asks for a group of kinds, of which one must be said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNKNOWN = ("unknown.", "conflict.", "search.none", "lookup.", "order.without_cashback", "card.worth_withheld")
_POSITION = ("position.", "benefit.position", "total.", "answer.", "orders.", "remaining.", "granted.", "promised.")
_INSTALLMENTS = ("installments.", "installment.", "days.", "claim.is_installment", "item.part_of_installment")
_REASONS = ("reason.", "items.", "item.", "card.", "failure.", "reversal.", "excess.", "cancellation.", "next.")


@dataclass(frozen=True)
class Asked:
    """One thing that a question can ask for: the words, and the beginnings of the kinds that answer it."""

    name: str
    words: re.Pattern[str]
    kinds: tuple[str, ...]


def _asked(name: str, words: str, *kinds: str) -> Asked:
    return Asked(name, re.compile(words, re.IGNORECASE), (*kinds, *_UNKNOWN))


ASKED = (
    _asked(
        "why",
        r"\bwhy\b|\bky(?:u|o|oo)n?\b|क्यों",
        *_REASONS,
        "installments.per_shipment",
        "approved.text",
        "claim.",
        "position.complete",
        "answer.",
        "cards.",
    ),
    _asked(
        "when it comes",
        r"\bwhen will\b|\bkab (?:tak )?(?:mil|aa)[a-z]*ga\b|कब (?:तक )?(?:मिलेगा|आएगा|आयेगा)",
        *_REASONS,
        "answer.",
        "position.",
        "benefit.",
    ),
    _asked(
        "when it came",
        r"\bwhen (?:did|was|were)\b|\bkab (?:mila|aaya|aya|hua|issue)\b|कब (?:मिला|आया|आईं|हुआ|मिली)",
        *_INSTALLMENTS,
        "record.created",
        "reversal.",
        "reason.",
        "card.",
        "failure.",
        "cards.",
        "position.none_yet",
    ),
    _asked(
        "gift cards",
        r"\b(?:which|kaun ?s[ae]|kis|what) (?:\w+ )?gift ?cards?\b|कि(?:स|न) गिफ्ट कार्ड",
        "cards.",
        *_INSTALLMENTS,
        "position.none_yet",
        "card.",
    ),
    _asked(
        "what remains",
        r"\b(?:how much|what|kitna|kitne).{0,30}\b(?:left|remain\w*|pending|ba+ki|outstanding)\b|कितना.{0,20}बाकी",
        *_POSITION,
        "benefit.",
        "claim.is_remaining",
        "items.",
        "reason.",
        "reversal.",
    ),
    _asked(
        "what was granted",
        r"\b(?:granted|issued|paid)\b|\bwhat happened\b|\bdid .{0,40}\bget\b|\bkitna\b.{0,30}\bmila\b|कितना.{0,20}मिला",
        *_POSITION,
        *_INSTALLMENTS,
        "benefit.",
        "claim.",
        "cards.",
    ),
    _asked("what is still due", r"\bstill (?:to come|due)\b", *_POSITION, "benefit."),
    _asked("a window", r"\bcashback\b.{0,20}\bcreated (?:on|between|in|yesterday)\b", "search.", "days."),
    _asked("a failure", r"\bfail(?:ed|ure|s)?\b|असफल|फेल", "failure.", "reason.failed", "next.raise_failed", "item."),
    _asked(
        "a cancellation",
        r"\bcancel\w*|रद्द",
        "cancellation.",
        "reason.cancelled",
        "reason.item_returned",
        "reason.cap",
        "position.closed",
        "items.",
        "item.",
        "answer.still_due",
    ),
    _asked(
        "an expiry",
        r"\bexpir\w*|\bvalid(?:ity)?\b|एक्सपायर|मान्य",
        "card.",
        "cards.validity",
        "benefit.deadline",
        "benefit.no_deadline",
        "reason.expired",
        "answer.still_due",
        "position.closed",
    ),
    _asked(
        "a reversal",
        r"\brevers\w*|\btaken back\b|\bwapas li|वापस लि",
        "reversal.",
        "installments.reversals_of_none",
        "reason.",
        "installments.",
        "approved.text",
    ),
    _asked(
        "an excess",
        r"\btwice\b|\bduplicates?\b|\btoo much\b|\bover-?issued\b|दो बार|\bdo baar\b",
        "excess.",
        "installments.",
        "next.check_excess",
        "claim.",
    ),
    _asked(
        "the promotion", r"\bwhich promotion\b|\bkaun s[ai] promotion|कौन-?\s?सा प्रमोशन", "record.promotion", "benefit."
    ),
    _asked(
        "the items", r"\bwhich items?\b|\bkaun s[ei] items?|किन आइटम", "items.", "item.", "installments.", "answer."
    ),
    _asked(
        "a number",
        r"\bhow many\b|\bkitn[ei] (?:install\w*|gift|card|order|item)|कितन[ेी] (?:किस्त|गिफ्ट|ऑर्डर)",
        "installments.",
        "cards.",
        "items.",
        "orders.",
        "order.",
        "position.",
        "search.",
        "installment.",
    ),
)


def asked_for(question: str) -> Iterator[Asked]:
    """Yield what a question asks for, as far as the table knows its words."""
    return (each for each in ASKED if each.words.search(question))
