"""Small worlds as rows of the three databases, and what a turn asks of them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from statements.situation import DialogueAct

Row = dict[str, Any]
ZONE = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
CUSTOMER, STRANGER = "CUST-1001", "CUST-2002"
SOURCES = ("ped", "lineItems", "concessions")


@dataclass(frozen=True)
class Days:
    """Some days of the locale, both inclusive."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=ZONE)

    @property
    def end(self) -> datetime:
        """The instant at which they are over."""
        return datetime(self.last.year, self.last.month, self.last.day, tzinfo=ZONE) + timedelta(days=1)

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


@dataclass(frozen=True)
class Turn:
    """What a turn asks. ``claims`` are minor units and a currency."""

    acts: frozenset[DialogueAct] = frozenset()
    claims: tuple[tuple[int, str], ...] = ()
    days: Days | None = None  # of which it is asked what came
    window: Days | None = None  # that is searched, in place of a look-up of each order
    item_words: tuple[str, ...] = ()  # that may name an item
    missing: tuple[str, ...] = ()  # orders that are named and not found
    not_looked_up: tuple[str, ...] = ()
    is_open: bool = False  # between all orders
    has_failed_lookup: bool = False
    is_invalid: bool = False
    has_more: bool = False  # of a search, or of the history of an order


@dataclass(frozen=True)
class World:
    """Some orders of one customer. ``down`` are the sources that do not answer."""

    ped: tuple[Row, ...] = ()
    items: tuple[Row, ...] = ()
    events: tuple[Row, ...] = ()
    orders: tuple[str, ...] = ()
    down: frozenset[str] = frozenset()
    now: datetime = NOW
    turn: Turn = field(default_factory=Turn)

    def changed(self, **changes: Any) -> "World":
        return replace(self, **changes)


def at(days: float, hour: float = 11) -> datetime:
    """Return an instant that many days before the clock's day, at an hour of the locale."""
    midnight = NOW.replace(hour=0, minute=0)
    return midnight - timedelta(days=days) + timedelta(hours=hour)
