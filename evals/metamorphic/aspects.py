"""What of an answer a relation compares: sets of short texts, so that a difference can be shown as it is."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from agent.turn_events import Answer
from evals.harness.transcript import SeenTurn
from tools.cards import Fact, FactKind

_SHARED_LABELS = frozenset({"promised", "granted", "remaining", "pending", "issued", "reversed", "installment"})
# Design, section 6a: a customer is shown none of them.
OF_STAFF = frozenset({"SOURCE_CONFLICT", "OVER_ISSUED", "DUPLICATE_ISSUANCE"})


class Aspect(StrEnum):
    """One side of an answer."""

    OUTCOME = "outcome"
    FIGURES = "figures"  # every amount, with its label and what it is of
    SHARED_FIGURES = "figures that a customer may see"
    DAYS = "days"
    GIFT_CARDS = "gift cards"  # last fours
    REASONS = "reasons"
    SHARED_REASONS = "reasons that a customer may see"
    KINDS = "statement kinds"  # without courtesies: a greeting is greeted
    ORDERS = "orders that statements are about"
    LOOKUPS = "requests to the rewards API"
    LANGUAGE = "language"
    WORDS = "words"  # the text
    STAFF_PARTS = "parts for the staff"


def seen_of(aspect: Aspect, seen: SeenTurn) -> frozenset[str]:
    """Return what a turn shows of one aspect; nothing when the turn ended without an answer."""
    if seen.answer is None:
        return frozenset({f"no answer: {seen.failure or seen.status}"}) if aspect is Aspect.OUTCOME else frozenset()
    return frozenset(_READERS[aspect](seen, seen.answer))


def _money(fact: Fact) -> str:
    value = fact.value
    amount = f"{value.amount_minor} {value.currency}" if not isinstance(value, int | str) else str(value)
    return f"{fact.label.value} {amount}{_place(fact)}"


def _place(fact: Fact) -> str:
    parts = (fact.business_reference_id, fact.promotion_id, fact.benefit_id)
    return "".join(f" {part}" for part in parts if part)


def _figures(_: SeenTurn, answer: Answer) -> Iterator[str]:
    yield from (_money(fact) for fact in answer.facts if fact.kind is FactKind.MONEY)


def _shared_figures(_: SeenTurn, answer: Answer) -> Iterator[str]:
    for fact in answer.facts:
        if fact.kind is FactKind.MONEY and fact.label.value in _SHARED_LABELS:
            yield _money(fact)


def _days(_: SeenTurn, answer: Answer) -> Iterator[str]:
    for fact in answer.facts:
        if fact.kind is FactKind.DATE:
            yield f"{fact.label.value} {str(fact.value)[:10]}{_place(fact)}"


def _gift_cards(_: SeenTurn, answer: Answer) -> Iterator[str]:
    yield from (fact.display[-4:] for fact in answer.facts if fact.kind is FactKind.GIFT_CARD)
    yield from (card.gift_card[-4:] for card in answer.installments if card.gift_card)


def _reasons(_: SeenTurn, answer: Answer) -> Iterator[str]:
    yield from (str(fact.value) for fact in answer.facts if fact.kind is FactKind.REASON)
    yield from (reason.value for card in answer.cashback for reason in card.reasons)


def _staff_parts(_: SeenTurn, answer: Answer) -> Iterator[str]:
    parts: dict[str, object] = {"reply draft": answer.reply_draft, "next step": answer.next_step, "usage": answer.usage}
    parts |= {"prompt": answer.prompt, "knowledge": answer.knowledge, "reply drafts": answer.reply_drafts or None}
    yield from (name for name, part in parts.items() if part is not None)
    yield from (f"fact {fact.label.value}" for fact in answer.facts if fact.audience == "staff")


def _lookups(seen: SeenTurn, _: Answer) -> Iterator[str]:
    yield from (f"{request.method} {request.path}" for request in seen.requests)


_READERS: Mapping[Aspect, Callable[[SeenTurn, Answer], Iterator[str]]] = MappingProxyType(
    {
        Aspect.OUTCOME: lambda _, answer: iter([answer.outcome.value]),
        Aspect.FIGURES: _figures,
        Aspect.SHARED_FIGURES: _shared_figures,
        Aspect.DAYS: _days,
        Aspect.GIFT_CARDS: _gift_cards,
        Aspect.REASONS: _reasons,
        Aspect.SHARED_REASONS: lambda seen, answer: (r for r in _reasons(seen, answer) if r not in OF_STAFF),
        Aspect.KINDS: lambda _, answer: (s.kind for s in answer.statements if not s.kind.startswith("courtesy.")),
        Aspect.ORDERS: lambda _, answer: (
            statement.business_reference_id for statement in answer.statements if statement.business_reference_id
        ),
        Aspect.LOOKUPS: _lookups,
        Aspect.LANGUAGE: lambda _, answer: iter([answer.language]),
        Aspect.WORDS: lambda _, answer: iter([answer.text]),
        Aspect.STAFF_PARTS: _staff_parts,
    }
)
