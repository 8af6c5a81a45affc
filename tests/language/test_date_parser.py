"""Days as people write them, with both bounds."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.date_parser import ParsedDays, parse_days
from language.date_text import split_date_pieces
from language.days import DayRange, Days
from language.tokenizer import tokenize
from language.vocabulary import correct_words

TODAY = date(2026, 11, 23)  # a Monday
MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
HINDI_MONTHS = "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर".split()  # noqa: SIM905


def _found(text: str, today: date = TODAY) -> ParsedDays:
    tokens = tokenize(text)
    return parse_days(split_date_pieces(tokens, correct_words(tokens)), today)


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
        (
            "Diwali week",
            _days("2026-11-02", "2026-11-11"),
        ),  # the week of the day, and the days of the season outside it
        ("diwali 2024", _days("2024-10-29", "2024-11-03")),
        ("holi pe", _days("2026-03-03", "2026-03-04")),
        ("last year diwali", _days("2025-10-18", "2025-10-23")),
        ("christmas", _days("2025-12-25")),  # this year's is still in the future
        ("Q2 of FY27", _days("2026-07-01", "2026-09-30")),
        ("FY 26-27", _days("2026-04-01", "2027-03-31")),
        ("last quarter", _days("2026-07-01", "2026-09-30")),
        ("last Monday", _days("2026-11-16")),  # today is a Monday and is not meant
        ("29 Feb", _days("2024-02-29")),
        ("1 nov to 30 nov", _days("2026-11-01", "2026-11-30")),
        ("sep'26", _days("2026-09-01", "2026-09-30")),
        ("5-nov-26", _days("2026-11-05")),
        ("last Saturday of September", _days("2026-09-26")),
        ("pichle hafte somvar ko", _days("2026-11-16")),
        ("week of diwali", _days("2026-11-02", "2026-11-11")),
        ("first 10 days of november", _days("2026-11-01", "2026-11-10")),
        ("pandrah september", _days("2026-09-15")),
        ("mai 2025 ka", _days("2025-05-01", "2025-05-31")),
        ("2025 me", _days("2025-01-01", "2025-12-31")),
        ("पिछले महीने का आखिरी हफ्ता", _days("2026-10-25", "2026-10-31")),
        ("november ke pehle hafte", _days("2026-11-01", "2026-11-07")),
        ("३ दिन पहले", _days("2026-11-20")),
        ("last 3 weeks", _days("2026-11-03", "2026-11-23")),
        ("last weekend", _days("2026-11-21", "2026-11-22")),
    ],
)
def test_finds_the_days_that_are_meant(text: str, expected: Days) -> None:
    found = _found(text).range

    assert found is not None
    assert found.resolve(TODAY) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("before 1 October", None, "2026-09-30"),
        ("1 October se pehle", None, "2026-09-30"),
        ("1 अक्टूबर से पहले", None, "2026-09-30"),
        ("26 sept and before", None, "2026-09-26"),
        ("before last month", None, "2026-09-30"),
        ("diwali se pehle", None, "2026-11-07"),
        ("till 30 September", None, "2026-09-30"),
        ("30 September tak", None, "2026-09-30"),
        ("30 सितंबर तक", None, "2026-09-30"),
        ("up to september", None, "2026-09-30"),
        ("from 26 Sep onwards", "2026-09-26", None),
        ("26 September se ab tak", "2026-09-26", None),
        ("26 सितंबर से अब तक", "2026-09-26", None),
        ("26 sept se kitna mila", "2026-09-26", None),
        ("since september", "2026-09-01", None),
        ("since Diwali", "2026-11-08", None),
        ("Diwali ke baad", "2026-11-09", None),
        ("दिवाली के बाद", "2026-11-09", None),
        ("after monday", "2026-11-17", None),
        ("somvar se ab tak", "2026-11-16", None),
        ("post 10 nov", "2026-11-11", None),
        ("after 1 oct and before 15 oct", "2026-10-02", "2026-10-14"),
        ("since 1 oct till 15 oct", "2026-10-01", "2026-10-15"),
        ("between diwali and today", "2026-11-06", "2026-11-23"),
    ],
)
def test_both_bounds_are_kept(text: str, first: str | None, last: str | None) -> None:
    start, end = (date.fromisoformat(day) if day else None for day in (first, last))

    assert _found(text).range == DayRange(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "order 36",
        "30 February",
        "31 November 2026",
        "2026-13-40",
        "may I ask",
        "mai customer hu",
        "100 mai se 36",
        "last 0 days",
        "",
        "kal aayega kya",
        "last 4 digits",
        "got 12.50 of 100/-",
        "nothing came till date",
        "kuch nahi aaya abhi tak",
        "not rcvd till today",
        "अब तक कुछ नहीं",
        "tomorrow",
        "sat rupaye",
        "the older one from there",
    ],
)
def test_finds_no_days_where_none_are_named(text: str) -> None:
    assert _found(text).range is None


@pytest.mark.parametrize("text", ["on 31 February", "2026-02-30", "31/11", "from 10 nov to 1 nov", "31 tarikh feb"])
def test_days_that_cannot_be_are_noticed(text: str) -> None:
    assert _found(text).is_impossible
    assert _found(text).range is None


@pytest.mark.parametrize("text", ["on 28 February", "29 Feb", "2026-11-30", "1/2", "from 1 nov to 10 nov", "₹12.50"])
def test_days_that_can_be_are_not(text: str) -> None:
    assert not _found(text).is_impossible


def test_an_open_range_is_closed_by_today_and_by_a_year() -> None:
    assert DayRange(None, date(2026, 9, 30)).resolve(TODAY) == _days("2025-10-01", "2026-09-30")
    assert DayRange(date(2020, 1, 1), None).resolve(TODAY) == _days("2025-11-24", "2026-11-23")
    assert DayRange(date(2026, 12, 1), None).resolve(TODAY) is None


def test_a_day_is_the_zones_own_and_its_window_is_half_open() -> None:
    start, end = _days("2026-09-26").to_instants(ZoneInfo("Asia/Kolkata"))

    assert start.astimezone(UTC) == datetime(2026, 9, 25, 18, 30, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2026, 9, 26, 18, 30, tzinfo=UTC)


def _written(day: date) -> list[str]:
    month, hindi = MONTHS[day.month - 1], HINDI_MONTHS[day.month - 1]
    return [
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day.day}/{day.month}/{day.year % 100:02}",
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day}th of {month[:3].title()} {day.year}",
        f"{day.day}{month[:3]}{day.year}" if day.month != 5 else f"{day.day} may {day.year}",
        f"{day.day}-{month[:3]}-{day.year}",
        f"{day.day} {hindi} {day.year}",
        "".join(chr(ord(c) - ord("0") + ord("०")) if c.isdecimal() else c for c in day.isoformat()),
    ]


@given(st.dates(min_value=date(2016, 1, 1), max_value=date(2034, 12, 31)))
def test_a_date_is_the_same_in_every_form(day: date) -> None:
    for text in _written(day):
        assert _found(f"cashback of {text} please").range == DayRange(day, day), text


@given(st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31)))
def test_a_date_without_a_year_is_the_latest_that_is_not_to_come(day: date) -> None:
    found = _found(f"on {day.day} {MONTHS[day.month - 1]}").range

    assert found is not None
    assert found.first is not None
    assert (found.first.day, found.first.month) == (day.day, day.month)
    assert found.first == (day if day <= TODAY else day.replace(year=day.year - 1))


@given(st.text(max_size=60), st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1)))
def test_any_text_is_read(text: str, today: date) -> None:
    found = _found(text, today).range

    assert found is None or found.first is not None or found.last is not None
