"""Reads a question: its intent, what it names and what it asks for, without a lookup or a model."""

from dataclasses import replace

from agent.reading.asked_topics import ASIDE, asks_for_orders, asks_which_need_action, find_topics
from agent.reading.date_targets import DateTarget, find_date_target
from agent.reading.intent import asks_for_action, asks_for_personal_data, classify_intent
from agent.reading.mentions import (
    Mentions,
    find_item_words,
    find_mentions,
    find_promotion_days,
    find_promotion_positions,
)
from agent.reading.question import BenefitChoice, Intent, Question, ReadingContext, RefusedRequest
from agent.reading.question_form import (
    find_benefit,
    find_installment,
    is_last_one,
    is_short,
    is_yes_no,
    ordinal_alone,
    ordinal_before,
)
from agent.reading.question_words import QuestionWords, split_question
from agent.reading.worklist_questions import with_worklist
from core.money import Money
from language.concepts import Concept
from language.days import DayRange, Days
from language.language_detection import detect_language
from language.lexicon import ENGLISH, HINDI
from language.other_languages import detect_other_language, load_other_languages
from language.tokenizer import TokenKind
from statements.topics import Topic

C = Concept
_ISSUANCE = (C.GRANTED, C.GIFT_CARD, C.REVERSED, C.SCRATCHED)
_PROBLEMS = (C.FAILED, C.CANCELLED, C.EXPIRY)  # of the order at hand: "did it fail before 20 Nov?"
_ORDER_WORDS = (C.ORDER, C.ORDERS, C.CREATED, C.ALL_ORDERS)
_ASKS = (
    *(C.WHY, C.WHEN, C.WHERE, C.WHICH, C.HOW_MUCH, C.HOW_MANY, C.STATUS, C.TOTAL, C.OTHER, C.CONTINUATION, C.REMAINING),
    *(C.GRANTED, C.CASHBACK, C.ASK, C.SUMMARY, C.ALL_ORDERS, C.ORDERS),
)
_WHETHER_ISSUED = frozenset({Topic.GRANTED, Topic.COMPLETE, Topic.WHEN_CAME})  # "did he get the first one?"
# Events that may happen more than once: "and the first one?" means another of them.
_OF_EVENTS = frozenset({Topic.REVERSAL, Topic.FAILURE, Topic.CANCELLATION})


def read_question(text: str, context: ReadingContext) -> Question:
    """Return a question as it reads in its conversation ("the other order", "and the second card?")."""
    words = split_question(text, context)
    mentions = find_mentions(words, context)
    read = _read(words, mentions, context)
    language = detect_language(words.tokens, words.words)
    continues = (read.is_follow_up and ordinal_alone(words) is not None) or read.days is not None
    if context.last_question and (language is None or (read.is_follow_up and continues)):
        alone = replace(context, last_question="", recent_orders=(), earlier_orders=(), listed_orders=())
        last = split_question(context.last_question, alone)
        language = language or detect_language(last.tokens, last.words)
        if continues:
            read = _continue_question(words, read, _read(last, find_mentions(last, alone), alone), context)
    default = HINDI if context.locale.startswith("hi") else ENGLISH
    other = detect_other_language(words.tokens, words.words, among=context.other_languages)
    if other is not None:
        read = _in_other_language(read, other)
        language = load_other_languages().fallback.get(other)
    else:
        read = with_worklist(words, mentions, read, context)
    return _resolve_orders(replace(read, language=language or default), mentions, context)


def _in_other_language(read: Question, language: str) -> Question:
    """Return a question of whose words nothing is understood: the orders that it names can be looked up."""
    if read.orders or read.has_malformed_order:
        return replace(read, other_language=language, refusals=(), topics=frozenset())
    return Question(intent=Intent.OTHER_LANGUAGE, other_language=language, wants_handoff=read.wants_handoff)


