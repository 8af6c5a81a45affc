"""What the offline model reads out of a question."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from agent.offline.brief import Brief
from agent.offline.understand import Intent, Refusal, Understanding, understand, understand_in

from rewards.identity import Role
from rewards.money import Money

TODAY = date(2026, 11, 23)


def _read(text: str) -> Understanding:
    return understand(text, today=TODAY)


def test_reads_the_main_question() -> None:
    read = _read(
        "Customer says order 404-1029384-5566778 was promised 100 rupees cashback but only got 36, what happened?"
    )

    assert read.intent is Intent.EXPLAIN
    assert read.orders == ("404-1029384-5566778",)
    assert read.claims == (Money(amount_minor=10000, currency="INR"), Money(amount_minor=3600, currency="INR"))
    assert read.refusals == ()
    assert read.days is None


@pytest.mark.parametrize(
    "text",
    [
        "cb on 404 1029384 5566778",
        "cb on 40410293845566778",
        "cb on 404–1029384–5566778",
        "cb on ४०४-१०२९३८४-५५६६७७८",
        "cb on ４０４-1029384-5566778",
    ],
)
def test_an_order_is_found_however_it_is_typed(text: str) -> None:
    assert _read(text).orders == ("404-1029384-5566778",)


def test_two_orders_keep_their_order_of_mention() -> None:
    read = _read("compare 404-1029384-5566778 and 171-5550123-9988776 cashback")

    assert read.orders == ("404-1029384-5566778", "171-5550123-9988776")


def test_a_reference_of_another_shape_is_found_by_the_word_before_it() -> None:
    assert _read("what happened to transaction UPI-TXN-88123?").orders == ("UPI-TXN-88123",)


@pytest.mark.parametrize("text", ["order 404/1029384", "cashback for order 40'41\"x?"])
def test_what_cannot_be_an_order_is_told_apart_from_none(text: str) -> None:
    read = _read(text)

    assert read.orders == ()
    assert read.has_malformed_order


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("promised ₹1,00,000.50", [10000050]),
        ("got Rs. 36 of Rs 100", [3600, 10000]),
        ("only received 36 so far", [3600]),
        ("36/- came", [3600]),
        ("order 404-1029384-5566778 on 12 November", []),
    ],
)
def test_claimed_amounts(text: str, amounts: list[int]) -> None:
    assert [claim.amount_minor for claim in _read(text).claims] == amounts


@pytest.mark.parametrize(
    ("text", "intent", "refusals"),
    [
        ("hi", Intent.GREETING, ()),
        ("thanks!", Intent.THANKS, ()),
        ("who won the match yesterday evening in Pune", Intent.OFF_TOPIC, (Refusal.OFF_TOPIC,)),
        ("yesterday?", Intent.EXPLAIN, ()),  # a day alone may be about cashback
        ("tell me a joke", Intent.OFF_TOPIC, (Refusal.OFF_TOPIC,)),
        ("what is the customer's phone number?", Intent.OFF_TOPIC, (Refusal.PERSONAL_DATA,)),
        ("please credit him 64 rupees", Intent.EXPLAIN, (Refusal.WRITE,)),
        ("was it credited for order 404-1029384-5566778?", Intent.EXPLAIN, ()),
        ("issue the rest for 404-1029384-5566778 and tell me what is left", Intent.EXPLAIN, (Refusal.WRITE,)),
    ],
)
def test_intent_and_refusals(text: str, intent: Intent, refusals: tuple[Refusal, ...]) -> None:
    read = _read(text)

    assert (read.intent, read.refusals) == (intent, refusals)


ZONE = ZoneInfo("Asia/Kolkata")
BRIEF = Brief(datetime(2026, 11, 23, 10, tzinfo=ZONE), ZONE, Role.SUPPORT_AGENT, "CUST-1001", "CASE-1")


@pytest.mark.parametrize(
    ("text", "orders"),
    [("the first one", ("A-1001",)), ("2", ("B-2002",)), ("dusra wala", ("B-2002",)), ("both", ("A-1001", "B-2002"))],
)
def test_an_offered_order_is_chosen(text: str, orders: tuple[str, ...]) -> None:
    assert understand_in(text, replace(BRIEF, listed_orders=("A-1001", "B-2002"))).orders == orders


def test_the_other_order_is_the_one_spoken_of_before() -> None:
    brief = replace(BRIEF, recent_orders=("B-2002",), earlier_orders=("A-1001",))

    assert understand_in("and the other one?", brief).orders == ("A-1001",)


def test_the_other_order_of_one_that_alone_was_spoken_of_is_looked_for() -> None:
    read = understand_in("what about the other order?", replace(BRIEF, recent_orders=("A-1001",)))

    assert (read.orders, read.wants_other) == ((), True)


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("pehle wale pe aao, wahan kitna baki", ("A-1001",)),
        ("2nd one - which items?", ("B-2002",)),
        ("which of these has money left?", ("A-1001", "B-2002")),
        ("dono ka batao", ("A-1001", "B-2002")),
    ],
)
@pytest.mark.parametrize(
    "brief",
    [
        replace(BRIEF, recent_orders=("A-1001", "B-2002")),
        replace(BRIEF, recent_orders=("B-2002",), earlier_orders=("A-1001",)),
    ],
    ids=["of one answer", "of two"],
)
def test_orders_are_counted_as_the_conversation_came_to_them(text: str, orders: tuple[str, ...], brief: Brief) -> None:
    assert understand_in(text, brief).orders == orders


@pytest.mark.parametrize("text", ["गांधी जयंती पर कितना मिला", "what did he get on onam festival day pls tell bro"])
def test_what_came_on_a_day_is_about_cashback_whatever_else_is_said(text: str) -> None:
    assert _read(text).intent is Intent.EXPLAIN


@pytest.mark.parametrize(
    "text", ["how do i apply for the bank offer credit card", "how can i earn more cashback", "loan offer batao"]
)
def test_what_only_sounds_like_cashback_is_the_business_of_others(text: str) -> None:
    assert _read(text).intent is Intent.OFF_TOPIC


def test_the_day_of_a_request_is_not_looked_up() -> None:
    read = _read("plz give it today only")

    assert (read.days, read.refusals) == (None, (Refusal.WRITE,))


@pytest.mark.parametrize(
    ("text", "is_of_issue", "may_be"),
    [
        ("did it come on 8 nov", True, False),
        ("what is my cashback for 8 nov", False, True),
        ("cashback of the order of 8 nov", False, False),
        ("bought on 8 nov, cashback?", False, False),
    ],
)
def test_what_the_days_are_of(text: str, *, is_of_issue: bool, may_be: bool) -> None:
    read = _read(text)

    assert (read.are_days_of_issue, read.may_be_days_of_issue) == (is_of_issue, may_be)
