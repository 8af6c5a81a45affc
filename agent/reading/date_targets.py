"""What the days in a question refer to: cashback, an order, or something that cannot be looked up."""

from enum import StrEnum

from agent.reading.question_words import QuestionWords
from language.concepts import Concept
from language.tokenizer import TokenKind

C = Concept


class DateTarget(StrEnum):
    """What happened on the days that a question names."""

    CASHBACK = "cashback"
    ORDER = "order"
    OTHER = "other"  # a delivery, a call, a wait
    OPEN = "open"  # no event is named


_OF_ORDER = (C.ORDER, C.ORDERS, C.CREATED, C.ALL_ORDERS)
_OF_CASHBACK = (
    *(C.GRANTED, C.CASHBACK, C.REVERSED, C.FAILED, C.CANCELLED, C.GIFT_CARD, C.SCRATCHED, C.SCRATCH_CARD),
    *(C.REMAINING, C.EXPIRY, C.HISTORY, C.TOTAL, C.PROMOTION, C.INSTALLMENT, C.CARD, C.DUPLICATE),
)
_OF_OTHERS = (C.DELIVERED, C.CONTACTED, C.SHIPMENT, C.RETURNED, C.FEELINGS)
_NOUNS = (C.CASHBACK, C.ORDER, C.ORDERS, C.GIFT_CARD, C.CARD, C.PROMOTION, C.ALL_ORDERS, C.SCRATCH_CARD)
_ACROSS_CLAUSE = 4  # punctuation between an event and a day counts as this many words
_NOUN = 1  # a noun loses to an event at the same distance


def find_date_target(words: QuestionWords) -> DateTarget:
    """Return what the days refer to: the event nearest to them in the same clause."""
    weights = _weights(words)
    start, end = words.days.first, words.days.last
    best: tuple[int, DateTarget] | None = None
    for match in words.concept_matches:
        kind = _kind(match.concept)
        if kind is None:
            continue
        between = (
            weights[start] - weights[match.last + 1] if match.last < start else weights[match.first] - weights[end + 1]
        )
        distance = 2 * between + (_NOUN if match.concept in _NOUNS else 0)
        if best is None or distance < best[0]:
            best = (distance, kind)
    return best[1] if best is not None else DateTarget.OPEN


def _kind(concept: Concept) -> DateTarget | None:
    if concept in _OF_OTHERS:
        return DateTarget.OTHER
    if concept in _OF_ORDER:
        return DateTarget.ORDER
    return DateTarget.CASHBACK if concept in _OF_CASHBACK else None


def _weights(words: QuestionWords) -> list[int]:
    """Return for each token the summed weight of the meaningful words and the punctuation before it."""
    weights = [0]
    for position, token in enumerate(words.tokens):
        weight = 0
        if token.kind is TokenKind.PUNCTUATION and token.text not in "-'\"":
            weight = _ACROSS_CLAUSE
        elif words.is_at(position, *_OF_ORDER, *_OF_CASHBACK, *_OF_OTHERS) or position in words.unknown_words:
            weight = 1
        weights.append(weights[-1] + weight)
    return weights
