"""A naive search of windows, which reads all rows, and the pages of the real one to compare with it."""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import httpx

from tests.rewards.conftest import LEAD
from tests.rewards.world import CUSTOMER, START, day, event_raw, ped_raw

Field = Literal["created", "reserved", "issued"]
Row = tuple[str, dict[str, Any]]
FIELDS: list[Field] = ["created", "reserved", "issued"]


@dataclass
class NaiveWorld:
    """All rows, and the search as its rules are written: by reading everything."""

    rows: list[Row] = field(default_factory=list)

    def search(self, kind: Field, start: datetime, end: datetime, *, descending: bool) -> list[str]:
        """Return the orders of the customer in the window, by the first instant that puts them into it."""
        first: dict[str, datetime] = {}
        for order in {row["businessReferenceId"] for letter, row in self.rows if letter == "p"}:
            instants = [at for at in self._instants(order, kind, start, end) if at is not None]
            if instants:
                first[order] = min(instants)
        return sorted(first, key=lambda order: (first[order], order), reverse=descending)

    def _instants(self, order: str, kind: Field, start: datetime, end: datetime) -> list[datetime | None]:
        of_order = [(letter, row) for letter, row in self.rows if row["businessReferenceId"] == order]
        ped = {row["benefitId"]: row for letter, row in of_order if letter == "p" and row["customerId"] == CUSTOMER}
        events = [row for letter, row in of_order if letter == "e" and row["customerId"] == CUSTOMER]
        if not ped:
            return []
        if kind == "issued":
            times = [instant(row["eventTime"]) for row in events if row["type"] == "ISSUED"]
            return [at for at in times if start <= at < end]
        found: list[datetime | None] = []
        for benefit in {*ped, *(row["benefitId"] for row in events)}:
            own = [row for row in events if row["benefitId"] == benefit]
            reserved = sorted(instant(row["eventTime"]) for row in own if row["type"] == "RESERVED")
            row = ped.get(benefit)
            if kind == "reserved":
                at = _reservation(row, reserved)
                found.append(at if at is not None and start <= at < end else None)
            elif row is not None:
                found.append(_creation(row, reserved, [instant(one["eventTime"]) for one in own], start, end))
        return found


def _reservation(row: dict[str, Any] | None, reserved: Sequence[datetime]) -> datetime | None:
    recorded = None if row is None or "reservedAt" not in row else instant(row["reservedAt"])
    if row is not None and recorded is not None and row.get("reservedAtSource") != "derivedFromEvents":
        return recorded
    return min([*([] if recorded is None else [recorded]), *reserved], default=None)


def _creation(
    row: dict[str, Any], reserved: Sequence[datetime], times: Sequence[datetime], start: datetime, end: datetime
) -> datetime | None:
    if "createdAt" in row:
        at = instant(row["createdAt"])
        return at if start <= at < end else None
    updated = instant(row["lastUpdatedTime"])
    if updated < start:
        return None  # created before that
    if reserved:
        return reserved[0] if start <= reserved[0] < end else None
    bound = min(times, default=updated)
    return min(bound, updated) if bound >= start else None


def instant(written: str | int) -> datetime:
    if isinstance(written, int):
        return datetime.fromtimestamp(written / 1000 if written > 10**11 else written, tz=START.tzinfo)
    return datetime.fromisoformat(written)


def order_id(number: int) -> str:
    return f"404-0000000-{number:07}"


@dataclass(frozen=True)
class Asked:
    """The parameters of a search."""

    kind: Field
    start: int
    length: int
    descending: bool
    limit: int
    version: int

    @property
    def ends(self) -> tuple[datetime, datetime]:
        return START + timedelta(days=self.start), START + timedelta(days=self.start + self.length)

    async def pages(self, client: httpx.AsyncClient) -> AsyncIterator[list[str]]:
        """Yield the orders of every page."""
        start, end = self.ends
        query: dict[str, Any] = {
            "from": start.isoformat(),
            "to": end.isoformat(),
            "timeField": self.kind,
            "order": "desc" if self.descending else "asc",
            "limit": self.limit,
            "version": self.version,
        }
        while True:
            response = await client.get(f"/customers/{CUSTOMER}/promotion-executions", params=query, headers=LEAD)
            assert response.status_code == 200, response.text
            page = response.json()
            yield [one["businessReferenceId"] for one in page["data"]]
            if page["nextCursor"] is None:
                return
            query["cursor"] = page["nextCursor"]


def large_world(seed: int, *, orders: int = 150) -> NaiveWorld:
    """Return orders, a third of them undated, half of those with a reservation that a backfill can use."""
    dice, world = random.Random(seed), NaiveWorld()
    for number in range(orders):
        key: dict[str, Any] = {"businessReferenceId": order_id(number)}
        created = dice.randint(0, 40)
        dated = number % 3 != 0
        world.rows.append(
            ("p", ped_raw(createdAt=day(created) if dated else None, lastUpdatedTime=day(created + 2), **key))
        )
        if dated or number % 2:
            world.rows.append(("e", event_raw(f"R-{number}", "RESERVED", eventTime=day(created), **key)))
        for installment in range(number % 4):
            when = day(created + 1 + installment / 7)
            world.rows.append(("e", event_raw(f"I-{number}-{installment}", eventTime=when, **key)))
    return world
