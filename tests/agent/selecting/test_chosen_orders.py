"""Which of the orders found a question means (R12): what it says about the order decides, or the answer asks."""

from datetime import timedelta

import pytest

from agent.conversations.conversation import Conversation
from agent.finished_answer import build_answer
from agent.turn_events import Outcome
from core.contract import ExecutionV2
from core.windows import Window
from guardrails.pii.vault import Vault
from tests.agent.scene import in_progress, kinds
from tests.harness import detector
from tests.story_order import CREATED_AT, FIRST_AT, FIRST_CARD, NOW, ORDER, benefit, cashback, execution, issuance, item

KETTLE = "171-5550123-9988776"
SHOES = "402-3334445-1112223"
WINDOW = Window(start=NOW - timedelta(days=180), end=NOW)


def order(number: str, title: str, promotion: str, sums: tuple[int, int], card: str, age_days: int) -> ExecutionV2:
    promised, issued = sums
    only = benefit(
        cashback=cashback(eligible=promised, issued=issued, remaining=promised - issued),
        issuances=[issuance(f"EV-{number}", issued, card, FIRST_AT - timedelta(days=age_days), "SHP-1")],
        line_items=[item(1, title, promised, issued, "SHP-1")],
        created_at=CREATED_AT - timedelta(days=age_days),
        gift_cards=[],
    )
    made = execution(business_reference_id=number, benefit=only)
    return made.model_copy(update={"promotions": [made.promotions[0].model_copy(update={"promotion_name": promotion})]})


FOUND = (
    order(ORDER, "Desk lamp", "Festive cashback", (10000, 3600), FIRST_CARD, 0),
    order(KETTLE, "Electric kettle", "Kitchen bonus", (5000, 5000), "GC-7F3K-9Q2M-7777", 20),
    order(SHOES, "Running shoes", "Sports bonus", (20000, 2500), "GC-7F3K-9Q2M-8888", 40),
)


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("what about the order ending 9988776?", KETTLE),
        ("why is the cashback of the running shoes missing?", SHOES),
        ("cashback for the kettle?", KETTLE),
        ("the kitchen bonus promotion, has it been paid?", KETTLE),
        ("she was promised 200 rupees and got only 25", SHOES),
        ("what about gift card ending 8888?", SHOES),
        ("why is the cashback of the latest order missing?", ORDER),
    ],
)
def test_what_the_question_says_of_the_order_decides(message: str, meant: str) -> None:
    answer = in_progress(message, *FOUND, searched=WINDOW)

    assert [order.order_id for order in answer.situation.orders] == [meant]
    assert not answer.chosen.needs_input
    answer.add_offline_answer()
    assert "ask.which_order" not in kinds(answer)


def test_several_that_fit_are_choices() -> None:
    answer = in_progress("why is the cashback missing?", *FOUND, searched=WINDOW)
    answer.add_offline_answer()
    conversation = Conversation("conv", "owner", (), 1, Vault(detector()))
    whole = build_answer(answer, conversation, has_model=False)

    assert whole.outcome is Outcome.NEEDS_INPUT
    assert [choice.business_reference_id for choice in whole.choices] == [ORDER, KETTLE, SHOES]
    assert whole.choices[1].model_dump(by_alias=False) == {
        "business_reference_id": KETTLE,
        "created_on": "16 Oct 2026",
        "promotion": "Kitchen bonus",
        "promised": "₹50.00",
    }
    assert kinds(answer) == ["ask.which_order"]
    assert whole.reply_draft is None


def test_the_only_one_is_the_one_that_is_meant() -> None:
    answer = in_progress("why is the cashback missing?", FOUND[0], searched=WINDOW)

    assert not answer.chosen.needs_input
    assert answer.chosen.candidates == ()


def test_an_ending_that_no_order_has_is_reported_as_unknown() -> None:
    answer = in_progress("what about the order ending 4711?", *FOUND, searched=WINDOW)
    answer.add_offline_answer()

    assert answer.chosen.is_missing
    assert "ask.order_unknown" in kinds(answer)


def test_a_hint_that_none_fits_is_dropped() -> None:
    answer = in_progress("why is the cashback of the blue tractor missing?", *FOUND, searched=WINDOW)

    assert answer.chosen.candidates == (ORDER, KETTLE, SHOES)


@pytest.mark.parametrize("message", ["list all my orders", "how much is left in total over all orders?"])
def test_what_is_asked_over_all_orders_leaves_nothing_open(message: str) -> None:
    answer = in_progress(message, *FOUND, searched=WINDOW)

    assert not answer.chosen.needs_input
    assert len(answer.situation.orders) == 3


def test_a_named_order_is_never_asked_back_about() -> None:
    answer = in_progress(f"what is left on {ORDER} and {KETTLE}?", FOUND[0], FOUND[1])

    assert not answer.chosen.needs_input
    assert [order.order_id for order in answer.situation.orders] == [ORDER, KETTLE]
