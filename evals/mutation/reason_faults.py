"""Faults of reasons and statuses: why money is missing, whether sources disagree, what became of a benefit."""

from typing import Any

from core.contract import IssuanceStatus, Reason, ReversalStatus
from evals.mutation.patching import fault_at
from evals.mutation.replacements import always, giving

_OPEN = {Reason.AWAITING_SHIPMENT, Reason.ISSUANCE_PENDING, Reason.ISSUANCE_FAILED, Reason.SOURCE_UNAVAILABLE}


def _always_complete(reasons: Any) -> Any:
    """Call a benefit complete if nothing remains, for whatever reason."""
    return [Reason.COMPLETE] if reasons and not set(reasons) & _OPEN else reasons


def _still_unrevealed(_: Any) -> Any:
    """Decide by a card's type and issuances, without checking whether it was revealed."""

    def unrevealed(evidence: Any) -> bool:
        is_scratch_card = evidence.ped is not None and evidence.ped.benefit_type == "SCRATCH_CARD"
        return is_scratch_card and not evidence.log.issued and not evidence.is_issued_elsewhere

    return unrevealed


FAULTS = (
    fault_at(
        "reasons-lost",
        "The reasons for missing money are left out.",
        "rewards.ledger.fold:build_reasons",
        always([]),
        ("reasons",),
        "multi-shipment",
    ),
    fault_at(
        "conflict-unsaid",
        "A conflict between sources is not reported.",
        "rewards.ledger.fold:build_conflicts",
        always([]),
        ("reasons",),
        "conflict",
    ),
    fault_at(
        "retry-leaves-the-failure-open",
        "A failed attempt stays open although a later one succeeded.",
        "rewards.ledger.open_failures:_OpenFailures.close",
        always(None),
        ("reasons", "amounts"),
        "failure",
        "pending",
    ),
    fault_at(
        "why-of-a-cancellation-lost",
        "The reason that an event's writer gives is dropped.",
        "rewards.ledger.reasons:_named_reason",
        always(None),
        ("reasons",),
        "cap",
        "cancelled",
        "return",
    ),
    fault_at(
        "revealed-card-still-hidden",
        "A card that was revealed but not yet issued counts as unrevealed.",
        "rewards.ledger.reasons:is_unrevealed",
        _still_unrevealed,
        ("reasons",),
        "scratch-card",
        "pending",
    ),
    fault_at(
        "complete-when-nothing-remains",
        "Cancelled, expired or reversed benefits count as complete.",
        "rewards.ledger.fold:build_reasons",
        giving(_always_complete),
        ("reasons",),
        "expiry",
        "cancelled",
        "reversal",
    ),
    fault_at(
        "status-of-ped",
        "The status is PED's, which says ISSUED after the first part.",
        "rewards.ledger.fold:issuance_status",
        always(IssuanceStatus.ISSUED),
        ("cards",),
        "multi-shipment",
        "story",
    ),
    fault_at(
        "nothing-was-reversed",
        "The status says that nothing was reversed.",
        "rewards.ledger.fold:reversal_status",
        always(ReversalStatus.NONE),
        ("cards",),
        "reversal",
    ),
)
