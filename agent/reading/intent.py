"""What a message is for: a question about cashback, a greeting, thanks, a handoff; and what it asks for in vain."""

from agent.reading.mentions import Mentions
from agent.reading.question import Intent
from agent.reading.question_words import SENTENCE_ENDS, QuestionWords
from language.concepts import Concept
from language.tokenizer import TokenKind

C = Concept
# On their own, these concepts do not make a message one about cashback.
_WEAK = frozenset(
    {
        *(
            C.CUSTOMER,
            C.CUSTOMERS,
            C.CREATED,
            C.WHEN,
            C.WHERE,
            C.WHICH,
            C.WHY,
            C.TO_COME,
            C.OTHER,
            C.LATEST,
            C.BOTH,
            C.GREETING,
        ),
        *(C.THANKS, C.ACKNOWLEDGED, C.TO_TELL, C.ASK, C.YES_NO, C.OR_NOT, C.ONLY, C.NEGATION, C.EXCLUSION, C.WANTS),
        *(C.CONTINUATION, C.ITEM_OF, C.THE_ONE, C.CHANGE, C.ACTION, C.IMPERATIVE, C.PERSONAL, C.ELSEWHERE, C.SHORT),
        *(C.CONTACTED, C.HANDOFF, C.FEELINGS, C.CASE, C.HOW_MANY, C.ACTION_OBJECT, C.HAND_OVER, C.ACTION_QUESTION),
        *(C.ENDING, C.SO_FAR, C.VIA, C.ONLY_AFTERWARDS, C.NUMBER, C.PRONOUN, C.TO_BE),
    }
)
# One of these alone is not enough either: "what is the status of my flight", "send money to my friend".
_VAGUE = frozenset(
    {
        *(C.STATUS, C.HOW_MUCH, C.GRANTED, C.REMAINING, C.CAP, C.EXCESS, C.FAILED, C.ITEM, C.TOTAL, C.HAPPENED),
        *(C.CORRECT, C.COMPLETE, C.DUPLICATE, C.RETURNED, C.DELIVERED, C.SHIPMENT, C.INSTALLMENT, C.IN_PARTS),
        *(C.HISTORY, C.BREAKUP, C.SUMMARY, C.NEXT_STEP, C.DRAFT, C.COMPARE, C.SOURCE, C.CONFLICT, C.CANCELLED),
        *(C.EXPIRY, C.VALIDITY, C.DEADLINE, C.LARGEST, C.NEEDS_ACTION, C.SALE_NAME, C.PROMISED, C.CARD, C.REVERSED),
        *(C.WITHHELD, C.POINTS, C.INSTANT),
    }
)
_ASKING = (C.GREETING, C.WHY, C.WHEN, C.WHICH, C.OTHER, C.TO_TELL)
_OF_A_DAY = frozenset(
    {C.GRANTED, C.REMAINING, C.WITHHELD}
)  # with a day these are about cashback, whatever else the message contains
_BESIDE_HANDOFF = frozenset({C.CASHBACK, C.EXCESS, C.STATUS, C.CORRECT, C.ITEM, C.HAPPENED, C.FAILED})
_ALSO_ELSEWHERE = frozenset(
    {C.CASHBACK, C.PROMOTION, C.CARD, C.GIFT_CARD, C.STATUS, C.HOW_MUCH, C.POINTS, C.CORRECT, C.NEXT_STEP}
)
_MAX_UNKNOWN = 1  # unknown words in a message that is taken to be about cashback
_MAX_IN_FOLLOW_UP = 3
_FEW_WORDS = 3


_BEFORE = 4  # words before an action that may make it a question
_ASKED_WITHIN = 8
_MONEY_AFTER = (C.REMAINING, C.CASHBACK, C.HOW_MUCH, C.GIFT_CARD, C.TOTAL)
_INFORMATION = (C.STATUS, C.BREAKUP, C.HISTORY, C.SUMMARY, C.WHEN, C.SOURCE, C.DRAFT, C.WHY, C.TO_TELL)


def classify_intent(words: QuestionWords, mentions: Mentions, *, has_days: bool, is_follow_up: bool) -> Intent:
    """Return the intent of a message. In a follow-up, words without a topic are taken to be about the order."""
    if mentions.names_order or mentions.has_malformed or mentions.excluded:
        return Intent.EXPLAIN
    concepts = words.concepts
    strong = concepts - _WEAK
    unknown_words = len(set(words.unknown_words.values()))
    if C.HANDOFF in concepts and not strong - _VAGUE - _BESIDE_HANDOFF and not words.amounts:
        return Intent.HANDOFF
    if C.ELSEWHERE in concepts and not strong - _ALSO_ELSEWHERE and not words.amounts:
        return Intent.OFF_TOPIC
    if _is_about_cashback(words, strong, unknown_words, has_days=has_days or bool(mentions.customers)):
        return Intent.EXPLAIN
    if words.has(C.THANKS, C.ACKNOWLEDGED) and not words.has(*_ASKING):
        return Intent.THANKS
    if C.GREETING in concepts:
        return Intent.GREETING
    if is_follow_up and _is_continuation(words, strong, unknown_words):
        return Intent.EXPLAIN
    if concepts & {C.LATEST, C.BOTH, C.TO_TELL, C.CHANGE} or mentions.customers or mentions.card_endings:
        return Intent.EXPLAIN
    return Intent.OFF_TOPIC


