"""Intents, refusals and follow-up questions."""

from dataclasses import replace

import pytest

from agent.reading.question import BenefitChoice, Intent, ReadingContext, RefusedRequest
from agent.reading.question_reader import read_question
from core.money import Money
from language.lexicon import ENGLISH, HINDI, HINGLISH
from statements.topics import Topic
from tests.agent.reading.settings import FOLLOW, FRESH, A, B

LISTED = replace(FRESH, listed_orders=(A, B), last_question="cashback?")


def test_reads_the_main_question() -> None:
    read = read_question(
        f"Customer says order {A} was promised 100 rupees cashback but only got 36, what happened?", FRESH
    )

    assert read.intent is Intent.EXPLAIN
    assert read.orders == (A,)
    assert read.claims == (Money(amount_minor=10000, currency="INR"), Money(amount_minor=3600, currency="INR"))
    assert (read.refusals, read.days, read.item_words) == ((), None, ())
    assert read.language == ENGLISH


@pytest.mark.parametrize(
    ("text", "intent", "refusals"),
    [
        ("hi", Intent.GREETING, ()),
        ("नमस्ते", Intent.GREETING, ()),
        ("thanks!", Intent.THANKS, ()),
        ("who won the match yesterday evening in Pune", Intent.OFF_TOPIC, (RefusedRequest.OFF_TOPIC,)),
        ("yesterday?", Intent.EXPLAIN, ()),  # a day alone may refer to cashback
        ("tell me a joke", Intent.OFF_TOPIC, (RefusedRequest.OFF_TOPIC,)),
        ("what is the customer's phone number?", Intent.OFF_TOPIC, (RefusedRequest.PERSONAL_DATA,)),
        ("please credit him 64 rupees", Intent.EXPLAIN, (RefusedRequest.WRITE,)),
        (f"was it credited for order {A}?", Intent.EXPLAIN, ()),
        (f"issue the rest for {A} and tell me what is left", Intent.EXPLAIN, (RefusedRequest.WRITE,)),
        ("गांधी जयंती पर कितना मिला", Intent.EXPLAIN, ()),
        ("what did he get on onam festival day pls tell bro", Intent.EXPLAIN, ()),
        ("how do i apply for the bank offer credit card", Intent.OFF_TOPIC, (RefusedRequest.OFF_TOPIC,)),
    ],
)
def test_intent_and_refusals(text: str, intent: Intent, refusals: tuple[RefusedRequest, ...]) -> None:
    read = read_question(text, FRESH)

    assert (read.intent, read.refusals) == (intent, refusals)


@pytest.mark.parametrize(
    "text",
    [
        "please refund it",
        "mark the remaining 64 as paid",
        "pls credit remaining amt to cx",
        "release the remaining 64",
        "baaki paisa abhi de do",
        "cb credit kar do",
        "kindly reissue the gift card",
        "कैशबैक दे दो",
        "कैशबैक जल्दी दे दो",
        "give him the rest",
        "please escalate this",
        "paisa dila dijiye",
    ],
)
def test_deeds_are_noticed(text: str) -> None:
    assert RefusedRequest.WRITE in read_question(text, FRESH).refusals


@pytest.mark.parametrize(
    "text",
    [
        "did they pay him the rest",
        "was it credited",
        "why did you not credit the customer",
        "what is the issue",
        "kitna mila",
        "15 nov wale order ka status dedo",
        "send me the details",
        "give me the last 4 of the gift cards",
    ],
)
def test_questions_about_deeds_are_none(text: str) -> None:
    assert RefusedRequest.WRITE not in read_question(text, FRESH).refusals


@pytest.mark.parametrize(
    "text",
    [
        "what is the mobile number of cx",
        "customer ka naam kya hai",
        "full gc number",
        "email id of customer",
        "give me his phone no",
        "send me his address and the cb status",
        "ग्राहक का फोन नंबर बताओ",
    ],
)
def test_requests_for_personal_data_are_noticed(text: str) -> None:
    assert RefusedRequest.PERSONAL_DATA in read_question(text, FRESH).refusals


@pytest.mark.parametrize(
    "text",
    [
        "which gift card",
        "customer called from his phone app",
        "how many cards",
        "customer name mat batao",
        "draft a mail",
    ],
)
def test_other_requests_are_not(text: str) -> None:
    assert RefusedRequest.PERSONAL_DATA not in read_question(text, FRESH).refusals


@pytest.mark.parametrize(
    ("text", "orders"),
    [("the first one", (A,)), ("2", (B,)), ("dusra wala", (B,)), ("both", (A, B)), ("171 wala", (B,)), ("पहला", (A,))],
)
def test_an_offered_order_is_chosen(text: str, orders: tuple[str, ...]) -> None:
    assert read_question(text, LISTED).orders == orders


