from datetime import UTC, datetime, timedelta

import pytest

from core.errors import InvalidWindow
from core.windows import Window, open_window, parse_instant, parse_window

_DAY_US = 24 * 3600 * 10**6
START = datetime(2026, 11, 4, 18, 30, tzinfo=UTC)


def test_both_ends_are_held_in_utc() -> None:
    window = parse_window("2026-11-05T00:00:00+05:30", "2026-11-06T00:00:00+05:30")
    assert window == Window(START, START + timedelta(days=1))


@pytest.mark.parametrize(
    ("offset_us", "is_inside"),
    [(-1, False), (0, True), (1, True), (24 * 3600 * 10**6 - 1, True), (24 * 3600 * 10**6, False)],
)
def test_window_is_half_open(offset_us: int, *, is_inside: bool) -> None:
    window = Window(START, START + timedelta(days=1))
    assert (START + timedelta(microseconds=offset_us) in window) is is_inside


def test_unknown_instant_is_in_no_window() -> None:
    assert None not in open_window(None, None)


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-11-05T00:00:00", "2026-11-06T00:00:00Z", "offsetRequired"),
        ("2026-11-05", "2026-11-06T00:00:00Z", "offsetRequired"),
        ("2026-11-05T00:00:00Z", "tomorrow", "invalidTime"),
        ("2026-13-05T00:00:00Z", "2026-11-06T00:00:00Z", "invalidTime"),
        ("0001-01-01T00:00:00+05:30", "2026-11-06T00:00:00Z", "invalidTime"),
        ("2026-11-05T00:00:00Z", "9999-12-31T23:59:59-05:30", "invalidTime"),
        ("2026-11-05T00:00:00Z", "2026-11-05T05:30:00+05:30", "emptyWindow"),
        ("2026-11-06T00:00:00Z", "2026-11-05T00:00:00Z", "emptyWindow"),
        ("2026-11-05T00:00:00Z", "2027-11-06T00:00:01Z", "windowTooLong"),
    ],
)
def test_unusable_window_says_why(start: str, end: str, code: str) -> None:
    with pytest.raises(InvalidWindow) as caught:
        parse_window(start, end)
    assert caught.value.code == code


def test_leap_year_is_not_too_long() -> None:
    assert parse_window("2028-01-01T00:00:00Z", "2029-01-01T00:00:00Z").end.year == 2029


def test_open_window_must_not_be_empty() -> None:
    assert START in open_window(START, None)
    assert START not in open_window(None, START)
    with pytest.raises(InvalidWindow, match="emptyWindow"):
        open_window(START, START)


def test_instant_is_parsed_into_utc() -> None:
    assert parse_instant("2026-11-05T00:00:00+05:30") == START
    assert parse_instant("2026-11-05T00:00:00+05:30").tzinfo is UTC
