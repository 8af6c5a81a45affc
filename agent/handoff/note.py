"""What a webhook learns of a conversation that a person shall take over: references only, no text, no personal data."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import AwareDatetime

from agent.turn_events import Answer
from core.contract import Reason, WireModel

if TYPE_CHECKING:  # a turn holds its note
    from agent.conversations.conversation import Conversation

STATEMENT = "handoff"  # the kind of the statement that says that a person will take over
MAX_ORDERS = 20
OrderReference = Callable[[str], str]


class HandoffNote(WireModel):
    """A request for a person, as it is posted to the webhook.

    ``delivery_id`` is the same in every attempt. ``turns`` are the numbers of the turns, all of them to be read in the
    conversation by those who may. ``orders`` are references to the orders that it was about, latest first.
    """

    version: Literal[1] = 1
    type: Literal["handoff.requested"] = "handoff.requested"
    delivery_id: str
    requested_at: AwareDatetime
    conversation_id: str
    turn: int  # in which the person was asked for
    turns: list[int]
    language: str  # of that turn's answer
    orders: list[str]
    reasons: list[Reason]  # of what is open on these orders, as far as they were looked up


def asks_for_person(answer: Answer) -> bool:
    """Whether an answer says that a person will take over."""
    return any(span.kind == STATEMENT for span in answer.statements)


def build_note(
    conversation: "Conversation", answer: Answer, *, now: datetime, order_reference: OrderReference
) -> HandoffNote:
    """Return the note about a conversation whose latest turn, which it does not hold yet, has this answer."""
    number = conversation.next_turn
    answers = [*(turn.answer for turn in conversation.turns), answer]
    mentioned = [
        span.business_reference_id
        for each in reversed(answers)
        for span in each.statements
        if span.business_reference_id
    ]
    orders = list(dict.fromkeys([*mentioned, *conversation.orders]))[:MAX_ORDERS]
    reasons = dict.fromkeys(reason for each in answers for card in each.cashback for reason in card.reasons)
    return HandoffNote(
        delivery_id=_delivery_id(conversation.conversation_id, number),
        requested_at=now,
        conversation_id=conversation.conversation_id,
        turn=number,
        turns=list(range(1, number + 1)),
        language=answer.language,
        orders=[order_reference(order) for order in orders],
        reasons=list(reasons),
    )


def hashed_orders(secret: str) -> OrderReference:
    """Return the references of orders as keyed hashes, which only those who know both secret and order can match."""

    def reference(order: str) -> str:
        return hmac.new(secret.encode(), f"order:{order}".encode(), hashlib.sha256).hexdigest()[:32]

    return reference


def plain_orders(order: str) -> str:
    """Return an order's own number as its reference."""
    return order


def _delivery_id(conversation_id: str, turn: int) -> str:
    return f"hof_{hashlib.sha256(f'{conversation_id}/{turn}'.encode()).hexdigest()[:24]}"