def _read(words: QuestionWords, mentions: Mentions, context: ReadingContext) -> Question:
    is_follow_up = bool(context.recent_orders or context.listed_orders)
    promotion = find_promotion_positions(words)
    bounds = _bounds(words, mentions, promotion, is_follow_up=is_follow_up)
    days = bounds.resolve(context.today) if bounds is not None else None
    intent = classify_intent(words, mentions, has_days=days is not None, is_follow_up=is_follow_up)
    refusals = _refusals(words, intent)
    if RefusedRequest.WRITE in refusals and days is not None and days.last >= context.today:
        days = None  # the days are those of the requested action, not of a lookup: "send it today"
    are_of_issue = _are_of_issue(words, mentions, days, is_follow_up=is_follow_up)
    named = Question(
        intent=intent,
        refusals=refusals,
        orders=mentions.orders,
        excluded_orders=mentions.excluded,
        endings=mentions.endings,
        card_endings=mentions.card_endings,
        has_malformed_order=mentions.has_malformed,
        has_impossible_day=words.days.is_impossible,
        customers=mentions.customers,
        days=days,
        bounds=bounds if days is not None else None,
        are_days_of_issue=are_of_issue,
        may_be_days_of_issue=not are_of_issue and _may_be_of_issue(words, mentions, days),
        claims=_claims(words, mentions),
        promotion_words=tuple(words.words[p] for p in promotion if words.tokens[p].kind is TokenKind.WORD),
        promotion_days=find_promotion_days(words, promotion, context),
        is_follow_up=is_follow_up and not mentions.orders and not mentions.customers,
    )
    return _with_what_is_asked(words, mentions, named, find_item_words(words, promotion))


def _with_what_is_asked(words: QuestionWords, mentions: Mentions, named: Question, items: tuple[str, ...]) -> Question:
    """Return a question with what it asks for, given what it names."""
    yes_no, installment = is_yes_no(words), find_installment(words)
    if yes_no and words.has(C.ONLY, C.ONLY_AFTERWARDS) and words.has(C.REMAINING):
        items = ()  # "is the kettle the only thing left?": all that is left answers it
    topics = find_topics(
        words,
        is_yes_no=yes_no,
        has_claims=bool(named.claims),
        names_item=bool(items),
        dates_issue=named.are_days_of_issue,
    )
    is_of_all = _sums_up_a_customer(words, named) and not items
    if is_of_all:
        topics |= {Topic.TOTALS}
    is_explain = named.intent is Intent.EXPLAIN
    is_other = bool(mentions.excluded and not mentions.orders)
    return replace(
        named,
        topics=topics if is_explain else frozenset(),
        item_words=items if is_explain else (),
        benefit=find_benefit(words),
        installment=installment,
        is_yes_no=yes_no,
        has_greeting=words.has(C.GREETING),
        is_short=is_short(words),
        wants_history=words.has(C.HISTORY, C.REVERSED, C.RETURNED),
        wants_other=is_other or _wants_other(words, is_follow_up=bool(named.is_follow_up)),
        wants_latest=words.has(C.LATEST) and installment is None,
        wants_both=words.has(C.BOTH),
        wants_all_orders=is_of_all or _wants_all(words, mentions),
        wants_handoff=words.has(C.HANDOFF),
    )


def _bounds(
    words: QuestionWords, mentions: Mentions, promotion: tuple[int, ...], *, is_follow_up: bool
) -> DayRange | None:
    """Return the days in the question where they refer to cashback or an order, else None."""
    found = words.days
    if found.range is None or not set(promotion).isdisjoint(range(found.first, found.last + 1)):
        return None
    dated = find_date_target(words)
    if dated is DateTarget.OTHER:
        return None
    # "They said by 15 Nov that it will come": a future issuance is not on record for any day.
    if dated is not DateTarget.ORDER and words.has(C.TO_BE, C.TO_COME) and not words.has(C.WHEN):
        return None
    if found.range.first is None and (words.has(C.PROMISED) or (is_follow_up and words.has(C.WANTS))):
        return None  # "he wants it by Diwali"
    # "The order was placed last week" describes the order in question and asks for nothing.
    is_statement = (
        dated is DateTarget.ORDER and words.has(C.CREATED) and not words.has(*_ASKS) and "?" not in words.words
    )
    return None if is_statement and is_follow_up and not mentions.customers else found.range


