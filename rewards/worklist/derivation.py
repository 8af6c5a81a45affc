"""Which entries of the worklist the fold of an order makes. Pure, and independent of the clock.

What the clock alone decides is part of an entry: an unrevealed scratch card is an entry from its expiry on, and a
conflict about an event in the future is one until that instant. So equal rows have equal entries at any time.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from core.contract import EventType, Reason
from core.instants import latest
from core.money import Money
from core.worklist_contract import WorklistEntry, WorklistKind
from rewards.ledger.evidence import BenefitEvidence, Evidence
from rewards.ledger.fold import FoldedBenefit, FoldedOrder
from rewards.ledger.timestamps import not_ahead_from
from rewards.stores.rows import EventRow
from rewards.stores.worklist_index import IndexedEntry

_DUPLICATE = "equalIssuances"  # a conflict of the fold that is a kind by itself
_AHEAD = "eventInFuture"
_Key = tuple[str, str]


def build_entries(evidence: Evidence, folded: FoldedOrder) -> list[IndexedEntry]:
    """Return the entries of an order, sorted by promotion, benefit and kind.

    ``folded`` is the fold of that evidence. It may be as of any instant: an event that was in the future then and no
    longer is makes an entry whose end has passed.
    """
    found = [one for benefit in folded.benefits for one in _of_benefit(evidence, benefit)]
    found += _conflicts(evidence, folded)
    return sorted(found, key=lambda one: (*one.benefit_key, one.entry.kind.value))


def _of_benefit(order: Evidence, folded: FoldedBenefit) -> Iterator[IndexedEntry]:
    evidence, reasons = folded.evidence, folded.outline.reasons
    if Reason.ISSUANCE_FAILED in reasons:
        attempts = evidence.log.of_type(EventType.ISSUE_FAILED)
        yield _entry(order, evidence, WorklistKind.ISSUANCE_FAILED, _last(attempts), _failed(folded))
    if Reason.DUPLICATE_ISSUANCE in reasons:
        later = list(_later_issuances(folded))
        amount = evidence.money(sum(event.amount_minor for event in later))
        yield _entry(order, evidence, WorklistKind.DUPLICATE_SUSPECTED, _last(later), amount)
    if Reason.OVER_ISSUED in reasons:
        excess = folded.outline.cashback.over_issued
        yield _entry(order, evidence, WorklistKind.OVER_ISSUED, _last(evidence.log.issued), excess)
    expiry = folded.outline.expires_at
    if Reason.SCRATCH_CARD_UNREVEALED in reasons and expiry is not None:
        remaining = folded.outline.cashback.remaining
        yield _entry(order, evidence, WorklistKind.UNREVEALED_EXPIRED, expiry, remaining)


def _conflicts(order: Evidence, folded: FoldedOrder) -> Iterator[IndexedEntry]:
    codes: dict[_Key, list[str]] = {}
    for conflict in folded.conflicts:
        if conflict.code != _DUPLICATE:
            codes.setdefault((conflict.promotion_id, conflict.benefit_id), []).append(conflict.code)
    for key, of_benefit in codes.items():
        lasting = sorted({*of_benefit} - {_AHEAD})
        entry = WorklistEntry(
            kind=WorklistKind.CONFLICT,
            business_reference_id=order.business_reference_id,
            promotion_id=key[0],
            benefit_id=key[1],
            customer_id=order.customer_id,
            since=_last_known(order, key),
            amount=None,
            codes=lasting or [_AHEAD],
        )
        yield IndexedEntry(entry=entry, until=None if lasting else _end_of_future(folded, key))


def _entry(
    order: Evidence, benefit: BenefitEvidence, kind: WorklistKind, since: datetime | None, amount: Money | None
) -> IndexedEntry:
    key = _key_of(benefit)
    return IndexedEntry(
        entry=WorklistEntry(
            kind=kind,
            business_reference_id=order.business_reference_id,
            promotion_id=key[0],
            benefit_id=key[1],
            customer_id=order.customer_id,
            since=since or _last_known(order, key),
            amount=amount,
        )
    )


def _failed(folded: FoldedBenefit) -> Money | None:
    """Return the open sum of failed attempts; None if only PED or the tracker records the failure."""
    tally, remaining = folded.position.tally, folded.position.remaining
    if tally is None or not tally.failed:
        return None
    return folded.evidence.money(tally.failed if remaining is None else min(tally.failed, remaining))


def _later_issuances(folded: FoldedBenefit) -> Iterator[EventRow]:
    ids = {conflict.values["later"] for conflict in folded.conflicts if conflict.code == _DUPLICATE}
    return (event for event in folded.evidence.log.issued if event.event_id in ids)


def _known_at(event: EventRow) -> datetime:
    """Return when an event happened, or arrived if it is dated later than that."""
    return min(event.event_time, event.recorded_at or event.event_time)


def _last(events: Iterable[EventRow]) -> datetime | None:
    return latest(*map(_known_at, events))


def _last_known(order: Evidence, key: _Key) -> datetime | None:
    return latest(
        *(row.last_updated_time.at for row in order.ped or () if row.benefit_key == key),
        *(row.updated_at for row in order.items or () if row.benefit_key == key),
        *(_known_at(event) for event in order.events if event.benefit_key == key),
    )


def _end_of_future(folded: FoldedOrder, key: _Key) -> datetime | None:
    """Return the instant from which no event of a benefit is in the future."""
    logs = (benefit.evidence.log for benefit in folded.benefits if _key_of(benefit.evidence) == key)
    last = latest(*(event.event_time for log in logs for event in log.events[-1:]))
    return None if last is None else not_ahead_from(last)


def _key_of(benefit: BenefitEvidence) -> _Key:
    return benefit.promotion_id, benefit.benefit_id
