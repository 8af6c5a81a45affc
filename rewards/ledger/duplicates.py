"""Suspected duplicate issuances: equal amounts for the same target.

Both count until one is reversed. Issuances that the tracker confirms are not suspected: a line item of two units that
ships in two parcels is correctly issued twice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from rewards.ledger.evidence import BenefitEvidence
from rewards.ledger.open_failures import BENEFIT, Target
from rewards.ledger.tally import Tally
from rewards.stores.rows import EventRow

_CLOSE_IN_TIME = timedelta(hours=1)
_Key = tuple[str, Target | str | None]


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
    repeated = {amount for amount, times in Counter(event.amount_minor for event, _ in standing).items() if times > 1}
    seen = {amount: _Seen() for amount in repeated}
    for event, target in standing:
        of_amount = seen.get(event.amount_minor)
        if of_amount is None:
            continue
        if target is BENEFIT:
            twin = of_amount.untargeted_twin(event, is_over_issued=is_over_issued)
        else:
            twin = of_amount.twin(event, target)
        if twin is not None:
            proof = proof or _TrackerProof(evidence, standing)
            if not proof.covers(Target.of(twin), target):
                yield twin, event


class _Seen:
    """The issuances of one amount so far, indexed by target, so that each is compared with only a few others.

    Those without a target, which are many in a long order, are apart.
    """

    def __init__(self) -> None:
        self._first: dict[_Key, EventRow] = {}
        self._first_untargeted: EventRow | None = None
        self._last_untargeted: EventRow | None = None
        self._first_on_card: dict[str, EventRow] = {}

    def twin(self, event: EventRow, target: Target) -> EventRow | None:
        """Return the first issuance whose target agrees in all parts that both name, and add the event."""
        found = (self._first.get(place) for place in _lookup_keys(target))
        known = [one for one in found if one is not None]
        for place in _index_keys(target):
            self._first.setdefault(place, event)
        return min(known, key=lambda one: (one.event_time, one.event_id), default=None)

    def untargeted_twin(self, event: EventRow, *, is_over_issued: bool) -> EventRow | None:
        """Return the issuance of which one without a target may be a duplicate, and add the event."""
        first, last = self._first_untargeted, self._last_untargeted
        on_card = self._first_on_card.setdefault(event.gc_id, event) if event.gc_id else event
        self._first_untargeted, self._last_untargeted = first or event, event
        if is_over_issued:
            return first
        if on_card is not event:
            return on_card
        return last if last is not None and event.event_time - last.event_time < _CLOSE_IN_TIME else None


class _TrackerProof:
    """The sums that the tracker confirms as issued and due, and the sums that the events issued, both by target."""

    def __init__(self, evidence: BenefitEvidence, standing: Iterable[tuple[EventRow, Target]]) -> None:
        self._tracked: Counter[_Key] = Counter()
        self._issued: Counter[_Key] = Counter()
        for row in evidence.comparable_items:
            for place in _sum_keys(Target(row.line_item_id, row.shipment_id)):
                self._tracked[place] += min(row.issued_minor, row.eligible_minor)
        if not self._tracked:
            return
        for event, target in standing:
            for place in _sum_keys(target):
                self._issued[place] += event.amount_minor

    def covers(self, one: Target, other: Target) -> bool:
        """Whether the tracker confirms all that the events issued for the common part of both targets."""
        if not self._tracked:
            return False
        place = self._in_common(one, other)
        return self._tracked[place] >= self._issued[place]

    def _in_common(self, one: Target, other: Target) -> _Key:
        if one == other and ("exact", one) in self._tracked:
            return "exact", one
        if one.line_item_id is not None and one.line_item_id == other.line_item_id:
            return "item", one.line_item_id
        if one.shipment_id is not None and one.shipment_id == other.shipment_id:
            return "shipment", one.shipment_id
        return "all", BENEFIT


def _index_keys(target: Target) -> Iterator[_Key]:
    yield "exact", target
    if target.line_item_id is not None:
        yield "item", target.line_item_id
    if target.shipment_id is not None:
        yield "shipment", target.shipment_id


def _sum_keys(target: Target) -> Iterator[_Key]:
    yield from _index_keys(target)
    yield "all", BENEFIT


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
