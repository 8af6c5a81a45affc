"""Whether a message is about cashback at all, a greeting, thanks, or a call for a human."""

from agent.reading.order_mentions import Mentions
from agent.reading.question import Intent
from agent.reading.question_words import Words
from language.concepts import Concept

C = Concept
# By themselves these do not make a message one about cashback.
_WEAK = frozenset(
    {
        *(C.CUSTOMER, C.CREATED, C.WHEN, C.WHERE, C.WHICH, C.WHY, C.TO_COME, C.OTHER, C.LATEST, C.BOTH, C.GREETING),
        *(C.THANKS, C.ACKNOWLEDGED, C.TO_TELL, C.ASK, C.YES_NO, C.OR_NOT, C.ONLY, C.NEGATION, C.EXCLUSION, C.WANTS),
        *(C.GOES_ON, C.ITEM_OF, C.THE_ONE, C.CHANGE, C.DEED, C.DO_IT, C.PERSONAL, C.ELSEWHERE, C.CONTACTED, C.SHORT),
        *(
            C.HANDOFF,
            C.FEELINGS,
            C.CASE,
            C.HOW_MANY,
            C.DEED_OBJECT,
            C.HAND_OVER,
            C.NO_DEED,
            C.ENDING,
            C.SO_FAR,
            C.VIA,
            C.ONLY_AFTERWARDS,
            C.NUMBER,
            C.PRONOUN,
            C.TO_BE,
        ),
    }
)
# Of these one alone is not enough either: "what is the status of my flight", "send money to my friend".
_VAGUE = frozenset(
    {
        *(C.STATUS, C.HOW_MUCH, C.GRANTED, C.REMAINING, C.CAP, C.EXCESS, C.FAILED, C.ITEM, C.TOTAL, C.HAPPENED),
        *(
            C.CORRECT,
            C.COMPLETE,
            C.DUPLICATE,
            C.RETURNED,
            C.DELIVERED,
            C.SHIPMENT,
            C.INSTALLMENT,
            C.IN_PARTS,
            C.HISTORY,
        ),
        *(
            C.BREAKUP,
            C.SUMMARY,
            C.NEXT_STEP,
            C.DRAFT,
            C.COMPARE,
            C.SOURCE,
            C.CONFLICT,
            C.CANCELLED,
            C.EXPIRY,
            C.VALIDITY,
        ),
        *(
            C.DEADLINE,
            C.LARGEST,
            C.NEEDS_ACTION,
            C.SALE_NAME,
            C.PROMISED,
            C.CARD,
            C.REVERSED,
            C.WITHHELD,
            C.POINTS,
            C.INSTANT,
        ),
    }
)
_ASKING = (C.GREETING, C.WHY, C.WHEN, C.WHICH, C.OTHER, C.TO_TELL)
_OF_A_DAY = frozenset(
    {C.GRANTED, C.REMAINING, C.WITHHELD}
)  # with a day these are about cashback, whatever else is said
_BESIDE_HANDOFF = frozenset({C.CASHBACK, C.EXCESS, C.STATUS, C.CORRECT, C.ITEM, C.HAPPENED, C.FAILED})
_NOTHING_OF_OURS = frozenset(
    {C.CASHBACK, C.PROMOTION, C.CARD, C.GIFT_CARD, C.STATUS, C.HOW_MUCH, C.POINTS, C.CORRECT, C.NEXT_STEP}
)
_MOST_STRANGERS = 1  # words that nobody here knows, in a message that is taken to be about cashback
_MOST_IN_FOLLOW_UP = 3
_FEW_WORDS = 3


def intent_of(words: Words, mentions: Mentions, *, has_days: bool, is_follow_up: bool) -> Intent:
    """Return what a message is for. In a follow-up, words without a topic of their own still are about the order."""
    if mentions.names_order or mentions.has_malformed or mentions.excluded:
        return Intent.EXPLAIN
    concepts = words.concepts
    strong = concepts - _WEAK
    strangers = len(set(words.strangers.values()))
    if C.HANDOFF in concepts and not strong - _VAGUE - _BESIDE_HANDOFF and not words.amounts:
        return Intent.HANDOFF
    if C.ELSEWHERE in concepts and not strong - _NOTHING_OF_OURS and not words.amounts:
        return Intent.OFF_TOPIC
    if _is_of_ours(words, strong, strangers, has_days=has_days or bool(mentions.customers)):
        return Intent.EXPLAIN
    if words.has(C.THANKS, C.ACKNOWLEDGED) and not words.has(*_ASKING):
        return Intent.THANKS
    if C.GREETING in concepts:
        return Intent.GREETING
    if is_follow_up and _goes_on(words, strong, strangers):
        return Intent.EXPLAIN
    if concepts & {C.LATEST, C.BOTH, C.TO_TELL, C.CHANGE} or mentions.customers or mentions.card_endings:
        return Intent.EXPLAIN
    return Intent.OFF_TOPIC


def _is_of_ours(words: Words, strong: frozenset[Concept], strangers: int, *, has_days: bool) -> bool:
    if strong - _VAGUE:
        return True
    if words.amounts and (strong or any(amount.has_currency for amount in words.amounts)):
        return strangers <= _MOST_IN_FOLLOW_UP
    if strong and (strangers <= _MOST_STRANGERS or len(strong) > 2):
        return True
    return has_days and (strangers <= _MOST_STRANGERS or bool(strong & _OF_A_DAY))


def _goes_on(words: Words, strong: frozenset[Concept], strangers: int) -> bool:
    if strangers <= _MOST_STRANGERS or words.amounts:
        return True
    is_short = len(words.words) <= _FEW_WORDS + strangers
    return (
        bool(strong)
        or words.has(C.GOES_ON, C.ITEM_OF, C.CONTACTED, C.FEELINGS, C.WHY)
        or (is_short and bool(words.things))
    )