def _claims(words: QuestionWords, mentions: Mentions) -> tuple[Money, ...]:
    amounts = (a.money for a in words.amounts if mentions.used_tokens.isdisjoint(range(a.first, a.last + 1)))
    return tuple(dict.fromkeys(amounts))


def _refusals(words: QuestionWords, intent: Intent) -> tuple[RefusedRequest, ...]:
    refusals = []
    if asks_for_action(words):
        refusals.append(RefusedRequest.WRITE)
    if asks_for_personal_data(words):
        refusals.append(RefusedRequest.PERSONAL_DATA)
    if intent is Intent.OFF_TOPIC and not refusals:
        refusals.append(RefusedRequest.OFF_TOPIC)
    return tuple(refusals)


def _are_of_issue(words: QuestionWords, mentions: Mentions, days: Days | None, *, is_follow_up: bool) -> bool:
    """Whether the days are those of the issuance, not of the order: "did it come on 8 Nov"."""
    if days is None:
        return False
    if _asks_for_order_of(words) and words.has(*_ISSUANCE, C.CASHBACK):
        return True
    if find_date_target(words) is DateTarget.ORDER or not words.has(*_ISSUANCE, *(_PROBLEMS if is_follow_up else ())):
        return False
    return mentions.names_order or not words.has(*_ORDER_WORDS)


def _asks_for_order_of(words: QuestionWords) -> bool:
    """Whether the question asks which order it is: "jo cashback diwali pe aaya wo kis order ka hai"."""
    orders = words.matches_of(C.ORDER)
    return not words.has(C.CREATED) and any(words.is_at(match.first - 1, C.WHICH) for match in orders)


def _may_be_of_issue(words: QuestionWords, mentions: Mentions, days: Days | None) -> bool:
    """Whether the days may be those of the order or of the issuance: "my cashback for 8 November"."""
    if days is None or mentions.names_order or mentions.customers:
        return False
    return not words.has(*_ORDER_WORDS, C.OTHER, C.LATEST)


def _wants_other(words: QuestionWords, *, is_follow_up: bool) -> bool:
    """Whether "other" means another order, not another gift card or a "dusra" that counts scratch cards."""
    if (
        not words.has(C.OTHER)
        or not is_follow_up
        or find_benefit(words) is not None
        or find_installment(words) is not None
    ):
        return False
    if all(words.word(match.last + 1).isdecimal() for match in words.matches_of(C.OTHER)):
        return False  # "where is the other 60?"
    return words.has(C.ORDER) or not words.has(C.GIFT_CARD, C.ITEM)


def _sums_up_a_customer(words: QuestionWords, named: Question) -> bool:
    """Whether the question is about all that a customer is still due: "is customer ka kitna paisa phasa hua hai"."""
    names_something = bool(
        named.orders or named.endings or named.card_endings or named.days or named.claims or named.promotion_words
    )
    asks = words.has(C.CUSTOMER) and words.has(C.HOW_MUCH) and words.has(C.REMAINING, C.WITHHELD)
    return asks and not (names_something or named.is_follow_up or words.has(C.ORDER, C.GIFT_CARD, C.SCRATCH_CARD))


def _wants_all(words: QuestionWords, mentions: Mentions) -> bool:
    """Whether the question asks for a list, a summary or totals over the case."""
    if mentions.orders:
        return False
    if words.has(C.ALL_ORDERS) or (mentions.customers and words.has(C.ORDERS, C.COMPARE, C.SUMMARY)):
        return True
    if words.has(C.SUMMARY) and words.has(C.CASE, C.ORDERS, C.CUSTOMER):
        return True
    if asks_which_need_action(words) or asks_for_orders(words):
        return True
    over_orders = (words.has(C.LARGEST) and words.has(C.ORDER)) or (
        words.has(C.LARGEST, C.HOW_MANY, C.TOTAL) and words.has(C.ORDERS)
    )
    return over_orders and not words.has(C.BOTH)


