"""Why money is missing: the closed set of reasons, derived from the position, the log and the tracker."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from core.contract import Conflict, EventType, Reason
from rewards.ledger.evidence import BenefitEvidence
from rewards.ledger.items import get_item_reason
from rewards.ledger.position import Position
from rewards.stores.rows import EventRow, LineItemRow

_ORDER = {reason: rank for rank, reason in enumerate(Reason)}
_SCRATCH_CARD = "SCRATCH_CARD"
# The reason codes of events that are reasons; other codes are specific to the writer, outside the closed set.
_EVENT_REASONS = {code.value: code for code in (Reason.CAP_REACHED, Reason.ITEM_RETURNED)}
_ENDINGS = {
    EventType.CANCELLED: Reason.CANCELLED,
    EventType.EXPIRED: Reason.EXPIRED,
    EventType.ISSUE_FAILED: Reason.ISSUANCE_FAILED,
}
# The reasons that explain an open sum; a sum without any of them is waiting for its issuance.
_EXPLAINS_OPEN_SUM = frozenset(Reason) - {
    Reason.OVER_ISSUED,
    Reason.DUPLICATE_ISSUANCE,
    Reason.ROUNDING,
    Reason.CANCELLED,
    Reason.CAP_REACHED,
    Reason.ITEM_RETURNED,
    Reason.COMPLETE,
}


def build_reasons(
    evidence: BenefitEvidence, position: Position, conflicts: list[Conflict], *, as_of: datetime
) -> list[Reason]:
    """Return the reasons of a benefit in the order of the enumeration. ``as_of`` decides what has expired."""
    found = {*_source_reasons(evidence, conflicts)}
    if evidence.unproven_ending is not None:
        found.add(_ENDINGS[evidence.unproven_ending])
    if position.tally is not None:
        found |= {*_event_reasons(evidence, position)}
        found |= {reason for _, reason in get_item_reasons(evidence, position) if reason is not None}
    if position.remaining:
        found |= {*_open_sum_reasons(evidence, position, as_of)}
        if not found & _EXPLAINS_OPEN_SUM:
            found.add(Reason.ISSUANCE_PENDING)
    elif position.remaining is None and is_unrevealed(evidence):
        found.add(
            Reason.SCRATCH_CARD_UNREVEALED
        )  # known from PED alone, and needed by callers who withhold the value of a card
    if position.remaining == 0 and not found:
        found.add(Reason.COMPLETE)
    return sorted(found, key=_ORDER.__getitem__)


def _source_reasons(evidence: BenefitEvidence, conflicts: list[Conflict]) -> Iterator[Reason]:
    if evidence.has_silent_source:
        yield Reason.SOURCE_UNAVAILABLE
    if evidence.unreadable:
        yield Reason.MALFORMED_ROW
    if conflicts or evidence.has_foreign_events:
        yield Reason.SOURCE_CONFLICT
    if any(conflict.code == "equalIssuances" for conflict in conflicts):
        yield Reason.DUPLICATE_ISSUANCE


def _event_reasons(evidence: BenefitEvidence, position: Position) -> Iterator[Reason]:
    if position.rounding:
        yield Reason.ROUNDING
    elif position.over_issued:
        yield Reason.OVER_ISSUED
    if evidence.log.of_type(EventType.EXPIRED):
        yield Reason.EXPIRED
    for event in evidence.log.of_type(EventType.CANCELLED):
        yield _named_reason(event) or Reason.CANCELLED
    for event in position.tally.applied if position.tally else ():
        yield Reason.REVERSED
        if named := _named_reason(event):
            yield named


def get_item_reasons(evidence: BenefitEvidence, position: Position) -> Iterator[tuple[LineItemRow, Reason | None]]:
    """Yield the tracker's rows, each with the reason why its cashback is missing."""
    items = evidence.items or ()
    left: Iterable[int | None] = position.account.left if position.account else [None] * len(items)
    for item, left_minor in zip(items, left, strict=True):
        yield item, get_item_reason(item, left_minor=left_minor, is_money_open=position.remaining != 0)


def _open_sum_reasons(evidence: BenefitEvidence, position: Position, as_of: datetime) -> Iterator[Reason]:
    if position.tally is not None and position.tally.failed:
        yield Reason.ISSUANCE_FAILED
    ped = evidence.ped
    if is_unrevealed(evidence) and ped is not None:
        yield Reason.SCRATCH_CARD_UNREVEALED
        if ped.expires_at is not None and as_of >= ped.expires_at.at:
            yield Reason.EXPIRED
    elif evidence.items == () and position.tally is not None and (position.remaining or 0) > position.tally.failed:
        yield Reason.ISSUANCE_PENDING


def is_unrevealed(evidence: BenefitEvidence) -> bool:
    """Whether this is an unrevealed scratch card: no reveal is recorded, and no source records an issuance."""
    ped = evidence.ped
    is_hidden = ped is not None and ped.benefit_type == _SCRATCH_CARD and ped.revealed_at is None
    return is_hidden and not evidence.log.issued and not evidence.is_issued_elsewhere


def _named_reason(event: EventRow) -> Reason | None:
    return _EVENT_REASONS.get(event.reason_code or "")
