"""Suspected duplicate issuances: equal amounts for the same target.

Both count until one is reversed. Issuances that the tracker confirms are not suspected: a line item of two units that
ships in two parcels is correctly issued twice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from rewards.ledger.evidence import BenefitEvidence
from rewards.ledger.open_failures import Target
from rewards.ledger.tally import Tally
from rewards.stores.rows import EventRow

_CLOSE_IN_TIME = timedelta(hours=1)
_BENEFIT = Target(None, None)
_Key = tuple[str, Target | str | None]
_WHOLE: _Key = ("exact", _BENEFIT)


def suspected_duplicates(
    evidence: BenefitEvidence, sums: Tally, *, is_over_issued: bool
) -> Iterator[tuple[EventRow, EventRow]]:
    """Yield pairs of issuances, the earlier one first, with each later one at most once.

    Two issuances without a target are suspected if they are on the same card, less than an hour apart, or if more was
    issued than promised: equal installments on different days are common.
    """
    standing = [
        (event, Target.of(event))
        for event in evidence.log.issued
        if event.amount_minor and event.event_id not in sums.fully_reversed
    ]
    proof: _TrackerProof | None = None
    seen = _Seen()
    repeated = {amount for amount, times in Counter(event.amount_minor for event, _ in standing).items() if times > 1}
    for event, target in standing:
        if event.amount_minor not in repeated:
            continue
        is_untargeted = target == _BENEFIT
        twin = seen.untargeted_twin(event, is_over_issued=is_over_issued) if is_untargeted else seen.twin(event, target)
        if twin is not None:
            proof = proof or _TrackerProof(evidence, standing)
            if not proof.covers(Target.of(twin), target):
                yield twin, event
        seen.add(event, target)


class _Seen:
    """The issuances so far, indexed by amount and target, so that each is compared with only a few others."""

    def __init__(self) -> None:
        self._first: dict[tuple[int, _Key], EventRow] = {}
        self._last_untargeted: dict[int, EventRow] = {}
        self._first_on_card: dict[tuple[int, str], EventRow] = {}

    def add(self, event: EventRow, target: Target) -> None:
        amount = event.amount_minor
        if target == _BENEFIT:
            self._first.setdefault((amount, _WHOLE), event)
            self._last_untargeted[amount] = event
            if event.gc_id:
                self._first_on_card.setdefault((amount, event.gc_id), event)
            return
        for place in _index_keys(target):
            self._first.setdefault((amount, place), event)

    def twin(self, event: EventRow, target: Target) -> EventRow | None:
        """Return the first issuance of the same amount whose target agrees in all parts that both name."""
        found = (self._first.get((event.amount_minor, place)) for place in _lookup_keys(target))
        known = [one for one in found if one is not None]
        return min(known, key=lambda one: (one.event_time, one.event_id), default=None)

    def untargeted_twin(self, event: EventRow, *, is_over_issued: bool) -> EventRow | None:
        if is_over_issued:
            return self._first.get((event.amount_minor, _WHOLE))
        if twin := self._first_on_card.get((event.amount_minor, event.gc_id or "")):
            return twin
        last = self._last_untargeted.get(event.amount_minor)
        return last if last is not None and event.event_time - last.event_time < _CLOSE_IN_TIME else None


class _TrackerProof:
    """The sums that the tracker confirms as issued and due, and the sums that the events issued, both by target."""

    def __init__(self, evidence: BenefitEvidence, standing: Iterable[tuple[EventRow, Target]]) -> None:
        self._tracked: Counter[_Key] = Counter()
        self._issued: Counter[_Key] = Counter()
        for row in evidence.comparable_items:
            for place in _sum_keys(Target(row.line_item_id, row.shipment_id)):
                self._tracked[place] += min(row.issued_minor, row.eligible_minor)
        for event, target in standing:
            for place in _sum_keys(target):
                self._issued[place] += event.amount_minor

    def covers(self, one: Target, other: Target) -> bool:
        """Whether the tracker confirms all that the events issued for the common part of both targets."""
        place = self._in_common(one, other)
        return self._tracked[place] >= self._issued[place]

    def _in_common(self, one: Target, other: Target) -> _Key:
        if one == other and ("exact", one) in self._tracked:
            return "exact", one
        if one.line_item_id is not None and one.line_item_id == other.line_item_id:
            return "item", one.line_item_id
        if one.shipment_id is not None and one.shipment_id == other.shipment_id:
            return "shipment", one.shipment_id
        return "all", _BENEFIT


def _index_keys(target: Target) -> Iterator[_Key]:
    yield "exact", target
    if target.line_item_id is not None:
        yield "item", target.line_item_id
    if target.shipment_id is not None:
        yield "shipment", target.shipment_id


def _sum_keys(target: Target) -> Iterator[_Key]:
    yield from _index_keys(target)
    yield "all", _BENEFIT


def _lookup_keys(target: Target) -> Iterator[_Key]:
    item, shipment = target
    if item is not None and shipment is not None:
        yield "exact", target
        yield "exact", Target(item, None)
        yield "exact", Target(None, shipment)
    elif item is not None:
        yield "item", item
    else:
        yield "shipment", shipment
