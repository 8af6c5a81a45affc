"""Conflicts between the sources of one benefit: both values, and the rule that chose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.contract import Conflict, EventType
from rewards.ledger.duplicates import suspected_duplicates
from rewards.ledger.evidence import BenefitEvidence, Evidence
from rewards.ledger.item_accounts import Overuse
from rewards.ledger.items import closed_without_event
from rewards.ledger.position import Position
from rewards.ledger.tally import Tally
from rewards.ledger.timestamps import is_ahead
from rewards.stores.rows import EventRow

_PED, _TRACKER, _LOG = "ped", "lineItems", "concessions"


@dataclass(frozen=True, slots=True)
class _Benefit:
    promotion_id: str
    benefit_id: str

    def conflict(
        self, code: str, field: str, values: dict[str, str | int | None], *, chosen: str | None, rule: str
    ) -> Conflict:
        return Conflict.model_construct(
            code=code,
            promotion_id=self.promotion_id,
            benefit_id=self.benefit_id,
            field=field,
            values=values,
            chosen=chosen,
            rule=rule,
        )


def build_conflicts(evidence: BenefitEvidence, position: Position, *, as_of: datetime) -> list[Conflict]:
    """Return all conflicts of a benefit, in a fixed order. ``as_of`` decides which events are in the future."""
    benefit = _Benefit(evidence.promotion_id, evidence.benefit_id)
    found = [
        *_promise(benefit, evidence),
        *_log(benefit, evidence),
        *_parked_reversals(benefit, evidence),
        *_times(benefit, evidence, as_of),
    ]
    if evidence.lacks_issued_events:
        found.append(_issued_without_event(benefit, evidence))
    if evidence.unproven_ending is not None:
        found.append(_ended_without_event(benefit, evidence))
    if position.tally is not None:
        found += _sums(benefit, evidence, position)
        found += _tracker(benefit, evidence, position.tally)
        found += _item_overuses(benefit, position)
    if position.shortfall:
        found.append(
            benefit.conflict(
                "remainingBelowZero",
                "remaining",
                {_LOG: -position.shortfall},
                chosen=None,
                rule="remaining is never negative, and no over-issue explains this",
            )
        )
    return found


def build_ownership_conflicts(evidence: Evidence) -> list[Conflict]:
    """Return a conflict for each benefit whose rows name a customer other than the order's owner."""
    owner = evidence.customer_id
    strangers = {(row.benefit_key, _PED) for row in evidence.ped or () if row.customer_id != owner}
    strangers |= {(row.benefit_key, row.source) for row in evidence.events if row.customer_id != owner}
    return [
        _Benefit(*key).conflict(
            "ownerDiffers",
            "customerId",
            {"order": owner, source: None},
            chosen=_PED if evidence.ped else _LOG,
            rule="PED takes precedence over the events for the owner; the other customer is not named here",
        )
        for key, source in sorted(strangers)
    ]


def _promise(benefit: _Benefit, evidence: BenefitEvidence) -> Iterator[Conflict]:
    items = evidence.comparable_items
    tracked = sum(item.eligible_minor for item in items) if items else None
    if evidence.ped is None:
        if evidence.is_ped_known:
            chosen = None if tracked is None else _TRACKER
            values: dict[str, str | int | None] = {_PED: None, _TRACKER: tracked}
            rule = "without a PED row, the promise is the sum of the tracker"
            yield benefit.conflict("pedRowMissing", "eligible", values, chosen=chosen, rule=rule)
    elif tracked is not None and not evidence.is_promise_rounded:
        yield benefit.conflict(
            "eligibleDiffers",
            "eligible",
            {_PED: evidence.ped.eligible_minor, _TRACKER: tracked},
            chosen=_PED,
            rule="PED holds the promise",
        )


def _log(benefit: _Benefit, evidence: BenefitEvidence) -> Iterator[Conflict]:
    log = evidence.log
    currencies = {item.currency for item in evidence.items or ()} | {event.currency for event in log.events}
    for currency in sorted(currencies - {evidence.known_currency}):
        values: dict[str, str | int | None] = {"benefit": evidence.known_currency, "other": currency}
        rule = "amounts in different currencies are not added"
        yield benefit.conflict("currencyDiffers", "currency", values, chosen=None, rule=rule)
    for event_id in log.contested:
        rule = "an event never changes: one of the two versions is wrong"
        yield benefit.conflict("eventContentDiffers", "eventId", {_LOG: event_id}, chosen=None, rule=rule)
    for event in log.unrecognised:
        rule = "an event of unknown type is shown; if it has an amount, no sum of the benefit is stated"
        values = {event.source: event.type}
        yield benefit.conflict("eventTypeUnknown", "type", values, chosen=None, rule=rule)


def _parked_reversals(benefit: _Benefit, evidence: BenefitEvidence) -> Iterator[Conflict]:
    for event in evidence.parked_reversals:
        rule = "a reversal has no effect until the issuance that it reverses is known"
        values: dict[str, str | int | None] = {event.source: event.reverses_event_id}
        yield benefit.conflict("reversalWithoutIssuance", "reversesEventId", values, chosen=None, rule=rule)


