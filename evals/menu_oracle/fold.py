"""A naive fold of a world's rows, written from section 5 of the design alone. It shares no code with the product.

Where the design leaves several readings of events without a target, the result is the set of possible values.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from evals.menu_oracle.worlds import CUSTOMER, Row, World

Amount = tuple[int, str]  # minor units and currency
_NOT_ISSUED = {"PENDING", "RESERVED", "CANCELLED", "EXPIRED", "FAILED"}
_ENDINGS = {"CANCELLED": "CANCELLED", "EXPIRED": "EXPIRED", "FAILED": "ISSUE_FAILED"}
_TYPES = {"RESERVED", "ISSUED", "ISSUE_FAILED", "REVERSED", "CANCELLED", "EXPIRED"}


def is_malformed(row: Row) -> bool:
    """Whether a sum of the row is no number: the one fault that the worlds of these tests have."""
    return any(isinstance(row.get(name), str) for name in ("eligibleMinor", "issuedMinor", "amountMinor"))


def _key(row: Row) -> tuple[str, str]:
    return row["promotionId"], row["benefitId"]


def instant(value: object) -> datetime:
    return datetime.fromisoformat(str(value))


@dataclass(frozen=True)
class TakenBack:
    event: Row
    amount: int
    reinstates: bool


class BenefitTruth:
    """What the rows prove about one benefit."""

    def __init__(self, world: World, order: str, key: tuple[str, str]) -> None:
        self.world, self.order, self.key = world, order, key
        tables = {"ped": world.ped, "lineItems": world.items, "concessions": world.events}
        everything = [[] if name in world.down else _of(rows, order) for name, rows in tables.items()]
        self.is_malformed = any(_key(row) == key and is_malformed(row) for rows in everything for row in rows)
        own = [[row for row in rows if not is_malformed(row)] for rows in everything]
        owners = {row["customerId"] for row in own[0]} if "ped" not in world.down else set()
        of_key = [[row for row in rows if (row["promotionId"], row["benefitId"]) == key] for rows in own]
        ped, items, events = ([row for row in rows if _key(row) == key] for rows in everything)
        self.ped_answered = "ped" not in world.down and not any(map(is_malformed, ped))
        self.tracker_answered = "lineItems" not in world.down and not any(map(is_malformed, items))
        self.log_answered = "concessions" not in world.down and not any(map(is_malformed, events))
        self.ped = of_key[0][0] if of_key[0] and self.ped_answered else None
        self.rows = of_key[1] if self.tracker_answered else []
        events = of_key[2]
        self.foreign = [e for e in events if owners and e["customerId"] not in owners]
        mine = {e["eventId"]: e for e in events if e not in self.foreign}
        self.contested = any(mine[e["eventId"]] != e for e in events if e not in self.foreign)
        self.events = sorted(mine.values(), key=lambda e: (instant(e["eventTime"]), e["eventId"]))

    # -- records

    def of_type(self, *kinds: str) -> list[Row]:
        return [event for event in self.events if event["type"] in kinds]

    @property
    def type(self) -> str:
        return str(self.ped["benefitType"]) if self.ped else "UNKNOWN"

    @property
    def currency(self) -> str:
        rows = sorted(self.rows, key=lambda r: (r["lineItemId"], r.get("shipmentId", "")))
        ranked = [*([self.ped] if self.ped else []), *rows, *self.events]
        return str(ranked[0]["currency"]) if ranked else ""  # only a malformed row is known of it

    @property
    def comparable(self) -> list[Row]:
        return self.rows if all(row["currency"] == self.currency for row in self.rows) else []

    @property
    def cards_in_ped(self) -> list[str]:
        return [*self.ped.get("gcIds", ()), *([self.ped["gcId"]] if self.ped.get("gcId") else [])] if self.ped else []

    @property
    def says_issued_elsewhere(self) -> bool:
        by_ped = self.ped and (self.ped["benefitIssuanceStatus"] not in _NOT_ISSUED or self.cards_in_ped)
        return bool(by_ped or any(row["issuedMinor"] or row["status"] == "ISSUED" for row in self.rows))

    @property
    def holds_money(self) -> bool:
        return any(event["amountMinor"] for event in self.of_type("ISSUED"))

    @property
    def newer_types(self) -> list[Row]:
        return [event for event in self.events if event["type"] not in _TYPES]

    @property
    def unproven_ending(self) -> str | None:
        """PED's final status without an event that proves it."""
        status = self.ped["benefitIssuanceStatus"] if self.ped else ""
        lacks = status in _ENDINGS and self.log_answered and not self.of_type("ISSUED", _ENDINGS[status])
        return status if lacks else None

    @property
    def is_summable(self) -> bool:
        """Whether the events prove what was issued: rules 6 and 14, two currencies, another owner, a newer type."""
        proves = self.holds_money or (self.ped_answered and not self.says_issued_elsewhere)
        is_ended = bool(self.unproven_ending) and not self.events
        currencies = {event["currency"] for event in self.events} - {self.currency}
        is_newer = any(event["amountMinor"] for event in self.newer_types)
        is_certain = not is_ended and not self.foreign and not currencies and not is_newer and not self.is_malformed
        return self.log_answered and proves and is_certain

    # -- the sums

    @cached_property
    def promised(self) -> int | None:
        if self.is_malformed:
            return None
        if self.ped:
            return int(self.ped["eligibleMinor"])
        if not self.ped_answered or not self.comparable:
            return None
        return int(sum(row["eligibleMinor"] for row in self.comparable))

    def _sum(self, *kinds: str) -> int:
        return sum(event["amountMinor"] for event in self.of_type(*kinds))

    @cached_property
    def reversal(self) -> dict[str, list[TakenBack]]:
        """The reversed sums by issuance: never more than was left of it, and none where the issuance is unknown."""
        left = {event["eventId"]: event["amountMinor"] for event in self.of_type("ISSUED")}
        found: dict[str, list[TakenBack]] = {}
        for event in self.of_type("REVERSED"):
            target = str(event.get("reversesEventId"))
            if target in left:
                amount = min(left[target], event["amountMinor"])
                left[target] -= amount
                if amount:
                    found.setdefault(target, []).append(TakenBack(event, amount, bool(event.get("reinstates"))))
        return found

    @property
    def parked(self) -> list[Row]:
        known = {event["eventId"] for event in self.of_type("ISSUED")}
        return [e for e in self.of_type("REVERSED") if e.get("reversesEventId") not in known]

    @property
    def reversed_parts(self) -> list[TakenBack]:
        return [part for parts in self.reversal.values() for part in parts]

    @property
    def issued(self) -> int | None:
        return self._sum("ISSUED") if self.is_summable else None

    @property
    def reversed(self) -> int | None:
        return sum(part.amount for part in self.reversed_parts) if self.is_summable else None

    @property
    def granted(self) -> int | None:
        issued, taken = self.issued, self.reversed
        return None if issued is None or taken is None else issued - taken

    @property
    def cancelled(self) -> int | None:
        return self._sum("CANCELLED") if self.is_summable else None

    @property
    def expired(self) -> int | None:
        return self._sum("EXPIRED") if self.is_summable else None

    @cached_property
    def raw_remaining(self) -> frozenset[int]:
        """The remaining sum before it is floored at zero; with a reversal of an item's excess there are two."""
        if not self.is_summable or self.promised is None:
            return frozenset()
        used = self._sum("ISSUED", "CANCELLED", "EXPIRED")
        reinstated = sum(part.amount for part in self.reversed_parts if part.reinstates)
        lost = sum(part.amount for part in self.reversed_parts if not part.reinstates)
        by_sum = min(max(0, used - self.promised), lost)
        return frozenset(self.promised - used + taken + reinstated for taken in (by_sum, max(by_sum, self._by_item())))

    def _by_item(self) -> int:
        """The part of the reversals that exceeded what their items or shipments were due."""
        total = 0
        for name in ("lineItemId", "shipmentId"):
            for target in {row.get(name) for row in self.rows} - {None}:
                events = [e for e in self.of_type("ISSUED") if e.get(name) == target]
                if name == "shipmentId":
                    events = [e for e in events if not e.get("lineItemId")]
                due = sum(row["eligibleMinor"] for row in self.rows if row.get(name) == target)
                parts = [p for e in events for p in self.reversal.get(e["eventId"], []) if not p.reinstates]
                total += min(sum(p.amount for p in parts), max(0, sum(e["amountMinor"] for e in events) - due))
        return total

    @cached_property
    def remaining(self) -> frozenset[int]:
        """The possible remaining sums: one value, or also the value without a rounding remainder."""
        found = {max(0, raw) for raw in self.raw_remaining}
        most = len(self.comparable)
        return frozenset(
            found | {0 for value in found if 0 < value < most} | {v - r for v in found for r in self._rests(v)}
        )

    def _rests(self, remaining: int) -> set[int]:
        """The remainders that rounding the items' shares can leave: below one minor unit per item."""
        shares = sum(row["eligibleMinor"] for row in self.comparable)
        rest = (self.promised or 0) - shares
        return {rest} if self.comparable and 0 < rest < len(self.comparable) and rest <= remaining else set()

    @property
    def over_issued(self) -> int | None:
        if self.granted is None or self.promised is None:
            return None
        return max(0, self.granted - self.promised)

    @property
    def excess(self) -> int | None:
        """The excess, apart from items' shares that were rounded up."""
        rounded_up = sum(row["eligibleMinor"] for row in self.comparable) - (self.promised or 0)
        is_rounding = 0 < rounded_up < len(self.comparable) and (self.over_issued or 0) <= rounded_up
        return 0 if is_rounding else self.over_issued

    # -- items

    def left_of(self, row: Row) -> int | None:
        """What an item is still due by the events; None where one of them does not name its item."""
        same = [r for r in self.rows if r["lineItemId"] == row["lineItemId"]]
        used = 0
        for event in self.of_type("ISSUED", "CANCELLED", "EXPIRED"):
            if event.get("lineItemId") and event["lineItemId"] != row["lineItemId"]:
                continue
            if event.get("shipmentId") and row.get("shipmentId") and event["shipmentId"] != row["shipmentId"]:
                continue
            if not event.get("lineItemId") or len(same) > 1:
                return None
            parts = self.reversal.get(event["eventId"], [])
            used += event["amountMinor"] - sum(p.amount for p in parts if p.reinstates)
        return max(0, int(row["eligibleMinor"]) - used)

    # -- a scratch card

    @property
    def is_unrevealed(self) -> bool:
        is_scratch_card = bool(self.ped) and self.type == "SCRATCH_CARD" and not (self.ped or {}).get("revealedAt")
        return is_scratch_card and not self.of_type("ISSUED") and not self.says_issued_elsewhere

    @property
    def expires_at(self) -> datetime | None:
        return instant(self.ped["expiresAt"]) if self.ped and self.ped.get("expiresAt") else None

    @property
    def revealed_at(self) -> datetime | None:
        return instant(self.ped["revealedAt"]) if self.ped and self.ped.get("revealedAt") else None

    @property
    def is_past_expiry(self) -> bool:
        return self.expires_at is not None and self.expires_at <= self.world.now

    @property
    def is_withheld_from_customer(self) -> bool:
        """Whether this may be an unscratched card, whose worth is not disclosed to its owner."""
        # Beside a malformed row no event is stated, so whether the card was issued is not known.
        is_issued = self.of_type("ISSUED") and not self.is_malformed
        return self.type in ("SCRATCH_CARD", "UNKNOWN") and not self.revealed_at and not is_issued

    @property
    def created_at(self) -> datetime | None:
        """PED's time, else that of the reservation; None where neither is on record."""
        if self.ped and self.ped.get("createdAt"):
            return instant(self.ped["createdAt"])
        reserved = self.of_type("RESERVED")
        return instant(reserved[0]["eventTime"]) if reserved else None


