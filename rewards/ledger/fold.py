"""The fold of one order's evidence into its promotions, totals and conflicts. Pure: no clock, no I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from core.contract import Benefit, Cashback, Conflict, Promotion
from rewards.ledger.conflicts import build_conflicts, build_ownership_conflicts
from rewards.ledger.evidence import BenefitEvidence, Evidence
from rewards.ledger.issuances import build_closures, build_gift_cards, build_issuances, get_gift_card_history
from rewards.ledger.items import build_line_item
from rewards.ledger.position import Position, build_position, cashback, issuance_status, reversal_status, totals
from rewards.ledger.reasons import build_reasons, get_item_reasons
from rewards.ledger.timestamps import get_creation, is_ahead, last_updated_at, reserved_at

_BENEFIT_TYPE_UNKNOWN = "UNKNOWN"  # only PED has the type


@dataclass(frozen=True, slots=True)
class FoldedOrder:
    """Everything derived from the evidence of one order."""

    customer_id: str | None
    promotions: list[Promotion]
    totals: list[Cashback]
    conflicts: list[Conflict]


@dataclass(frozen=True, slots=True)
class _FoldedBenefit:
    promotion_id: str
    promotion_name: str | None
    currency: str | None
    benefit: Benefit
    conflicts: list[Conflict]


def fold(evidence: Evidence, *, as_of: datetime) -> FoldedOrder:
    """Return the position of every benefit of an order. ``as_of`` decides which scratch cards have expired."""
    folded = [_fold_benefit(benefit, as_of=as_of) for benefit in evidence.benefits()]
    return FoldedOrder(
        customer_id=evidence.customer_id,
        promotions=_promotions(folded),
        totals=totals((one.currency, one.benefit.cashback) for one in folded),
        conflicts=[*build_ownership_conflicts(evidence), *(conflict for one in folded for conflict in one.conflicts)],
    )


def _fold_benefit(evidence: BenefitEvidence, *, as_of: datetime) -> _FoldedBenefit:
    position = build_position(evidence)
    conflicts = build_conflicts(evidence, position, as_of=as_of)
    return _FoldedBenefit(
        promotion_id=evidence.promotion_id,
        promotion_name=evidence.ped.promotion_name if evidence.ped else None,
        currency=evidence.known_currency,
        benefit=_benefit(evidence, position, conflicts, as_of),
        conflicts=conflicts,
    )


def _benefit(evidence: BenefitEvidence, position: Position, conflicts: list[Conflict], as_of: datetime) -> Benefit:
    ped = evidence.ped
    # In a log with gaps, the first and last issuance are unknown; and a future issuance has not happened yet.
    known = evidence.log.issued if evidence.is_log_complete else ()
    issued = [event for event in known if not is_ahead(event.event_time, as_of=as_of)]
    creation = get_creation(evidence)
    cards = build_gift_cards(evidence)
    return Benefit(
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
        gift_cards=cards,
        gift_card_history=get_gift_card_history(evidence, cards),
        issuances=build_issuances(evidence, position.tally),
        closures=build_closures(evidence),
        line_items=[build_line_item(item, reason) for item, reason in get_item_reasons(evidence, position)],
    )


def _promotions(folded: Iterable[_FoldedBenefit]) -> list[Promotion]:
    promotions: list[Promotion] = []
    for promotion_id, group in groupby(folded, key=lambda one: one.promotion_id):
        benefits = list(group)
        name = next((one.promotion_name for one in benefits if one.promotion_name), None)
        promotions.append(
            Promotion(promotion_id=promotion_id, promotion_name=name, benefits=[one.benefit for one in benefits])
        )
    return promotions