def _times(benefit: _Benefit, evidence: BenefitEvidence, as_of: datetime) -> Iterator[Conflict]:
    for event in evidence.log.events:
        if is_ahead(event.event_time, as_of=as_of):
            rule = "an event in the future counts, and is not reported as having happened"
            yield benefit.conflict("eventInFuture", "eventTime", _time_of(event), chosen=None, rule=rule)
    issued = {event.event_id: event for event in evidence.log.issued}
    for event in evidence.log.of_type(EventType.REVERSED):
        target = issued.get(event.reverses_event_id or "")
        if target is not None and event.event_time < target.event_time:
            values = {**_time_of(event), "reversesEventId": target.event_id}
            rule = "a reversal dated before its issuance counts; one of the two times is wrong"
            yield benefit.conflict("reversalBeforeIssuance", "eventTime", values, chosen=None, rule=rule)


def _time_of(event: EventRow) -> dict[str, str | int | None]:
    return {event.source: event.event_id, "eventTime": event.event_time.isoformat()}


def _issued_without_event(benefit: _Benefit, evidence: BenefitEvidence) -> Conflict:
    values: dict[str, str | int | None] = {_LOG: None}
    if evidence.ped is not None:
        values[_PED] = evidence.ped.benefit_issuance_status
    if evidence.comparable_items:
        values[_TRACKER] = sum(item.issued_minor for item in evidence.comparable_items)
    if evidence.is_without_events:
        code = "issuedWithoutEvents"
        rule = "what was issued before the event log began is shown as recorded, and no amount is stated"
    else:
        code = "issuedEventMissing"
        rule = "the event of the issuance has not arrived: it is shown as recorded, and no amount is stated"
    return benefit.conflict(code, "issued", values, chosen=None, rule=rule)


def _ended_without_event(benefit: _Benefit, evidence: BenefitEvidence) -> Conflict:
    values: dict[str, str | int | None] = {_LOG: None}
    if evidence.ped is not None:
        values[_PED] = evidence.ped.benefit_issuance_status
    if evidence.is_without_events:
        rule = "only PED records how a benefit without events ended, and no amount is stated"
        return benefit.conflict("statusWithoutEvents", "issuanceStatus", values, chosen=None, rule=rule)
    rule = "a status in PED alone does not reduce an amount"
    return benefit.conflict("statusEventMissing", "issuanceStatus", values, chosen=_LOG, rule=rule)


def _sums(benefit: _Benefit, evidence: BenefitEvidence, position: Position) -> Iterator[Conflict]:
    sums = position.tally
    if sums is None:
        return
    for event in sums.capped:
        rule = "a reversal never exceeds what was issued"
        yield benefit.conflict(
            "reversalAboveIssuance", "reversed", {event.source: event.amount_minor}, chosen=None, rule=rule
        )
    pairs = suspected_duplicates(evidence, sums, is_over_issued=bool(position.over_issued))
    rule = "both count: two events are two issuances until one is reversed"
    each = benefit.conflict("equalIssuances", "issued", {}, chosen=_LOG, rule=rule)
    ids = ({"earlier": earlier.event_id, "later": later.event_id} for earlier, later in pairs)
    yield from each.copy_for_each("values", ids)


def _tracker(benefit: _Benefit, evidence: BenefitEvidence, sums: Tally) -> Iterator[Conflict]:
    items = evidence.comparable_items
    tracked = sum(item.issued_minor for item in items)
    if items and tracked != sums.issued:
        yield benefit.conflict(
            "issuedDiffers",
            "issued",
            {_LOG: sums.issued, _TRACKER: tracked},
            chosen=_LOG,
            rule="Concessions takes precedence over the tracker; both are gross of reversals",
        )
    for item in closed_without_event(evidence):
        yield benefit.conflict(
            "itemClosedWithoutEvent",
            "status",
            {_LOG: None, _TRACKER: item.status, "lineItemId": item.line_item_id},
            chosen=_LOG,
            rule="a status in the tracker alone does not reduce an amount",
        )


def _unreported_overuses(position: Position) -> tuple[Overuse, ...]:
    """Return the overuses of items, unless the over-issue of the benefit explains them completely."""
    overuses = position.account.overuses if position.account else ()
    issued_beyond = sum(one.used - one.due for one in overuses)
    is_reported = all(one.code == "itemOverIssued" for one in overuses) and issued_beyond <= (position.over_issued or 0)
    return () if is_reported else overuses


def _item_overuses(benefit: _Benefit, position: Position) -> Iterator[Conflict]:
    for overuse in _unreported_overuses(position):
        target = {"lineItemId": overuse.line_item_id, "shipmentId": overuse.shipment_id}
        values: dict[str, str | int | None] = {_LOG: overuse.used, _TRACKER: overuse.due}
        yield benefit.conflict(
            overuse.code,
            "issued" if overuse.code == "itemOverIssued" else "remaining",
            values | {name: known for name, known in target.items() if known is not None},
            chosen=_LOG,
            rule="the issued and closed amounts of an item do not exceed what it was due",
        )
    if position.unexplained and position.account and position.remaining is not None:
        yield benefit.conflict(
            "remainingDiffers",
            "remaining",
            {_LOG: position.remaining, _TRACKER: position.account.open_minor},
            chosen=_LOG,
            rule="the remaining sum equals what the open items are due",
        )
