"""Faults of statements: what is proven, in which words, for whom, and what may not be left out."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from core.contract import Reason
from evals.mutation.patching import Fault, PatchPoint
from evals.mutation.replacements import always, constant, giving, taking
from statements.kind import StatementKind
from statements.kinds.approved_texts import applies_to
from statements.kinds.items import _ITEM
from statements.statement import IdSlot, known_slots, list_slot
from tools.cards import Label

_TEMPLATE = "language.message_catalogue:Catalogue.template"
_REALISER = "statements.realiser:Realiser"


def _kind(name: str, change: Callable[[StatementKind], StatementKind]) -> tuple[PatchPoint, ...]:
    """Put another kind in the place of one, wherever a menu looks for it."""

    def of_names(kinds: Any) -> Any:
        return {**kinds, name: change(kinds[name])}

    def in_order(kinds: Any) -> Any:
        return tuple(change(kind) if kind.name == name else kind for kind in kinds)

    return PatchPoint("statements.menu:BY_NAME", of_names), PatchPoint("statements.menu:KINDS", in_order)


def _slots_swapped(one: str, other: str) -> Callable[[StatementKind], StatementKind]:
    def change(kind: StatementKind) -> StatementKind:
        def proof(scope: Any) -> Iterator[Any]:
            for slots in kind.proof(scope):
                yield {**slots, one: slots[other], other: slots[one]}

        return replace(kind, proof=proof)

    return change


def _all_by_waiting_items(kind: StatementKind) -> StatementKind:
    """Return the items that have not shipped as the cause of all that remains, whatever else is open."""

    def proof(benefit: Any) -> Iterator[Any]:
        items, remaining = benefit.items_with_reason(Reason.AWAITING_SHIPMENT), benefit.fact(Label.REMAINING)
        if items and remaining:
            yield {
                **benefit.name_slots,
                "remaining": remaining,
                **known_slots(items=list_slot(_ITEM, (i.label_slots for i in items))),
            }

    return replace(kind, proof=proof)


def _sentence_of(other: dict[str, str]) -> Any:
    return taking(lambda catalogue, kind, reader: (catalogue, other.get(kind, kind), reader))


def _without_orders(original: Any) -> Any:
    def value(self: Any, slot: Any) -> Any:
        is_order = isinstance(slot, IdSlot) and slot.text.count("-") == 2
        return "" if is_order else original(self, slot)

    return value


def _unheard(_: Any) -> Any:
    """Answer whoever asks with a text."""
    return lambda text, situation: any(applies_to(text, b) for order in situation.orders for b in order.benefits)


def _numbered_anew(original: Any) -> Any:
    return lambda self, known=None: original(self, None)


def _fault(name: str, why: str, at: str, change: Any, caught_by: tuple[str, ...], *tags: str) -> Fault:
    return Fault(name, why, (PatchPoint(at, change),), caught_by, frozenset(tags))


FAULTS = (
    Fault(
        "sums-in-each-other's-slots",
        "What remains is told as granted, and what was granted as what remains.",
        _kind("position.whole", _slots_swapped("granted", "remaining")),
        ("labels",),
        frozenset({"story", "multi-shipment"}),
    ),
    Fault(
        "promise-told-as-granted",
        "Of an order with several promotions the promised sum of each is told as granted.",
        _kind("benefit.position", _slots_swapped("promised", "granted")),
        ("labels",),
        frozenset({"several-promotions"}),
    ),
    Fault(
        "waiting-items-explain-it-all",
        "The items that wait for shipment are given as the cause of all that remains, whatever else is.",
        _kind("items.waiting", _all_by_waiting_items),
        ("kinds", "mustNotSay"),
        frozenset({"multi-shipment", "pending"}),
    ),
    Fault(
        "advice-for-colleagues-told-to-customers",
        "A customer is told whether their ticket may be closed.",
        _kind("next.keep_open", lambda kind: replace(kind, audience="all")),
        ("statements",),
        frozenset({"customer"}),
    ),
    Fault(
        "gap-need-not-be-said",
        "That a database did not answer is said where somebody thinks of it.",
        _kind("unknown.source", lambda kind: replace(kind, must_say=False)),
        ("honesty", "kinds"),
        frozenset({"model-choice", "partial"}),
    ),
    _fault(
        "nothing-must-be-said",
        "What may not be left out is left out where nobody chooses it.",
        "agent.selecting.completion:get_required",
        always([]),
        ("honesty", "kinds"),
        "model-choice",
        "over-issue",
        "conflict",
    ),
    _fault(
        "sentences-of-cards-swapped",
        "Of a card that can still be scratched it is said that it is too late, and the other way round.",
        _TEMPLATE,
        _sentence_of({"card.unrevealed": "card.unrevealed_expired", "card.unrevealed_expired": "card.unrevealed"}),
        ("says", "mustNotSay"),
        "scratch-card",
        "expiry",
    ),
    _fault(
        "none-for-unknown",
        "Of a sum that is not known it is said that nothing was granted.",
        _TEMPLATE,
        _sentence_of({"unknown.sums": "installments.none"}),
        ("says", "mustNotSay"),
        "partial",
        "legacy",
    ),
    _fault(
        "catalogue-of-another-language",
        "Whatever the language of the question, the answer is English.",
        "agent.answer_builder:get_catalogue",
        lambda original: lambda language, knowledge: original("en", knowledge),
        ("language",),
        "hindi",
    ),
    _fault(
        "text-for-whoever-asks",
        "A text that is approved for one audience is told to the other.",
        "statements.kinds.approved_texts:applies",
        _unheard,
        ("mustNotSay", "draft"),
        "approved",
    ),
    _fault(
        "position-left-out",
        "What was promised, granted and remains is left out of an answer.",
        "agent.selecting.topic_plans:POSITION",
        constant(()),
        ("amounts", "says"),
        "story",
        "single-shipment",
    ),
    _fault(
        "doubt-does-not-count",
        "A reply for the customer states sums that are in doubt.",
        "agent.finished_answer:is_in_doubt",
        always(value=False),
        ("draft",),
        "partial",
    ),
    _fault(
        "order-not-named",
        "No sentence names the order that it is about.",
        f"{_REALISER}._value",
        _without_orders,
        ("masking", "statements", "says"),
        "window",
        "several-orders",
    ),
    _fault(
        "next-order-not-named",
        "What is added about an order stands behind another one's, and does not say so.",
        f"{_REALISER}._under_its_order",
        lambda _: lambda self, sentence, order: sentence,
        ("statements",),
        "several-orders",
        "pages",
    ),
    _fault(
        "same-order-named-as-another",
        "A statement is counted to the order before it.",
        "agent.finished_answer:_spans",
        giving(
            lambda spans: [
                s.model_copy(update={"business_reference_id": spans[0].business_reference_id}) for s in spans
            ]
        ),
        ("statements",),
        "several-orders",
        "window",
    ),
    _fault(
        "numbers-of-statements-start-over",
        "A number stands for one statement in this turn and for another in the next.",
        "statements.statement:StatementIds.__init__",
        _numbered_anew,
        ("statements",),
        "conversation",
    ),
    _fault(
        "spans-of-the-guarded-text",
        "Where a statement stands is counted in the text that nobody sees.",
        "api.edge_rendering:_moved",
        lambda _: lambda span, shifts: span,
        ("statements",),
        "single-shipment",
    ),
    _fault(
        "said-twice",
        "A statement that was said is said again when somebody chooses it again.",
        f"{_REALISER}.say",
        lambda original: lambda self, statement: original(self, statement) + _again(self, statement),
        ("statements", "stream"),
        "model-choice",
        "single-shipment",
    ),
)


def _again(realiser: Any, statement: Any) -> str:
    sentence: str = " " + realiser.text.rpartition("\n")[2]
    realiser.text += sentence
    return sentence
