"""Worlds as rows of the three databases, and what a turn asks about them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from statements.asked_details import DialogueAct

Row = dict[str, Any]
NAME_WITH_AMOUNT = "Freedom Sale Rs 50"  # of a promotion: it is not shown, as it contains a sum
ZONE = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
CUSTOMER, STRANGER = "CUST-1001", "CUST-2002"
SOURCES = ("ped", "lineItems", "concessions")


@dataclass(frozen=True)
class Days:
    """Days in the locale's zone, both inclusive."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=ZONE)

    @property
    def end(self) -> datetime:
        """The instant at which they end."""
        return datetime(self.last.year, self.last.month, self.last.day, tzinfo=ZONE) + timedelta(days=1)

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


@dataclass(frozen=True)
class Turn:
    """What a turn asks. ``claims`` are minor units and a currency."""

    acts: frozenset[DialogueAct] = frozenset()
    claims: tuple[tuple[int, str], ...] = ()
    days: Days | None = None  # days of issuance that are asked about
    window: Days | None = None  # searched, where the orders are not looked up by number
    item_words: tuple[str, ...] = ()  # may name an item
    other_language: str = ""  # of the question, if there are no answers in it
    missing: tuple[str, ...] = ()  # named but not found
    not_looked_up: tuple[str, ...] = ()
    is_open: bool = False  # the question leaves open which order it means
    has_failed_lookup: bool = False
    is_invalid: bool = False
    has_more: bool = False  # of a search, or of the history of an order


@dataclass(frozen=True)
class World:
    """A customer's orders. ``down`` are the sources that do not answer."""

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
    """Return an instant a number of days before the clock's day, at an hour in the locale's zone."""
    midnight = NOW.replace(hour=0, minute=0)
    return midnight - timedelta(days=days) + timedelta(hours=hour)
