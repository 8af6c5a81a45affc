"""Faults of days, windows and clocks."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.windows import Window
from evals.mutation.patching import Fault, PatchPoint
from evals.mutation.replacements import giving, taking

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOSCOW = ZoneInfo("Europe/Moscow")
_WALL = datetime(2027, 3, 5, 12, tzinfo=UTC)  # a day of no task


def _by_last_update(original: Any) -> Any:
    def creation(evidence: Any) -> Any:
        found = original(evidence)
        if found is None or evidence.ped is None:
            return found
        return type(found)(evidence.ped.last_updated_time.at, "recorded")

    return creation


def _longer(by: timedelta) -> Any:
    return giving(lambda window: Window(start=window.start, end=window.end + by))


def _ending_later(by: timedelta) -> Any:
    return giving(lambda instants: (instants[0], instants[1] + by))


def _in_seconds(_: Any) -> Any:
    return lambda number: _EPOCH + timedelta(seconds=number)


def _today_by_the_wall(_: Any) -> Any:
    return lambda setting: _WALL.astimezone(setting.zone).date()


def _days_later(original: Any) -> Any:
    return lambda evidence, *, as_of: original(evidence, as_of=as_of + timedelta(days=3))


def _fault(name: str, why: str, at: str, change: Any, caught_by: tuple[str, ...], *tags: str) -> Fault:
    return Fault(name, why, (PatchPoint(at, change),), caught_by, frozenset(tags))


FAULTS = (
    _fault(
        "window-on-last-update",
        "A search by the day of creation goes by the last update.",
        "rewards.ledger.timestamps:get_creation",
        _by_last_update,
        ("giftCards", "amounts", "says"),
        "window",
    ),
    _fault(
        "inclusive-end",
        "A window includes the instant at which it ends.",
        "rewards.http.parameters:parse_window",
        _longer(timedelta(seconds=1)),
        ("giftCards", "amounts", "mustNotSay"),
        "window",
    ),
    _fault(
        "a-day-too-many",
        "The agent asks for one day more than was named.",
        "language.days:Days.instants",
        _ending_later(timedelta(days=1)),
        ("requests", "giftCards", "dates"),
        "window",
    ),
    _fault(
        "utc-day-for-ist-day",
        "The days of a search are those of UTC.",
        "language.days:Days.instants",
        taking(lambda days, _: (days, UTC)),
        ("requests", "giftCards"),
        "window",
    ),
    _fault(
        "utc-day-in-a-text",
        "The day of an issuance is shown as that of UTC.",
        "tools.wording:day",
        taking(lambda instant, _: (instant, UTC)),
        ("dates",),
        "zone",
        "window",
    ),
    _fault(
        "epoch-milliseconds-as-seconds",
        "PED's milliseconds are read as seconds.",
        "rewards.stores.rows:_from_epoch",
        _in_seconds,
        ("outcome", "giftCards"),
        "legacy",
    ),
    _fault(
        "wall-clock",
        "Today is what the machine's clock says, whatever the service's clock says.",
        "agent.reading.reading_context:ReadingContext.today",
        _today_by_the_wall,
        ("requests", "giftCards"),
        "clock",
    ),
    _fault(
        "expired-by-another-clock",
        "Whether a card is past its day is asked of another clock.",
        "rewards.order_views:fold",
        _days_later,
        ("reasons", "dates"),
        "clock",
    ),
    _fault(
        "another-zone",
        "The zone of the days is that of another country.",
        "tools.wording:zone_of",
        lambda _: lambda locale: _MOSCOW,
        ("requests", "dates"),
        "zone",
        "window",
    ),
)
