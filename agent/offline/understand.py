"""What a question is about: its intent, the orders it names, the days, and the amounts it claims. No model is asked."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from agent.offline.amounts import find_claims
from agent.offline.brief import Brief
from agent.offline.dates import find_days, names_impossible_day
from agent.offline.days import Days
from agent.offline.focus import Asked, asked_of
from agent.offline.language import Language, language_of
from agent.offline.lexicon import VAGUE, WEAK, Concept
from agent.offline.normalise import Reading, read_words
from agent.offline.orders import OrderMentions, find_orders
from agent.offline.refusals import asks_for_a_deed, asks_for_personal_data, is_about_something_else
from rewards.ids import fold_characters
from rewards.money import Money

C = Concept
_CUSTOMER = re.compile(r"\bCUST-[A-Za-z0-9]+\b", re.IGNORECASE)
_TOKENS = re.compile(r"<[A-Z_]+_\d+>")
_ASKING = (C.GREETING, C.WHY, C.WHEN, C.WHICH, C.OTHER, C.TO_TELL)
_OF_A_DAY = {C.GRANTED, C.REMAINING}  # with a day these are about cashback, whatever else is said
_MOST_STRANGERS = 1  # words that nobody here knows, in a message that is taken to go on about an order
_OF_CREATION = re.compile(
    r"\b(?:transactions?|txns?|trxn?|purchased?|bought|placed|created|dated|ordered|orders?|ord|kharid\w*)\b|लेनदेन|खरीद|ऑर्डर|आर्डर"
)


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
    orders: tuple[str, ...]  # canonical, in order of mention, those that "the first one" means included
    endings: tuple[str, ...]  # the last digits of orders
    has_malformed_order: bool
    has_impossible_day: bool
    customer_id: str | None
    days: Days | None
    are_days_of_issue: bool  # "what came on 8 November": the order may be older
    may_be_days_of_issue: bool  # "cashback for 8 November": of the order, or of what came
    claims: tuple[Money, ...]
    asked: Asked
    wants_history: bool
    wants_other: bool  # "the other order": none of those spoken of last
    wants_latest: bool
    wants_both: bool
    language: Language

    @property
    def is_unusable(self) -> bool:
        """Tell whether something was named that cannot be: to look something else up would answer another question."""
        return self.has_malformed_order or self.has_impossible_day

    @property
    def asks_when(self) -> bool:
        return self.asked.asks_when_rest

    def without_refusals(self) -> "Understanding":
        return replace(self, refusals=())


def understand_in(text: str, brief: Brief) -> Understanding:
    """Read a question as one of its conversation: "the other order", "the first one", "and the second card?"."""
    read = understand(
        text,
        today=brief.today,
        is_follow_up=bool(brief.recent_orders or brief.listed_orders),
        last_question=brief.last_question,
        locale=brief.locale,
    )
    if read.orders or read.endings:
        return read
    folded = fold_characters(text)
    choices = brief.listed_orders or _spoken(brief)
    place = find_orders(folded).place
    if place is not None and place <= len(choices) and read.asked.benefit is None and read.asked.installment is None:
        return replace(read, orders=(choices[place - 1],), intent=Intent.EXPLAIN, refusals=_without_topic(read))
    if choices and read.wants_both:
        return replace(read, orders=choices, intent=Intent.EXPLAIN, refusals=_without_topic(read))
    if read.wants_other and len(brief.listed_orders) > 1:
        return replace(read, orders=brief.listed_orders[1:2], wants_other=False)  # "dusra wala" is the second of them
    if read.wants_other and brief.earlier_orders:
        return replace(read, orders=brief.earlier_orders[:1], wants_other=False)
    return read


def _spoken(brief: Brief) -> tuple[str, ...]:
    """Give the orders of which "the first one" or "both" may be said: of the last answer, else of the conversation."""
    if len(brief.recent_orders) > 1:
        return brief.recent_orders
    spoken = (*reversed(brief.earlier_orders), *brief.recent_orders)
    return spoken if len(spoken) > 1 else ()


def _without_topic(read: Understanding) -> tuple[Refusal, ...]:
    return tuple(refusal for refusal in read.refusals if refusal is not Refusal.OFF_TOPIC)


def understand(
    text: str, *, today: date, is_follow_up: bool = False, last_question: str = "", locale: str = "en-IN"
) -> Understanding:
    """Read one question.

    ``today`` is the date in the zone of the person who asks. In a follow-up, where an order was spoken of before, words
    without a topic of their own ("and?", "why so") are still about it.
    """
    folded = _TOKENS.sub(" ", fold_characters(text))
    mentions = find_orders(_CUSTOMER.sub(" ", folded))
    customer = _CUSTOMER.search(folded)
    reading = read_words(mentions.rest)
    days = find_days(mentions.rest, today)
    claims = find_claims(mentions.rest)
    intent = _intent(reading, mentions, has_days=days is not None or bool(customer), is_follow_up=is_follow_up)
    refusals = _refusals(mentions.rest, intent)
    if Refusal.WRITE in refusals and days is not None and days.last >= today:
        days = None  # of the deed, not of what is to be looked up: "send it today"
    if is_about_something_else(mentions.rest) and not (mentions.orders or mentions.endings or days):
        intent, refusals = Intent.OFF_TOPIC, (Refusal.OFF_TOPIC,)
    are_of_issue = _are_of_issue(reading, mentions, days)
    before = _asked_before(last_question) if is_follow_up else None
    asked = asked_of(reading, has_claims=bool(claims), before=before)
    return Understanding(
        intent=intent,
        refusals=refusals,
        orders=mentions.orders,
        endings=mentions.endings,
        has_malformed_order=mentions.has_malformed,
        has_impossible_day=days is None and names_impossible_day(mentions.rest),
        customer_id=customer.group().upper() if customer else None,
        days=days,
        are_days_of_issue=are_of_issue,
        may_be_days_of_issue=not are_of_issue and customer is None and _may_be_of_issue(reading, mentions, days),
        claims=claims,
        asked=asked,
        wants_history=reading.has(C.HISTORY, C.REVERSED),
        wants_other=_wants_other(reading, asked, is_follow_up=is_follow_up),
        wants_latest=reading.has(C.LATEST) and asked.installment is None,
        wants_both=reading.has(C.BOTH),
        language=_language(mentions.rest, last_question, locale),
    )


def _language(text: str, last_question: str, locale: str) -> Language:
    default = Language.HINDI if locale.startswith("hi") else Language.ENGLISH
    return language_of(text) or language_of(last_question) or default


def _asked_before(last_question: str) -> Asked:
    mentions = find_orders(fold_characters(last_question))
    return asked_of(read_words(mentions.rest), has_claims=False)


def _wants_other(reading: Reading, asked: Asked, *, is_follow_up: bool) -> bool:
    """Tell "the other order" from "the other gift card", and from a "dusra" that counts scratch cards."""
    if not reading.has(C.OTHER) or not is_follow_up or asked.benefit is not None or asked.installment is not None:
        return False
    return reading.has(C.ORDER) or not reading.has(C.GIFT_CARD, C.ITEM)


def _are_of_issue(reading: Reading, mentions: OrderMentions, days: Days | None) -> bool:
    """Tell whether the days are those of what came, not of the order: "did it come on 8 Nov"."""
    if days is None or not reading.has(C.GRANTED, C.GIFT_CARD, C.REVERSED):
        return False
    named = mentions.orders or mentions.endings
    return bool(named) or _OF_CREATION.search(mentions.rest.lower()) is None


def _may_be_of_issue(reading: Reading, mentions: OrderMentions, days: Days | None) -> bool:
    """Tell whether it is open of what the days are: "my cashback for 8 November"."""
    if days is None or mentions.orders or mentions.endings or reading.has(C.ORDER, C.CREATED, C.OTHER, C.LATEST):
        return False
    return _OF_CREATION.search(mentions.rest.lower()) is None


def _intent(reading: Reading, mentions: OrderMentions, *, has_days: bool, is_follow_up: bool) -> Intent:
    if mentions.orders or mentions.endings or mentions.has_malformed:
        return Intent.EXPLAIN
    strong = reading.all_concepts - WEAK
    if strong - VAGUE or (strong and reading.strangers <= _MOST_STRANGERS):
        return Intent.EXPLAIN
    if has_days and (reading.strangers <= _MOST_STRANGERS or strong & _OF_A_DAY):
        return Intent.EXPLAIN
    if reading.has(C.THANKS, C.ACKNOWLEDGED) and not reading.has(
        C.GREETING, C.WHY, C.WHEN, C.WHICH, C.OTHER, C.TO_TELL
    ):
        return Intent.THANKS
    if reading.has(C.GREETING):
        return Intent.GREETING
    goes_on = is_follow_up and reading.strangers <= _MOST_STRANGERS
    if goes_on or reading.all_concepts & {C.LATEST, C.BOTH, C.TO_TELL}:
        return Intent.EXPLAIN
    return Intent.OFF_TOPIC


def _refusals(text: str, intent: Intent) -> tuple[Refusal, ...]:
    refusals = []
    if asks_for_a_deed(text):
        refusals.append(Refusal.WRITE)
    if asks_for_personal_data(text):
        refusals.append(Refusal.PERSONAL_DATA)
    if intent is Intent.OFF_TOPIC and not refusals:
        refusals.append(Refusal.OFF_TOPIC)
    return tuple(refusals)