def _continue_question(words: QuestionWords, read: Question, before: Question, context: ReadingContext) -> Question:
    """Return "and the second one?" as a question about a scratch card or installment if the last question was one."""
    if read.benefit is not None or read.orders:
        return read
    asked = read.topics - ASIDE
    is_one = ordinal_before(words, C.THE_ONE) is not None or is_last_one(words)
    if asked and (asked - _WHETHER_ISSUED or not is_one):
        return read
    ordinal = ordinal_alone(words)
    if ordinal is None:
        return _continue_days(words, read, before)
    if before.benefit is not None:
        benefit = BenefitChoice(before.benefit.benefit_type, ordinal)
        return replace(read, benefit=benefit, topics=before.topics, wants_other=False, wants_latest=False)
    if before.installment is not None or Topic.INSTALLMENTS in before.topics:
        return replace(read, installment=ordinal, topics=before.topics, wants_other=False, wants_latest=False)
    if before.topics & _OF_EVENTS:
        return replace(read, topics=before.topics, wants_other=False, wants_latest=False)
    is_alone = not (context.listed_orders or _countable_orders(context) or words.has(C.ORDER))
    if is_alone and (words.has(C.GRANTED) or not words.has(C.OTHER)):
        asked_for = frozenset({Topic.INSTALLMENTS})
        return replace(read, installment=ordinal, topics=asked_for, wants_other=False, wants_latest=False)
    return read


def _continue_days(words: QuestionWords, read: Question, before: Question) -> Question:
    """Return "and on 11 Nov?" as a question about issuances on that day if the last question was one."""
    if read.days is None or not before.are_days_of_issue or find_date_target(words) is not DateTarget.OPEN:
        return read
    topics = read.topics | {Topic.CAME_ON}
    return replace(read, are_days_of_issue=True, may_be_days_of_issue=False, topics=topics)


def _resolve_orders(read: Question, mentions: Mentions, context: ReadingContext) -> Question:
    """Return the question with the orders to which "the first one", "both" or "the other one" refers."""
    if read.orders or read.endings or read.customers or read.wants_all_orders:
        return read
    choices = tuple(o for o in context.listed_orders or _countable_orders(context) if o not in read.excluded_orders)
    ordinal = mentions.ordinal
    if ordinal is not None and ordinal <= len(choices) and read.benefit is None and read.installment is None:
        return _with_orders(read, choices[ordinal - 1 : ordinal])
    compares = Topic.COMPARE in read.topics or Topic.TOTALS in read.topics
    if choices and (read.wants_both or compares):
        return _with_orders(read, choices)
    if read.excluded_orders and len(choices) == 1:
        return _with_orders(read, choices)
    if read.wants_other and len(context.listed_orders) > 1:
        return replace(
            _with_orders(read, context.listed_orders[1:2]), wants_other=False
        )  # "dusra wala" is the second of them
    if read.wants_other and context.earlier_orders:
        return replace(_with_orders(read, context.earlier_orders[:1]), wants_other=False)
    return read


def _with_orders(read: Question, orders: tuple[str, ...]) -> Question:
    refusals = tuple(refusal for refusal in read.refusals if refusal is not RefusedRequest.OFF_TOPIC)
    return replace(read, orders=orders, intent=Intent.EXPLAIN, refusals=refusals)


def _countable_orders(context: ReadingContext) -> tuple[str, ...]:
    """Return the orders among which "the first one" counts: those of the last answer, else of the conversation."""
    if len(context.recent_orders) > 1:
        return context.recent_orders
    discussed = (*reversed(context.earlier_orders), *context.recent_orders)
    return discussed if len(discussed) > 1 else ()
