"""The fold of one order's evidence into its promotions, totals and conflicts. Pure: no clock, no I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from core.contract import Benefit, Cashback, Conflict, Promotion
from core.unlocked_property import cached_property
from rewards.ledger.conflicts import build_conflicts, build_ownership_conflicts
from rewards.ledger.evidence import BenefitEvidence, Evidence
from rewards.ledger.gift_cards import Card, build_gift_card, collect_gift_cards, get_gift_card_history
from rewards.ledger.issuances import build_closures, build_issuances
from rewards.ledger.items import build_line_item
from rewards.ledger.position import Position, build_position, cashback, issuance_status, reversal_status, totals
from rewards.ledger.reasons import build_reasons, get_item_reasons
from rewards.ledger.timestamps import get_creation, is_ahead, last_updated_at, reserved_at

_BENEFIT_TYPE_UNKNOWN = "UNKNOWN"  # only PED has the type


@dataclass(frozen=True, slots=True)
class FoldedBenefit:
    """One benefit: ``outline`` is its wire form without the long lists, which follow from the rest."""

    evidence: BenefitEvidence
    position: Position
    cards: Sequence[Card]
    outline: Benefit
    conflicts: list[Conflict]

    def whole(self) -> Benefit:
        """Return the wire form with its gift cards, issuances and line items."""
        evidence, position = self.evidence, self.position
        return self.outline.model_copy(
            update={
                "gift_cards": [build_gift_card(card) for card in self.cards],
                "issuances": build_issuances(evidence, position.tally),
                "line_items": [build_line_item(item, reason) for item, reason in get_item_reasons(evidence, position)],
            }
        )


@dataclass(frozen=True)
class FoldedOrder:
    """Everything derived from the evidence of one order, whose long lists are built only when they are asked for."""

    customer_id: str | None
    benefits: list[FoldedBenefit]
    totals: list[Cashback]
    conflicts: list[Conflict]

    @cached_property
    def outlines(self) -> list[Promotion]:
        """The promotions without gift cards, issuances and line items."""
        return _promotions((folded, folded.outline) for folded in self.benefits)

    @cached_property
    def promotions(self) -> list[Promotion]:
        return _promotions((folded, folded.whole()) for folded in self.benefits)


def fold(evidence: Evidence, *, as_of: datetime) -> FoldedOrder:
    """Return the position of every benefit of an order. ``as_of`` decides which scratch cards have expired."""
    folded = [_fold_benefit(benefit, as_of=as_of) for benefit in evidence.benefits()]
    return FoldedOrder(
        customer_id=evidence.customer_id,
        benefits=folded,
        totals=totals((one.evidence.known_currency, one.outline.cashback) for one in folded),
        conflicts=[*build_ownership_conflicts(evidence), *(conflict for one in folded for conflict in one.conflicts)],
    )


def _fold_benefit(evidence: BenefitEvidence, *, as_of: datetime) -> FoldedBenefit:
    position = build_position(evidence)
    conflicts = build_conflicts(evidence, position, as_of=as_of)
    cards = collect_gift_cards(evidence)
    return FoldedBenefit(
        evidence=evidence,
        position=position,
        cards=cards,
        outline=_outline(evidence, position, conflicts, cards, as_of),
        conflicts=conflicts,
    )


def _outline(
    evidence: BenefitEvidence,
    position: Position,
    conflicts: list[Conflict],
    cards: Sequence[Card],
    as_of: datetime,
) -> Benefit:
    ped = evidence.ped
    # In a log with gaps, the first and last issuance are unknown; and a future issuance has not happened yet.
    known = evidence.log.issued if evidence.is_log_complete else ()
    issued = [event for event in known if not is_ahead(event.event_time, as_of=as_of)]
    creation = get_creation(evidence)
    return Benefit.model_construct(
        benefit_id=evidence.benefit_id,
        benefit_type=ped.benefit_type if ped else _BENEFIT_TYPE_UNKNOWN,
        issuance_status=issuance_status(evidence, position),
        reversal_status=reversal_status(position),
        cashback=cashback(evidence, position),
        reasons=build_reasons(evidence, position, conflicts, as_of=as_of),
        created_at=creation.at if creation else None,
        created_at_source=creation.source if creation else None,
        reserved_at=reserved_at(evidence),
        first_issued_at=issued[0].event_time if issued else None,
        last_issued_at=issued[-1].event_time if issued else None,
        revealed_at=ped.revealed_at.at if ped and ped.revealed_at else None,
        expires_at=ped.expires_at.at if ped and ped.expires_at else None,
        last_updated_at=last_updated_at(evidence, as_of=as_of),
        gift_cards=[],
        gift_card_history=get_gift_card_history(evidence, cards),
        issuances=[],
        line_items=[],
        closures=build_closures(evidence),
    )


def _promotions(benefits: Iterable[tuple[FoldedBenefit, Benefit]]) -> list[Promotion]:
    promotions: list[Promotion] = []
    for promotion_id, group in groupby(benefits, key=lambda pair: pair[0].evidence.promotion_id):
        pairs = list(group)
        peds = [folded.evidence.ped for folded, _ in pairs]
        name = next((ped.promotion_name for ped in peds if ped and ped.promotion_name), None)
        promotions.append(
            Promotion.model_construct(
                promotion_id=promotion_id, promotion_name=name, benefits=[benefit for _, benefit in pairs]
            )
        )
    return promotions
