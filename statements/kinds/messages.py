"""Statements about the message, not the record: refusals, clarifying questions, courtesy, handoff."""

from collections.abc import Callable, Iterator

from statements.asked_details import DialogueAct
from statements.kind import Family, Scope
from statements.situation import OrderScope, Situation
from statements.statement import ListSlot, Part, Slots, known_slots
from statements.topics import Topic
from tools.cards import Label

family = Family()
# A refusal may not be left out: it must be clear that the request is not carried out.
_KINDS = {
    DialogueAct.WRITE: "refusal.write",
    DialogueAct.PERSONAL_DATA: "refusal.personal_data",
    DialogueAct.OFF_TOPIC: "refusal.off_topic",
    DialogueAct.HANDOFF: "handoff",
    DialogueAct.MALFORMED_ORDER: "ask.malformed_order",
    DialogueAct.IMPOSSIBLE_DAY: "ask.impossible_day",
    DialogueAct.NO_ORDER: "ask.order",
    DialogueAct.NO_CUSTOMER: "ask.customer",
    DialogueAct.ORDER_UNKNOWN: "ask.order_unknown",
    DialogueAct.GREETING: "courtesy.greeting",
    DialogueAct.THANKS: "courtesy.thanks",
    DialogueAct.UPSET: "courtesy.sympathy",
}
_OPTIONAL = {"courtesy.sympathy"}


def _when(act: DialogueAct) -> Callable[[Situation], Iterator[Slots]]:
    def proof(situation: Situation) -> Iterator[Slots]:
        is_beside_a_lookup = act is DialogueAct.GREETING and bool(situation.outcomes)  # then ``courtesy.hello`` is used
        if act in situation.asked.acts and not is_beside_a_lookup:
            yield {}

    return proof


for _act, _name in _KINDS.items():
    _topics = (Topic.FEELINGS,) if _act is DialogueAct.UPSET else ()
    family.kind(_name, Scope.TURN, *_topics, must_say=_name not in _OPTIONAL)(_when(_act))


@family.kind("lead.worklist", Scope.TURN, audience="staff", must_say=True)
def worklist(situation: Situation) -> Iterator[Slots]:
    """A question over customers: where a lead looks."""
    if DialogueAct.WORKLIST in situation.asked.acts:
        yield {}


@family.kind("ask.which_order", Scope.TURN, must_say=True)
def which_order(situation: Situation) -> Iterator[Slots]:
    """Several orders match: what distinguishes them, one line each."""
    by_id = {order.order_id: order for order in situation.orders}
    choices = [by_id[order] for order in situation.asked.candidates if order in by_id]
    if len(choices) > 1:
        yield {"lines": ListSlot(tuple(Part("choice", choice_slots(order)) for order in choices), "lines")}


def choice_slots(order: OrderScope) -> Slots:
    """Return what distinguishes an order from others: its day, its promotion and the promised sum."""
    created = next((slot for b in order.benefits if (slot := b.fact(Label.CREATED_ON))), None)
    promised = order.total(0, Label.PROMISED) if len(order.found.totals) == 1 else None
    if promised is None and len(order.record.benefits) == 1 and not order.benefits[0].is_withheld:
        promised = order.benefits[0].fact(Label.PROMISED)
    return {**order.name_slots, **known_slots(created=created, promotion=order.promotion, promised=promised)}


@family.kind("courtesy.hello", Scope.TURN)
def short_greeting(situation: Situation) -> Iterator[Slots]:
    """A greeting before a clarifying question."""
    if DialogueAct.GREETING in situation.asked.acts and situation.outcomes:
        yield {}


@family.kind("ask.again", Scope.TURN)
def again(situation: Situation) -> Iterator[Slots]:
    """The last resort where nothing else answers and no order was found."""
    if not situation.orders:
        yield {}


@family.kind("courtesy.anything_else", Scope.TURN)
def anything_else(situation: Situation) -> Iterator[Slots]:
    yield {}


@family.kind("draft.offered", Scope.TURN, Topic.DRAFT, audience="staff")
def draft_offered(situation: Situation) -> Iterator[Slots]:
    """A reply for the customer accompanies the answer."""
    is_asking_back = bool(situation.asked.candidates) or DialogueAct.ORDER_UNKNOWN in situation.asked.acts
    if any(order.benefits for order in situation.orders) and not is_asking_back:
        yield {}


@family.kind("draft.hello", Scope.TURN, audience="customer")
def hello(situation: Situation) -> Iterator[Slots]:
    if situation.is_draft:
        yield {}


@family.kind("draft.sorry", Scope.TURN, audience="customer")
def sorry(situation: Situation) -> Iterator[Slots]:
    if situation.is_draft:
        yield {}


@family.kind("draft.patience", Scope.TURN, audience="customer")
def patience(situation: Situation) -> Iterator[Slots]:
    if situation.is_draft:
        yield {}


@family.kind("draft.holding", Scope.TURN, audience="customer")
def holding(situation: Situation) -> Iterator[Slots]:
    """A reply without figures, for when one of them is in doubt."""
    if situation.is_draft:
        yield {}


@family.kind("draft.regards", Scope.TURN, audience="customer")
def regards(situation: Situation) -> Iterator[Slots]:
    if situation.is_draft:
        yield {}
