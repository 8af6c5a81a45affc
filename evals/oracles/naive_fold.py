"""A naive fold of the rows of one benefit, from the rules of the design alone. It shares no code with the product.

It is slow and plain: every rule is a few lines over lists, and rows are dictionaries as the databases hold them. Where
the design leaves several readings, the result is the set of values that it allows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from evals.oracles.world_rows import Row, Sources
from evals.oracles.world_rows import instant as _at

Target = tuple[str | None, str | None]  # item and shipment
_MOVING = {"RESERVED", "ISSUED", "ISSUE_FAILED", "REVERSED", "CANCELLED", "EXPIRED"}
_CLOSING = ("ISSUED", "CANCELLED", "EXPIRED")
_NOT_ISSUED = {"PENDING", "RESERVED", "CANCELLED", "EXPIRED", "FAILED"}
_ENDED_BY = {"CANCELLED": "CANCELLED", "EXPIRED": "EXPIRED", "FAILED": "ISSUE_FAILED"}


class NaiveBenefit:
    """What the rows prove about one benefit. Amounts are minor units, and None where they are not proven."""

    def __init__(self, sources: Sources, key: tuple[str, str]) -> None:
        self.sources = sources
        self.ped = next(iter(_of(sources.ped, key)), None)
        self.items = _of(sources.items, key)
        known = {row["eventId"]: row for row in _of(sources.own_events, key)}
        self.events = sorted(known.values(), key=lambda row: (_at(row["eventTime"]), row["eventId"]))
        owners = sources.owners
        self.has_foreign = any(owners and row["customerId"] not in owners for row in _of(sources.events, key))

    def of_type(self, *kinds: str) -> list[Row]:
        return [row for row in self.events if row["type"] in kinds]

    # -- what is known (rules 5, 6, 14)

    @property
    def currency(self) -> str:
        items = sorted(self.items, key=lambda row: (row["lineItemId"], row.get("shipmentId") or ""))
        ranked = [*([self.ped] if self.ped else []), *items, *self.events]
        return str(ranked[0]["currency"])

    @property
    def comparable(self) -> list[Row]:
        return self.items if all(row["currency"] == self.currency for row in self.items) else []

    @property
    def promised(self) -> int | None:
        if self.ped is not None:
            return int(self.ped["eligibleMinor"])
        if self.sources.ped is None or not self.comparable:
            return None
        return int(sum(row["eligibleMinor"] for row in self.comparable))

    @property
    def is_recorded_as_issued(self) -> bool:
        ped = self.ped or {"benefitIssuanceStatus": "PENDING"}
        by_ped = ped["benefitIssuanceStatus"] not in _NOT_ISSUED or bool(ped.get("gcId") or ped.get("gcIds"))
        return by_ped or any(row["issuedMinor"] or row["status"] == "ISSUED" for row in self.items)

    @cached_property
    def is_summable(self) -> bool:
        """Whether the events prove the sums."""
        if self.sources.events is None or self.has_foreign:
            return False
        if any(row["currency"] != self.currency for row in self.events):
            return False
        if any(row["amountMinor"] for row in self.events if row["type"] not in _MOVING):
            return False
        has_issued = any(row["amountMinor"] for row in self.of_type("ISSUED"))
        if not has_issued and (self.sources.ped is None or self.is_recorded_as_issued):
            return False
        return not (not self.events and self.ped is not None and self.ped["benefitIssuanceStatus"] in _ENDED_BY)

    # -- the sums (rules 1, 2, 12)

    def total(self, *kinds: str) -> int:
        return int(sum(row["amountMinor"] for row in self.of_type(*kinds)))

    @cached_property
    def reversals(self) -> list[tuple[Row, Row, int]]:
        """Each reversal of a known issuance, the issuance, and the amount that it takes back."""
        issued = {row["eventId"]: row for row in self.of_type("ISSUED")}
        left = {name: row["amountMinor"] for name, row in issued.items()}
        found = []
        for row in self.of_type("REVERSED"):
            target = row.get("reversesEventId")
            if target in issued:
                amount = min(row["amountMinor"], left[target])
                left[target] -= amount
                found.append((row, issued[target], amount))
        return found

    @property
    def pending_reversals(self) -> int:
        known = {row["eventId"] for row in self.of_type("ISSUED")}
        if self.sources.events is None:
            return 0
        return sum(row.get("reversesEventId") not in known for row in self.of_type("REVERSED"))

    @property
    def reversed(self) -> int:
        return sum(amount for _, _, amount in self.reversals)

    @property
    def reinstated(self) -> int:
        return sum(amount for row, _, amount in self.reversals if row.get("reinstates"))

    @property
    def granted(self) -> int:
        return self.total("ISSUED") - self.reversed

    def _excess_taken_back(self) -> set[int]:
        """What reversals take back of an excess: of the benefit, or of its items if that is more."""
        lost = self.reversed - self.reinstated
        of_benefit = min(lost, max(0, self.total(*_CLOSING) - (self.promised or 0)))
        of_items = self._excess_of_items()
        used: tuple[Mapping[str, int], ...] = (
            {},
            {item: self._used_by(item) for item in self._known},
            {item: self._kept_by(item) for item in self._known},
        )
        shipments = (of_items + self._excess_of_shipments(used_by) for used_by in used)
        return {of_benefit, *(max(of_benefit, found) for found in (of_items, *shipments))}

    @property
    def _known(self) -> set[str]:
        return {row["lineItemId"] for row in self.comparable}

    def _excess_of_items(self) -> int:
        return sum(self._excess_of(self._naming(item), self._due_of(item)) for item in self._known)

    def _excess_of_shipments(self, used_by: Mapping[str, int]) -> int:
        """The excess of issuances that name a shipment only, of which its items have used up a part."""
        total = 0
        for shipment in {row.get("shipmentId") for row in self.comparable} - {None}:
            rows = [row for row in self.comparable if row.get("shipmentId") == shipment]
            due = sum(row["eligibleMinor"] for row in rows)
            items = {row["lineItemId"] for row in rows}
            due -= sum(min(self._due_of(item), used_by.get(item, 0)) for item in items)
            own = [row for row in self._naming(None) if _target(row)[1] == shipment]
            total += self._excess_of(own, max(0, due))
        return total

    def _excess_of(self, issued: Sequence[Row], due: int) -> int:
        ids = {row["eventId"] for row in issued}
        taken = (a for row, of, a in self.reversals if of["eventId"] in ids and not row.get("reinstates"))
        return int(min(sum(taken), max(0, sum(row["amountMinor"] for row in issued) - due)))

    def _naming(self, item: str | None) -> list[Row]:
        """The issuances for an item of the tracker; with None, those for none of them."""
        named = ((row, _target(row)[0]) for row in self.of_type("ISSUED"))
        return [row for row, name in named if (name if name in self._known else None) == item]

    def _due_of(self, item: str) -> int:
        return int(sum(row["eligibleMinor"] for row in self.comparable if row["lineItemId"] == item))

    def _used_by(self, item: str) -> int:
        issued = self._naming(item)
        ids = {row["eventId"] for row in issued}
        again = sum(a for row, of, a in self.reversals if of["eventId"] in ids and row.get("reinstates"))
        closed = sum(row["amountMinor"] for row in self.of_type("CANCELLED", "EXPIRED") if _target(row)[0] == item)
        return int(sum(row["amountMinor"] for row in issued) - again + closed)

    def _kept_by(self, item: str) -> int:
        """What an item has used up without what its own reversals took back of an excess."""
        return self._used_by(item) - self._excess_of(self._naming(item), self._due_of(item))

    @cached_property
    def raw_remaining(self) -> set[int]:
        if self.promised is None or not self.is_summable:
            return set()
        used = self.total(*_CLOSING)
        return {self.promised - used + excess + self.reinstated for excess in self._excess_taken_back()}

    @property
    def unrounded_remaining(self) -> set[int]:
        """What remains, floored at zero (rule 1)."""
        return {max(0, raw) for raw in self.raw_remaining}

    @property
    def remaining(self) -> set[int]:
        """What remains, floored at zero, and without a rest of less than a minor unit an item (rules 1 and 15)."""
        whole = self.unrounded_remaining
        return whole | {value - rest for value in whole for rest in range(1, len(self.comparable)) if value >= rest}

    @property
    def over_issued(self) -> int | None:
        return None if self.promised is None or not self.is_summable else max(0, self.granted - self.promised)

    def pending(self, remaining: int) -> set[int]:
        """What is on its way, for one of the values of ``remaining``."""
        used = {self.total(*_CLOSING) - excess for excess in self._excess_taken_back()}
        return {max(0, min(remaining, self.total("RESERVED") - one - self.open_failed)) for one in used}

    # -- failed attempts (rule 13)

    @cached_property
    def open_failed(self) -> int:
        """The failed sums that no later event uses up."""
        failures: list[tuple[Target, list[int]]] = []  # oldest first; the list holds what is still open
        for row in sorted(
            self.events, key=lambda row: (_at(row["eventTime"]), row["type"] in _CLOSING, row["eventId"])
        ):
            if row["type"] not in (*_CLOSING, "ISSUE_FAILED"):
                continue
            target, left = _target(row), int(row["amountMinor"])
            near = [
                (rank, place) for place, (of, _) in enumerate(failures) if (rank := _nearness(target, of)) is not None
            ]
            for _, place in sorted(near):
                used = min(left, failures[place][1][0])
                failures[place][1][0] -= used
                left -= used
            if row["type"] == "ISSUE_FAILED":
                failures.append((target, [int(row["amountMinor"])]))
        return sum(still_open[0] for _, still_open in failures)

    # -- states (rule 8)

    def status(self, remaining: int | None) -> str:
        if remaining is None or not self.is_summable:
            return "UNKNOWN"
        if self.total("ISSUED"):
            return "PARTIALLY_ISSUED" if remaining else "ISSUED"
        if not remaining and self.total("CANCELLED", "EXPIRED"):
            return "CANCELLED" if self.total("CANCELLED") >= self.total("EXPIRED") else "EXPIRED"
        if self.open_failed:
            return "FAILED"
        ped = self.ped or {}
        is_reserved = ped.get("benefitIssuanceStatus") == "RESERVED" or bool(ped.get("reservedAt"))
        return "RESERVED" if self.total("RESERVED") or is_reserved else "PENDING"

    @property
    def reversal_status(self) -> str:
        if not self.is_summable:
            return "UNKNOWN"
        if not self.reversed:
            return "NONE"
        return "FULL" if self.reversed == self.total("ISSUED") else "PARTIAL"

    @property
    def is_unrevealed(self) -> bool:
        """Whether it is a scratch card that was not revealed."""
        ped = self.ped or {}
        return ped.get("benefitType") == "SCRATCH_CARD" and not ped.get("revealedAt")

    # -- times (rule 17)

    @property
    def reserved_at(self) -> datetime | None:
        """A writer's own time, else the earliest known."""
        ped = self.ped or {}
        recorded = [_at(ped["reservedAt"])] if ped.get("reservedAt") else []
        if recorded and ped.get("reservedAtSource") != "derivedFromEvents":
            return recorded[0]
        return min([*recorded, *(_at(row["eventTime"]) for row in self.of_type("RESERVED"))], default=None)


def _nearness(closing: Target, failed: Target) -> int | None:
    """Return how near a failed attempt's target is to that of an event that may close it, None if it is another."""
    item, shipment = closing
    if failed == closing:
        return 0
    if closing == (None, None):
        return 1
    if item is not None and failed[0] == item:
        return 1  # an item is the same item in every shipment
    if item is None and failed[1] == shipment:
        return 1
    if item is not None and shipment is not None:
        wholes: dict[Target, int] = {(None, shipment): 2, (None, None): 3}
        return wholes.get(failed)
    if failed == (None, None):
        return 2
    is_other_kind = failed[1] is None if item is None else failed[0] is None
    return 3 if is_other_kind else None  # a shipment may hold the item


def _target(row: Row) -> Target:
    return row.get("lineItemId") or None, row.get("shipmentId") or None


def _of(rows: Iterable[Row] | None, key: tuple[str, str]) -> list[Row]:
    return [row for row in rows or () if (row["promotionId"], row["benefitId"]) == key]
