"""Faults of statements: what is proven, in which words, for which audience, and what must be said."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from core.contract import Reason
from evals.mutation.patching import Fault, PatchPoint, fault_at
from evals.mutation.replacements import always, constant, giving, taking
from statements.kind import StatementKind
from statements.kinds.approved_texts import applies_to
from statements.kinds.items import _ITEM
from statements.statement import IdSlot, known_slots, list_slot
from tools.cards import Label

_TEMPLATE = "language.message_catalogue:Catalogue.template"
_REALISER = "statements.realiser:Realiser"


def _kind(name: str, change: Callable[[StatementKind], StatementKind]) -> tuple[PatchPoint, ...]:
    """Replace a statement kind wherever a menu looks it up."""

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
    """State the items that wait for shipment as the cause of all that remains, whatever else is open."""

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


def _for_any_audience(_: Any) -> Any:
    """Apply an approved text for any audience."""
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
        "The remaining and the granted sum are swapped.",
        _kind("position.whole", _slots_swapped("granted", "remaining")),
        ("labels",),
        frozenset({"story", "multi-shipment"}),
    ),
    Fault(
        "promise-told-as-granted",
        "In an order with several promotions the promised and the granted sum of each are swapped.",
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
        "A customer reads whether their ticket may be closed.",
        _kind("next.keep_open", lambda kind: replace(kind, audience="all")),
        ("statements",),
        frozenset({"customer"}),
    ),
    Fault(
        "gap-need-not-be-said",
        "That a database did not answer need not be said.",
        _kind("unknown.source", lambda kind: replace(kind, must_say=False)),
        ("honesty", "kinds"),
        frozenset({"model-choice", "partial"}),
    ),
    fault_at(
        "nothing-must-be-said",
        "What must be said is left out if it was not chosen.",
        "agent.selecting.completion:get_required",
        always([]),
        ("honesty", "kinds"),
        "model-choice",
        "over-issue",
        "conflict",
    ),
    fault_at(
        "sentences-of-cards-swapped",
        "The sentences of a card that can still be revealed and of an expired one are swapped.",
        _TEMPLATE,
        _sentence_of({"card.unrevealed": "card.unrevealed_expired", "card.unrevealed_expired": "card.unrevealed"}),
        ("says", "mustNotSay"),
        "scratch-card",
        "expiry",
    ),
    fault_at(
        "none-for-unknown",
        "An unknown sum is stated as nothing granted.",
        _TEMPLATE,
        _sentence_of({"unknown.sums": "installments.none"}),
        ("says", "mustNotSay"),
        "partial",
        "legacy",
    ),
    fault_at(
        "catalogue-of-another-language",
        "The answer is in English, whatever the language of the question.",
        "agent.answer_builder:get_catalogue",
        lambda original: lambda language, knowledge: original("en", knowledge),
        ("language",),
        "hindi",
    ),
    fault_at(
        "text-for-whoever-asks",
        "A text that is approved for one audience is used for the other.",
        "statements.kinds.approved_texts:applies",
        _for_any_audience,
        ("mustNotSay", "draft"),
        "approved",
    ),
    fault_at(
        "other-language-not-recognised",
        "A question in a language without answers is read as if it were in English.",
        "agent.reading.question_reader:detect_other_language",
        always(None),
        ("kinds", "says"),
        "other-language",
    ),
    fault_at(
        "order-in-another-language-ignored",
        "The order number in a question in a language without answers is not looked up.",
        "agent.reading.question_reader:_in_other_language",
        lambda original: lambda read, language: original(replace(read, orders=()), language),
        ("outcome", "kinds", "amounts"),
        "other-language",
    ),
    fault_at(
        "position-left-out",
        "The position (promised, granted, remaining) is left out of an answer.",
        "agent.selecting.topic_plans:POSITION",
        constant(()),
        ("amounts", "says"),
        "story",
        "single-shipment",
    ),
    fault_at(
        "doubt-does-not-count",
        "A reply for the customer states sums that are in doubt.",
        "agent.reply_drafts:is_in_doubt",
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
        "A sentence about an order follows one about another order without naming its own.",
        f"{_REALISER}._under_its_order",
        lambda _: lambda self, sentence, order: sentence,
        ("statements",),
        "several-orders",
        "pages",
    ),
    fault_at(
        "same-order-named-as-another",
        "Every statement is attributed to the first order.",
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
        "An id means one statement in this turn and another in the next.",
        "statements.statement:StatementIds.__init__",
        _numbered_anew,
        ("statements",),
        "conversation",
    ),
    fault_at(
        "spans-of-the-guarded-text",
        "The offsets of statements are those of the text before redaction tokens are restored.",
        "api.edge_rendering:_moved",
        lambda _: lambda span, shifts: span,
        ("statements",),
        "single-shipment",
    ),
    fault_at(
        "said-twice",
        "A statement that is chosen twice is said twice.",
        f"{_REALISER}.append",
        lambda original: lambda self, statement: original(self, statement) + _again(self, statement),
        ("statements", "stream"),
        "model-choice",
        "single-shipment",
    ),
    fault_at(
        "expired-told-as-still-good",
        "An expired card is described as still valid.",
        "statements.kinds.scratch_cards:may_be_scratched",
        lambda _: lambda benefit: benefit.has(Reason.SCRATCH_CARD_UNREVEALED),
        ("says", "mustNotSay"),
        "expiry",
        "scratch-card",
    ),
)
