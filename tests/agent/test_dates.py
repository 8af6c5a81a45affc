"""Days as people write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from agent.offline.dates import find_days, names_impossible_day
from agent.offline.days import Days
from agent.offline.festivals import FESTIVALS, FIRST_YEAR, days_of

TODAY = date(2026, 11, 23)  # a Monday


def _days(first: str, last: str | None = None) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what came on 26 September?", _days("2026-09-26")),
        ("what came on 26th of Sept 2025?", _days("2025-09-26")),
        ("on September 26, 2026 please", _days("2026-09-26")),
        ("on 2026-09-26", _days("2026-09-26")),
        ("26 sept to 5 nov", _days("2026-09-26", "2026-11-05")),
        ("cashback of 26/9", _days("2026-09-26")),
        ("on 05/11/26", _days("2026-11-05")),
        ("on 5.11.2026", _days("2026-11-05")),
        ("yday", _days("2026-11-22")),
        ("on 25 December", _days("2025-12-25")),  # not after today, so last year's
        ("between 1 Oct and 5 Oct 2026", _days("2026-10-01", "2026-10-05")),
        ("from 2026-10-01 to 2026-10-05", _days("2026-10-01", "2026-10-05")),
        ("in the last week of September", _days("2026-09-24", "2026-09-30")),
        ("in the first week of October", _days("2026-10-01", "2026-10-07")),
        ("cashback in September", _days("2026-09-01", "2026-09-30")),
        ("in February 2024", _days("2024-02-01", "2024-02-29")),
        ("in December", _days("2025-12-01", "2025-12-31")),
        ("yesterday", _days("2026-11-22")),
        ("the day before yesterday", _days("2026-11-21")),
        ("today's cashback", _days("2026-11-23")),
        ("last week", _days("2026-11-16", "2026-11-22")),
        ("this week", _days("2026-11-23")),
        ("last month", _days("2026-10-01", "2026-10-31")),
        ("this month", _days("2026-11-01", "2026-11-23")),
        ("last 7 days", _days("2026-11-17", "2026-11-23")),
        ("on Tuesday", _days("2026-11-17")),
        ("26 सितंबर के लेनदेन", _days("2026-09-26")),
        ("sitambar ka cashback", _days("2026-09-01", "2026-09-30")),
        ("26 se 28 september", _days("2026-09-26", "2026-09-28")),
        ("9 and 10 oct", _days("2026-10-09", "2026-10-10")),
        ("september ka aakhri hafta", _days("2026-09-24", "2026-09-30")),
        ("sept end me jo order kiya tha 30 tarikh ko", _days("2026-09-30")),
        ("anything after 8 nov", _days("2026-11-09", "2026-11-23")),
        ("8 nov ke baad kuch mila", _days("2026-11-09", "2026-11-23")),
        ("since 2026-11-12", _days("2026-11-12", "2026-11-23")),
        ("oct 2nd half", _days("2026-10-16", "2026-10-31")),
        ("first half of september", _days("2026-09-01", "2026-09-15")),
        ("2nd week of october", _days("2026-10-08", "2026-10-14")),
        ("week of 5 nov", _days("2026-11-02", "2026-11-08")),
        ("pichle hafte", _days("2026-11-16", "2026-11-22")),
        ("kal kitna aaya", _days("2026-11-22")),
        ("3 din pehle", _days("2026-11-20")),
        ("pichle mangalwar", _days("2026-11-17")),
        ("05-11-2026", _days("2026-11-05")),
        ("on 26th", _days("2026-10-26")),
        ("on Diwali", _days("2026-11-08")),
        ("diwali order", _days("2026-11-06", "2026-11-11")),
        ("Diwali week", _days("2026-11-02", "2026-11-11")),  # the week of the day, and what of the season is outside
        ("diwali 2024", _days("2024-10-29", "2024-11-03")),
        ("holi pe", _days("2026-03-03", "2026-03-04")),
        ("last year diwali", _days("2025-10-18", "2025-10-23")),
        ("christmas", _days("2025-12-25")),  # this year's is still to come
        ("Q2 of FY27", _days("2026-07-01", "2026-09-30")),
        ("FY 26-27", _days("2026-04-01", "2027-03-31")),
        ("last quarter", _days("2026-07-01", "2026-09-30")),
        ("last Monday", _days("2026-11-16")),  # today is a Monday and is not meant
    ],
)
def test_finds_the_days_that_are_meant(text: str, expected: Days) -> None:
    assert find_days(text, TODAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "order 36",
        "30 February",
        "31 November 2026",
        "2026-13-40",
        "may I ask",
        "last 0 days",
        "",
        "kal aayega kya",
        "last 4 digits",
        "got 12.50 of 100/-",
    ],
)
def test_finds_no_days_where_none_are_named(text: str) -> None:
    assert find_days(text, TODAY) is None


def test_a_day_is_the_zones_own_and_its_window_is_half_open() -> None:
    window = _days("2026-09-26").window(ZoneInfo("Asia/Kolkata"))

    assert window.start.astimezone(UTC) == datetime(2026, 9, 25, 18, 30, tzinfo=UTC)
    assert window.end.astimezone(UTC) == datetime(2026, 9, 26, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["on 31 February", "2026-02-30", "31/11", "from 10 nov to 1 nov"])
def test_days_that_cannot_be_are_noticed(text: str) -> None:
    assert names_impossible_day(text)
    assert find_days(text, TODAY) is None


@pytest.mark.parametrize("text", ["on 28 February", "29 Feb", "2026-11-30", "1/2", "from 1 nov to 10 nov", "₹12.50"])
def test_days_that_can_be_are_not(text: str) -> None:
    assert not names_impossible_day(text)


@pytest.mark.parametrize(
    "text", ["nothing came till date", "kuch nahi aaya abhi tak", "not rcvd till today", "अब तक कुछ नहीं"]
)
def test_until_now_is_no_day(text: str) -> None:
    assert find_days(text, TODAY) is None


def test_the_table_of_festivals_holds_every_year_and_names_those_that_rest_on_one_source() -> None:
    years = range(FIRST_YEAR, FIRST_YEAR + 5)
    for festival in FESTIVALS:
        days = [days_of(festival, year, whole_season=False) for year in years]
        seasons = [days_of(festival, year, whole_season=True) for year in years]

        assert None not in days, festival.names
        assert set(festival.unchecked) <= set(years), festival.names
        pairs = [(day, season) for day, season in zip(days, seasons, strict=True) if day and season]
        assert all(season[0] <= day[0] <= season[1] for day, season in pairs), festival.names
