"""Faults of days, windows and clocks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.windows import Window
from evals.mutation.patching import Fault, PatchPoint, fault_at
from evals.mutation.replacements import giving, taking
from language.dates import parse_numeric
from language.days import DayRange
from tools.cards import FactSource, Label
from tools.facts import FactSubject

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOSCOW = ZoneInfo("Europe/Moscow")
_WALL = datetime(2027, 3, 5, 12, tzinfo=UTC)  # a day that no task uses
_BENEFIT = "tools.order_record:_benefit"


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


def _end_as_last_day(_: Any) -> Any:
    def window(self: Any, window: Any, as_of: Any) -> Any:
        source = [FactSource(source="user", record_id="question")]
        return {
            label: self.add_date(label, instant, FactSubject("", as_of), source)
            for label, instant in ((Label.WINDOW_FROM, window.start), (Label.WINDOW_TO, window.end))
        }

    return window


def _month_first(original: Any) -> Any:
    """Read 5/10 as the tenth of May."""

    def faulty(text: Any, place: int) -> Any:
        found = parse_numeric(text, place)
        if found is None or found.range.first is None or found.range.first.day > 12:
            return found
        day = found.range.first
        other = day.replace(month=day.day, day=day.month)
        return replace(found, range=DayRange(other, other))

    return tuple(faulty if reader is parse_numeric else reader for reader in original)


FAULTS = (
    fault_at(
        "window-on-last-update",
        "A search by creation day uses the last update.",
        "rewards.ledger.timestamps:get_creation",
        _by_last_update,
        ("giftCards", "amounts", "says"),
        "window",
    ),
    fault_at(
        "inclusive-end",
        "A window includes the instant at which it ends.",
        "rewards.http.parameters:parse_window",
        _longer(timedelta(seconds=1)),
        ("giftCards", "amounts", "mustNotSay"),
        "window",
    ),
    fault_at(
        "a-day-too-many",
        "The agent searches one day more than the question names.",
        "language.days:Days.to_instants",
        _ending_later(timedelta(days=1)),
        ("requests", "giftCards", "dates"),
        "window",
    ),
    fault_at(
        "utc-day-for-ist-day",
        "The days of a search are UTC days.",
        "language.days:Days.to_instants",
        taking(lambda days, _: (days, UTC)),
        ("requests", "giftCards"),
        "window",
    ),
    fault_at(
        "utc-day-in-a-text",
        "The day of an issuance is the UTC day.",
        "tools.wording:format_day",
        taking(lambda instant, _: (instant, UTC)),
        ("dates",),
        "zone",
        "window",
    ),
    fault_at(
        "epoch-milliseconds-as-seconds",
        "PED's milliseconds are read as seconds.",
        "rewards.stores.rows:_from_epoch",
        _in_seconds,
        ("outcome", "giftCards"),
        "legacy",
    ),
    fault_at(
        "wall-clock",
        "Today is taken from the machine's clock and not from the service's clock.",
        "agent.reading.question:ReadingContext.today",
        _today_by_the_wall,
        ("requests", "giftCards"),
        "clock",
    ),
    fault_at(
        "expired-by-another-clock",
        "Whether a card has expired is decided by another clock.",
        "rewards.order_views:fold",
        _days_later,
        ("reasons", "dates"),
        "clock",
    ),
    fault_at(
        "another-zone",
        "Days are in the time zone of another country.",
        "tools.wording:get_zone",
        lambda _: lambda locale: _MOSCOW,
        ("requests", "dates"),
        "zone",
        "window",
    ),
    fault_at(
        "end-told-as-last-day",
        "The day after the last one is shown as the last day of a search.",
        "tools.facts:FactBook.add_window",
        _end_as_last_day,
        ("dates",),
        "window",
    ),
    Fault(
        "month-before-day",
        "A numeric date is read month first.",
        (
            PatchPoint("language.date_parser:_AT_NUMBERS", _month_first),
            PatchPoint("language.date_parser:_DAY_PARSERS", _month_first),
        ),
        ("requests", "dates"),
        frozenset({"window"}),
    ),
    fault_at(
        "day-before",
        "Every day is shown as the one before it.",
        "tools.wording:format_day",
        lambda original: lambda instant, zone: original(instant - timedelta(days=1), zone),
        ("dates",),
        "multi-shipment",
        "reversal",
    ),
    fault_at(
        "orders-a-day-late",
        "An order is shown as created a day late.",
        _BENEFIT,
        giving(lambda b: replace(b, created_at=b.created_at and b.created_at + timedelta(days=1))),
        ("records",),
        "ambiguous",
        "window",
    ),
)
