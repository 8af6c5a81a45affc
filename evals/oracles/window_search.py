"""Which orders of a customer belong to a window, in which order: the design's rules over rows alone.

A window is half-open. An order belongs to it with any benefit that was created, reserved or issued in it; a benefit
whose creation is not recorded belongs to every window in which it may have been created.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from evals.oracles.world_rows import Row, Sources, instant, key_of

CREATED, RESERVED, ISSUED = "created", "reserved", "issued"


@dataclass(frozen=True)
class Window:
    """``start`` belongs to it, ``end`` does not."""

    start: datetime
    end: datetime
    field: str = CREATED

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True)
class Found:
    """An order of a window. ``at`` is the first instant for which it belongs to it: lists are in its order.

    ``is_certain`` is false if the rows do not say when its benefit was created, and for an order without a row of PED,
    which holds the index by customer: such an order may be listed.
    """

    order: str
    at: datetime
    is_certain: bool


def search(orders: Mapping[str, Sources], customer: str, window: Window) -> list[Found]:
    """Return the orders of the window, oldest first, then by order id."""
    found = [
        best
        for order, sources in orders.items()
        if is_owned_by(sources, customer) and (best := _first(order, sources, window))
    ]
    return sorted(found, key=lambda each: (each.at, each.order))


def is_owned_by(sources: Sources, customer: str) -> bool:
    """By PED; by the events where PED has no row of the order."""
    owners = sources.owners or {row["customerId"] for row in sources.events or ()}
    return customer in owners


def _first(order: str, sources: Sources, window: Window) -> Found | None:
    keys = sources.benefit_keys()
    found = [each for key in keys for each in _of_benefit(order, sources, key, window)]
    if not sources.ped:
        found = [replace(each, is_certain=False) for each in found]
    return min(found, key=lambda each: (not each.is_certain, each.at), default=None)


def _of_benefit(order: str, sources: Sources, key: tuple[str, str], window: Window) -> list[Found]:
    ped = next((row for row in sources.ped or () if key_of(row) == key), None)
    events = [row for row in sources.own_events if key_of(row) == key]
    if window.field == ISSUED:
        return _in(order, window, _times(events, "ISSUED"))
    own_name = "createdAt" if window.field == CREATED else "reservedAt"
    recorded = [instant(ped[own_name])] if ped and ped.get(own_name) else []
    known = _times(events, "RESERVED")
    if ped and window.field == RESERVED and ped.get("reservedAtSource") == "derivedFromEvents":
        known, recorded = [*recorded, *known], []  # not a writer's own time: the earliest counts (rule 17)
    dated = recorded or ([min(known)] if known else [])
    if dated or window.field == RESERVED:
        return _in(order, window, dated)
    return _undated(order, ped, events, window)


def _in(order: str, window: Window, times: list[datetime]) -> list[Found]:
    return [Found(order, at, is_certain=True) for at in times if window.holds(at)]


def _undated(order: str, ped: Row | None, events: list[Row], window: Window) -> list[Found]:
    """Created at some time before the last update, so in every window that begins by then."""
    if ped is None:
        return [Found(order, at, is_certain=False) for at in _times(events) if at >= window.start]
    last = instant(ped["lastUpdatedTime"])
    return [Found(order, last, is_certain=not events)] if last >= window.start else []


def _times(events: list[Row], *kinds: str) -> list[datetime]:
    return [instant(row["eventTime"]) for row in events if not kinds or row["type"] in kinds]
