"""Faults of statements: what is proven, in which words, for whom, and what may not be left out."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from core.contract import Reason
from evals.mutation.patching import Fault, PatchPoint, fault_at
from evals.mutation.replacements import always, constant, giving, taking
from statements.kind import StatementKind
from statements.kinds.approved_texts import applies_to
from statements.kinds.items import _ITEM
from statements.slots import IdSlot, given, listed
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
        items, remaining = benefit.items_because(Reason.AWAITING_SHIPMENT), benefit.fact(Label.REMAINING)
        if items and remaining:
            yield {**benefit.base, "remaining": remaining, **given(items=listed(_ITEM, (i.named for i in items)))}

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


def _again(realiser: Any, statement: Any) -> str:
    sentence: str = " " + realiser.text.rpartition("\n")[2]
    realiser.text += sentence
    return sentence


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
    fault_at(
        "nothing-must-be-said",
        "What may not be left out is left out where nobody chooses it.",
        "agent.selecting.completion:must_say",
        always([]),
        ("honesty", "kinds"),
        "model-choice",
        "over-issue",
        "conflict",
    ),
    fault_at(
        "sentences-of-cards-swapped",
        "Of a card that can still be scratched it is said that it is too late, and the other way round.",
        _TEMPLATE,
        _sentence_of({"card.unrevealed": "card.unrevealed_expired", "card.unrevealed_expired": "card.unrevealed"}),
        ("says", "mustNotSay"),
        "scratch-card",
        "expiry",
    ),
    fault_at(
        "none-for-unknown",
        "Of a sum that is not known it is said that nothing was granted.",
        _TEMPLATE,
        _sentence_of({"unknown.sums": "installments.none"}),
        ("says", "mustNotSay"),
        "partial",
        "legacy",
    ),
    fault_at(
        "catalogue-of-another-language",
        "Whatever the language of the question, the answer is English.",
        "agent.answer_builder:catalogue_of",
        lambda original: lambda language, knowledge: original("en", knowledge),
        ("language",),
        "hindi",
    ),
    fault_at(
        "text-for-whoever-asks",
        "A text that is approved for one audience is told to the other.",
        "statements.kinds.approved_texts:applies",
        _unheard,
        ("mustNotSay", "draft"),
        "approved",
    ),
    fault_at(
        "position-left-out",
        "What was promised, granted and remains is left out of an answer.",
        "agent.selecting.topic_plans:POSITION",
        constant(()),
        ("amounts", "says"),
        "story",
        "single-shipment",
    ),
    fault_at(
        "doubt-does-not-count",
        "A reply for the customer states sums that are in doubt.",
        "agent.finished_answer:is_in_doubt",
        always(value=False),
        ("draft",),
        "partial",
    ),
    fault_at(
        "order-not-named",
        "No sentence names the order that it is about.",
        f"{_REALISER}._value",
        _without_orders,
        ("masking", "statements", "says"),
        "window",
        "several-orders",
    ),
    fault_at(
        "next-order-not-named",
        "What is added about an order stands behind another one's, and does not say so.",
        f"{_REALISER}._under_its_order",
        lambda _: lambda self, sentence, order: sentence,
        ("statements",),
        "several-orders",
        "pages",
    ),
    fault_at(
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
    fault_at(
        "numbers-of-statements-start-over",
        "A number stands for one statement in this turn and for another in the next.",
        "statements.statement:StatementIds.__init__",
        _numbered_anew,
        ("statements",),
        "conversation",
    ),
    fault_at(
        "spans-of-the-guarded-text",
        "Where a statement stands is counted in the text that nobody sees.",
        "api.edge_rendering:_moved",
        lambda _: lambda span, shifts: span,
        ("statements",),
        "single-shipment",
    ),
    fault_at(
        "said-twice",
        "A statement that was said is said again when somebody chooses it again.",
        f"{_REALISER}.say",
        lambda original: lambda self, statement: original(self, statement) + _again(self, statement),
        ("statements", "stream"),
        "model-choice",
        "single-shipment",
    ),
    fault_at(
        "expired-told-as-still-good",
        "Of a card that has expired it is said when it expires.",
        "statements.kinds.scratch_cards:may_be_scratched",
        lambda _: lambda benefit: benefit.has(Reason.SCRATCH_CARD_UNREVEALED),
        ("says", "mustNotSay"),
        "expiry",
        "scratch-card",
    ),
)
