"""Why money of a benefit is missing, from rows alone: which reasons must be given, and which may not be.

The reasons follow from rules 3, 4, 6, 9 and 14 to 16 of the design. Between the two sets the design leaves room: a
conflict of any kind may be a reason beside the others.
"""

from dataclasses import dataclass
from datetime import datetime

from evals.oracles.naive_fold import NaiveBenefit
from evals.oracles.world_rows import instant

# Given beside any other: disagreements of records, and what could not be read.
_ALWAYS_POSSIBLE = frozenset({"SOURCE_CONFLICT", "SOURCE_UNAVAILABLE", "MALFORMED_ROW", "ROUNDING"})
# Settled internally; a customer is shown none of them.
INTERNAL = frozenset({"SOURCE_CONFLICT", "OVER_ISSUED", "DUPLICATE_ISSUANCE"})
_CODES = {"CAP_REACHED", "ITEM_RETURNED"}  # a writer's code that is a reason itself


@dataclass(frozen=True)
class Reasons:
    """The reasons that must be given, and all that may be."""

    required: frozenset[str]
    possible: frozenset[str]


def reasons_of(naive: NaiveBenefit, now: datetime) -> Reasons:
    """Return the reasons of a benefit whose sources all answered, or of one whose sums are unknown."""
    if None in (naive.sources.ped, naive.sources.items, naive.sources.events):
        return Reasons(frozenset({"SOURCE_UNAVAILABLE"}), _EVERY)
    required = _required(naive, now) if naive.is_summable and naive.promised is not None else frozenset()
    possible = _possible(naive, now) | required | _ALWAYS_POSSIBLE
    return Reasons(required, possible)


def _required(naive: NaiveBenefit, now: datetime) -> frozenset[str]:
    remaining, unrevealed = min(naive.remaining), naive.is_unrevealed
    closed = _closed_by_event(naive)
    # An excess of less than a minor unit an item may be a rounding.
    return _holding(
        REVERSED=bool(naive.reversals),
        OVER_ISSUED=bool(naive.over_issued) and len(naive.comparable) <= 1,
        ISSUANCE_FAILED=bool(naive.open_failed and remaining),
        CANCELLED="CANCELLED" in closed,
        EXPIRED="EXPIRED" in closed or bool(remaining and unrevealed and _is_past_expiry(naive, now)),
        CAP_REACHED="CAP_REACHED" in closed,
        ITEM_RETURNED="ITEM_RETURNED" in closed,
        SCRATCH_CARD_UNREVEALED=bool(remaining and unrevealed),
        AWAITING_SHIPMENT=bool(remaining and "PENDING" in _item_states(naive) and not unrevealed),
    )


def _possible(naive: NaiveBenefit, now: datetime) -> frozenset[str]:
    states, recorded = _item_states(naive), (naive.ped or {}).get("benefitIssuanceStatus")
    unknown, unrevealed = not naive.is_summable, naive.is_unrevealed
    types = {row["type"] for row in naive.events}
    return _holding(
        AWAITING_SHIPMENT="PENDING" in states,
        ISSUANCE_FAILED="FAILED" in states or recorded == "FAILED" or "ISSUE_FAILED" in types,
        ITEM_RETURNED="RETURNED" in states,
        CANCELLED="CANCELLED" in states or recorded == "CANCELLED" or "CANCELLED" in types,
        EXPIRED=recorded == "EXPIRED" or "EXPIRED" in types or (unrevealed and _is_past_expiry(naive, now)),
        SCRATCH_CARD_UNREVEALED=unrevealed,
        ISSUANCE_PENDING=unknown or max(naive.remaining, default=0) > 0,
        REVERSED="REVERSED" in types,
        OVER_ISSUED=unknown or bool(naive.over_issued),
        DUPLICATE_ISSUANCE=has_equal_issuances(naive),
        COMPLETE=not unknown and min(naive.remaining, default=1) == 0,
    )


def _holding(**reasons: bool) -> frozenset[str]:
    return frozenset(name for name, holds in reasons.items() if holds)


def has_equal_issuances(naive: NaiveBenefit) -> bool:
    """Whether two issuances have the same amount and the same target, or none (rules 7 and 16)."""
    seen: set[tuple[object, ...]] = set()
    for row in naive.of_type("ISSUED"):
        content = (row["amountMinor"], row.get("lineItemId") or None, row.get("shipmentId") or None)
        if content in seen:
            return True
        seen.add(content)
    return False


def _closed_by_event(naive: NaiveBenefit) -> set[str]:
    """Return why events closed or took back a sum: the code that a writer gave, else the type of the event (rule 9)."""
    closing = [row for row in naive.of_type("CANCELLED", "EXPIRED") if row["amountMinor"]]
    taking_back = [row for row, _, amount in naive.reversals if amount]
    codes = {str(row.get("reasonCode")) for row in (*closing, *taking_back)}
    return (codes & _CODES) | {row["type"] for row in closing if row.get("reasonCode") not in _CODES}


def _item_states(naive: NaiveBenefit) -> set[str]:
    return {row["status"] for row in naive.items}


def _is_past_expiry(naive: NaiveBenefit, now: datetime) -> bool:
    expires = (naive.ped or {}).get("expiresAt")
    return expires is not None and instant(expires) <= now


_EVERY = _ALWAYS_POSSIBLE | {
    "AWAITING_SHIPMENT", "ISSUANCE_PENDING", "ISSUANCE_FAILED", "SCRATCH_CARD_UNREVEALED", "ITEM_RETURNED",
    "CANCELLED", "EXPIRED", "CAP_REACHED", "REVERSED", "OVER_ISSUED", "DUPLICATE_ISSUANCE", "COMPLETE",
}  # fmt: skip