class Truth:
    """What the rows of a world prove, as far as this viewer may know."""

    def __init__(self, world: World, *, is_for_staff: bool) -> None:
        self.world, self.is_for_staff = world, is_for_staff
        self.orders = {order: self._benefits(order) for order in world.orders if self._is_visible(order)}
        window = world.turn.window
        if window is not None:
            self.orders = {o: found for o, found in self.orders.items() if any(map(self.may_be_in_window, found))}

    def may_be_in_window(self, benefit: BenefitTruth) -> bool:
        """Whether a search of the turn's days has to find a benefit: created then, or its creation is unknown."""
        window, ped = self.world.turn.window, benefit.ped
        if window is None or ped is None:
            return False
        if benefit.created_at is not None and (ped.get("createdAt") or benefit.log_answered):
            return benefit.created_at in window
        known = [instant(event["eventTime"]) for event in benefit.events] or [instant(ped["lastUpdatedTime"])]
        return min(known) >= window.start

    def _is_visible(self, order: str) -> bool:
        world = self.world
        ped = _of(world.ped, order) if "ped" not in world.down else []
        events = _of(world.events, order) if "concessions" not in world.down else []
        items = _of(world.items, order) if "lineItems" not in world.down else []
        owners = {row["customerId"] for row in (ped or events)}
        return bool(ped or events or items) if self.is_for_staff else owners == {CUSTOMER}

    def _benefits(self, order: str) -> list[BenefitTruth]:
        world = self.world
        ped = _of(world.ped, order) if "ped" not in world.down else []
        items = _of(world.items, order) if "lineItems" not in world.down else []
        events = _of(world.events, order) if "concessions" not in world.down else []
        owners = {row["customerId"] for row in ped}
        own = [event for event in events if not owners or event["customerId"] in owners or is_malformed(event)]
        keys = sorted({(row["promotionId"], row["benefitId"]) for row in (*ped, *items, *own)})
        return [BenefitTruth(world, order, key) for key in keys]

    @property
    def benefits(self) -> list[BenefitTruth]:
        return [benefit for found in self.orders.values() for benefit in found]

    def benefit(self, order: str, promotion: str, benefit: str) -> BenefitTruth:
        return next(b for b in self.orders[order] if b.key == (promotion, benefit))


def _of(rows: tuple[Row, ...], order: str) -> list[Row]:
    return [row for row in rows if row["businessReferenceId"] == order]