def test_the_other_order_is_the_one_discussed_before() -> None:
    context = replace(FRESH, recent_orders=(B,), earlier_orders=(A,))

    assert read_question("and the other one?", context).orders == (A,)


def test_the_other_order_of_the_only_discussed_one_is_searched() -> None:
    read = read_question("what about the other order?", FOLLOW)

    assert (read.orders, read.wants_other) == ((), True)


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("pehle wale pe aao, wahan kitna baki", (A,)),
        ("2nd one - which items?", (B,)),
        ("which of these has money left?", (A, B)),
        ("dono ka batao", (A, B)),
        ("compare them", (A, B)),
    ],
)
@pytest.mark.parametrize(
    "context",
    [replace(FRESH, recent_orders=(A, B)), replace(FRESH, recent_orders=(B,), earlier_orders=(A,))],
    ids=["of one answer", "of two"],
)
def test_orders_are_counted_in_conversation_order(text: str, orders: tuple[str, ...], context: ReadingContext) -> None:
    assert read_question(text, context).orders == orders


def test_an_ordinal_continues_what_was_counted_before() -> None:
    scratch = replace(FOLLOW, last_question="first scratch card kab aaya")
    inst = replace(FOLLOW, last_question="first installment?")

    assert read_question("and the second one?", scratch).benefit == BenefitChoice("SCRATCH_CARD", 2)
    assert read_question("and the second one?", inst).installment == 2


def test_a_day_continues_a_question_about_issuances() -> None:
    read = read_question("aur 11 nov ko?", replace(FOLLOW, last_question="8 nov ko kitna aaya"))

    assert read.are_days_of_issue
    assert {topic.value for topic in read.topics} == {"cameOn"}


def test_the_language_is_that_of_the_question_else_of_the_one_before_else_of_the_locale() -> None:
    assert read_question("कितना मिला", FRESH).language == HINDI
    assert read_question(f"{A}?", replace(FOLLOW, last_question="kitna mila hai")).language == HINGLISH
    assert read_question(f"{A}?", replace(FRESH, locale="hi-IN")).language == HINDI


@pytest.mark.parametrize(
    ("text", "installment"),
    [
        ("he says he never received the second one", 2),
        ("did he get the first one?", 1),
        ("pehla wala nahi aaya bol raha hai", 1),
        ("and the fourth one?", 4),
        ("aakhri wala kab aaya", -1),
    ],
)
def test_an_ordinal_is_an_installment_where_one_order_was_discussed(text: str, installment: int) -> None:
    read = read_question(text, FOLLOW)

    assert read.installment == installment
    assert (read.wants_latest, read.wants_other) == (False, False)


def test_a_place_is_an_order_where_orders_were_offered() -> None:
    read = read_question("the first one", LISTED)

    assert (read.orders, read.installment) == ((A,), None)


def test_a_place_is_another_event_where_the_last_question_was_of_events() -> None:
    read = read_question("and the first one?", replace(FOLLOW, last_question="when was the second deduction"))

    assert read.topics == {Topic.REVERSAL}


@pytest.mark.parametrize(
    ("text", "context", "of_issue"),
    [
        ("diwali ke din jo cashback aaya tha wo kis order ka hai", FRESH, True),
        ("diwali ko kis order pe cashback aaya", FRESH, True),
        ("which order was the 8 nov cashback for", FRESH, True),
        ("which order did he place on 5 nov", FRESH, False),
        ("did it fail before 20 nov", FOLLOW, True),
        ("was the first one scratched before october?", FOLLOW, True),
    ],
)
def test_what_the_days_are_of(text: str, context: ReadingContext, *, of_issue: bool) -> None:
    read = read_question(text, context)

    assert read.days is not None
    assert read.are_days_of_issue == of_issue


def test_a_wish_for_a_day_opens_no_search() -> None:
    assert read_question("he wants it by diwali", FOLLOW).days is None


@pytest.mark.parametrize(
    "text",
    ["kaun sa order adhura hai", "कौन सा ऑर्डर पूरा हो गया है?", "is customer ka kitna paisa phasa hua hai"],
)
def test_what_all_orders_answer(text: str) -> None:
    assert read_question(text, FRESH).wants_all_orders


def test_what_is_left_of_the_order_at_hand_opens_no_search() -> None:
    assert not read_question("is customer ka kitna baaki hai", FOLLOW).wants_all_orders


@pytest.mark.parametrize("text", ["thanks for your help", "धन्यवाद, आपने बहुत मदद की", "shukriya, aapne bahut madad ki"])
def test_thanks_for_help_ask_for_none(text: str) -> None:
    assert read_question(text, FRESH).intent is Intent.THANKS