def _is_about_cashback(words: QuestionWords, strong: frozenset[Concept], unknown_words: int, *, has_days: bool) -> bool:
    if strong - _VAGUE:
        return True
    if words.amounts and (strong or any(amount.has_currency for amount in words.amounts)):
        return unknown_words <= _MAX_IN_FOLLOW_UP
    if strong and (unknown_words <= _MAX_UNKNOWN or len(strong) > 2):
        return True
    return has_days and (unknown_words <= _MAX_UNKNOWN or bool(strong & _OF_A_DAY))


def _is_continuation(words: QuestionWords, strong: frozenset[Concept], unknown_words: int) -> bool:
    if unknown_words <= _MAX_UNKNOWN or words.amounts:
        return True
    is_short = len(words.words) <= _FEW_WORDS + unknown_words
    return (
        bool(strong)
        or words.has(C.CONTINUATION, C.ITEM_OF, C.CONTACTED, C.FEELINGS, C.WHY)
        or (is_short and bool(words.product_words))
    )


def asks_for_action(words: QuestionWords) -> bool:
    """Whether a message asks for something to be issued, changed or sent, which the service never does."""
    return any(_is_action_request(words, match.first, match.last) for match in words.matches_of(C.ACTION))


def _is_action_request(words: QuestionWords, first: int, last: int) -> bool:
    if _is_asked_about(words, first):
        return False
    after = last + 1
    if words.is_at(after, C.IMPERATIVE) or words.is_at(last, C.IMPERATIVE):
        return not _is_for_information(words, first)
    if words.is_filler(after) and words.is_at(after + 1, C.IMPERATIVE):
        return True
    if words.is_at(first, C.HAND_OVER):
        return _hands_over_money(words, after)
    return words.is_at(after, C.ACTION_OBJECT) or _is_sum(words, after)


def _is_for_information(words: QuestionWords, position: int) -> bool:
    """Whether what is to be given is information: "status de do"."""
    return any(words.is_at(back, *_INFORMATION) for back in range(position - 3, position))


def _hands_over_money(words: QuestionWords, position: int) -> bool:
    """Whether what is to be given is money: "give him the rest", "send it", but not "send me the details"."""
    if words.is_at(position, C.PRONOUN):
        return not words.is_at(position + 1, C.STATUS, C.HISTORY, C.DRAFT)
    for _ in range(3):
        if words.is_at(position, *_MONEY_AFTER) and not words.is_at(
            position + 1, C.STATUS, C.HISTORY, C.BREAKUP, C.WHEN
        ):
            return True
        if _is_sum(words, position):
            return True
        if not words.is_at(position, C.ACTION_OBJECT, C.CUSTOMER):
            return False
        position += 1
    return False


def _is_sum(words: QuestionWords, position: int) -> bool:
    return position in words.currency_positions or (
        position < len(words.tokens) and words.tokens[position].kind is TokenKind.NUMBER
    )


def _is_asked_about(words: QuestionWords, position: int) -> bool:
    """Whether words before an action ask what happened: "did they pay him", "why did you not credit it"."""
    for back in range(position - 1, max(-1, position - 1 - _BEFORE), -1):
        if words.word(back) in SENTENCE_ENDS or words.word(back) == ",":
            return False
        if words.is_at(back, C.ACTION_QUESTION):
            return True
    return False


def asks_for_personal_data(words: QuestionWords) -> bool:
    """Whether a message asks for a customer's name, address or numbers, or for a full gift-card number."""
    return any(_is_asked_for(words, match.first, match.last) for match in words.matches_of(C.PERSONAL))


def _is_asked_for(words: QuestionWords, first: int, last: int) -> bool:
    if words.is_at(first - 1, C.VIA) and not words.is_at(last + 1, C.ASK):
        return False
    whose = last + 1
    while words.is_at(whose, C.ITEM_OF) or (whose > last + 1 and words.word(whose) == "the"):
        whose += 1
    if whose > last + 1 and words.is_at(whose, C.CUSTOMER):
        return True
    if last > first and not words.is_at(first, C.ASK):
        return not _is_negated(words, first)
    if words.is_at(last + 1, C.ASK, C.IMPERATIVE) or words.is_at(last + 2, C.ASK):
        return True
    for back in range(first - 1, max(-1, first - 1 - _ASKED_WITHIN), -1):
        if words.word(back) in SENTENCE_ENDS:
            return False
        if words.is_at(back, C.ASK):
            return True
    return words.is_at(first - 1, C.CUSTOMER) and words.is_at(last + 1, C.WHICH)


def _is_negated(words: QuestionWords, position: int) -> bool:
    """Whether the message says not to give it: "customer name mat batao"."""
    return words.is_at(position + 2, C.NEGATION)
