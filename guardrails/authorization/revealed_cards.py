"""Which gift card of an order is to be revealed. It is never named by its number."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from core.contract import ExecutionV2
from guardrails.pii import PiiType
from guardrails.pii.known_values import identity_of
from guardrails.pii.vault import Vault
from tools.cards import Fact, FactKind
from tools.order_record import BenefitRecord, from_execution


class RevealedCard(Protocol):
    """A gift card of one order."""

    @property
    def order(self) -> str: ...

    def number_in(self, execution: ExecutionV2) -> str | None:
        """Return the whole number; None if the order has no such card."""
        ...


@dataclass(frozen=True, slots=True)
class CardOfFact:
    """The gift card that a fact of a conversation stands for."""

    fact: Fact
    vault: Vault
    order: str

    def number_in(self, execution: ExecutionV2) -> str | None:
        return next(
            (card for card in _cards(execution) if self.vault.token_of(card, PiiType.GIFT_CARD) == self.fact.value),
            None,
        )


def card_of_fact(fact: Fact | None, vault: Vault | None) -> CardOfFact | None:
    """Return the card of a fact; None if there is no such fact, or it is about no card of an order."""
    if fact is None or vault is None or fact.kind is not FactKind.GIFT_CARD or not fact.business_reference_id:
        return None
    return CardOfFact(fact, vault, fact.business_reference_id)


@dataclass(frozen=True, slots=True)
class CardOfInstallment:
    """The gift card of an installment, by the name that the view of its order gave it, and by its last four.

    The name of an installment that no event proves is its place, which may change: the last four must fit as well.
    """

    order: str
    promotion_id: str
    benefit_id: str
    reveal_id: str
    last_four: str

    def number_in(self, execution: ExecutionV2) -> str | None:
        for benefit in from_execution(execution).benefits:
            if (benefit.promotion_id, benefit.benefit_id) != (self.promotion_id, self.benefit_id):
                continue
            for name, issuance in zip(reveal_ids(benefit), benefit.issuances, strict=True):
                card = issuance.gift_card_id
                if name == self.reveal_id and card and _last_four(card) == self.last_four.upper():
                    return card
        return None


def reveal_ids(benefit: BenefitRecord) -> Iterator[str]:
    """Yield a name for each issuance of a benefit: that of its event, or its place among those that have none."""
    unproven = 0
    for issuance in benefit.issuances:
        unproven += issuance.event_id is None
        yield issuance.event_id or f"recorded:{unproven}"


def _last_four(card: str) -> str:
    return identity_of(card, PiiType.GIFT_CARD)[-4:]


def _cards(execution: ExecutionV2) -> list[str]:
    found: dict[str, None] = {}
    for promotion in execution.promotions:
        for benefit in promotion.benefits:
            found.update(dict.fromkeys(card.gift_card_id for card in benefit.gift_cards))
            found.update(dict.fromkeys(i.gift_card_id for i in benefit.issuances if i.gift_card_id))
    return list(found)
