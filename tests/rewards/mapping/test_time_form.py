"""Times in every form that Java writes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewards.mapping.fields import Unreadable
from rewards.mapping.time_form import TimeForm, TimeShape
from rewards.mapping.time_pattern import TimePattern

KOLKATA = ZoneInfo("Asia/Kolkata")
AT = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)
SECONDS = 1793507400
AUTO, AUTO_LOCAL = TimeForm(), TimeForm(zone=KOLKATA)
DATE_TO_STRING = "EEE MMM dd HH:mm:ss zzz yyyy"


def patterned(pattern: str, zone: ZoneInfo | None = KOLKATA) -> TimeForm:
    return TimeForm(TimeShape.PATTERN, zone, TimePattern(pattern, zone, {"IST": "Asia/Kolkata"}))


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-01T10:00:00+05:30",
        "2026-11-01T10:00+0530",
        "2026-11-01T04:30:00Z",
        "2026-11-01T04:30:00.000000000Z",
        "2026-11-01T10:00:00+05:30[Asia/Kolkata]",
        "2026-11-01T04:30Z[UTC]",
        "2026-11-01T10:00:00[Asia/Kolkata]",
        "2026-11-01T10:00:00",
        "2026-11-01 10:00:00.0",
        "2026-11-01T10:00",
        SECONDS,
        SECONDS * 10**3,
        SECONDS * 10**6,
        SECONDS * 10**9,
        str(SECONDS),
        str(SECONDS * 1000),
        Decimal(f"{SECONDS}.000000000"),
        f"{SECONDS}.000000000",
        float(SECONDS),
        [2026, 11, 1, 10, 0],
        [2026, 11, 1, 10, 0, 0],
        [2026, 11, 1, 10, 0, 0, 0],
    ],
    ids=repr,
)
def test_every_form_is_detected_where_a_zone_is_declared(value: object) -> None:
    assert AUTO_LOCAL.read(value) == AT


@pytest.mark.parametrize("value", ["2026-11-01T10:00:00", "2026-11-01 10:00:00", [2026, 11, 1, 10, 0]], ids=repr)
def test_local_time_without_a_declared_zone_is_refused(value: object) -> None:
    with pytest.raises(Unreadable):
        AUTO.read(value)


NO_TIMES: list[Any] = [
    *("", " ", "yesterday", "2026-11-01", "2026-13-01T10:00:00Z", "2026-11-01T25:00:00Z", "2026-11-01T10:00:00+25:00"),
    *("2026-11-01T10:00:00Z ", "2026-11-01T10:00:00[Nowhere/None]", "2026-11-01T10:00:00+05:30[../etc/passwd]"),
    *("२०२६-११-०१T१०:००:००Z", "0001-01-01T00:00:00+05:30", "NaN", "1e9", "20261101100000", "01/11/2026 10:00"),
    *(True, False, None, {}, {"epochSecond": SECONDS}, b"2026", [], [2026, 11, 1], [2026, 11, 1, 10, 0, 0, 0, 0]),
    *([2026, 11, 1, 10, "0"], [2026, 13, 1, 10, 0], [2026, 11, 1, 10, True], 0, -1, -SECONDS, 10**25, float("nan")),
    *(float("inf"), Decimal("NaN"), Decimal("1E+125")),
]


@pytest.mark.parametrize("value", NO_TIMES, ids=repr)
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(Unreadable):
        AUTO_LOCAL.read(value)


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (TimeShape.EPOCH_SECONDS, SECONDS),
        (TimeShape.EPOCH_SECONDS, Decimal(f"{SECONDS}.0")),
        (TimeShape.EPOCH_MILLIS, str(SECONDS * 1000)),
        (TimeShape.EPOCH_MICROS, SECONDS * 10**6),
        (TimeShape.EPOCH_NANOS, SECONDS * 10**9),
        (TimeShape.LOCAL, "2026-11-01T10:00"),
        (TimeShape.ZONED, "2026-11-01T10:00:00+05:30[Asia/Kolkata]"),
        (TimeShape.ARRAY, [2026, 11, 1, 10, 0]),
        (TimeShape.EPOCH_MILLIS, "2026-11-01T04:30:00Z"),  # a stated offset leaves no doubt
    ],
)
def test_declared_form(shape: TimeShape, value: object) -> None:
    assert TimeForm(shape, KOLKATA).read(value) == AT


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (TimeShape.LOCAL, SECONDS),
        (TimeShape.OFFSET, "2026-11-01T10:00:00"),
        (TimeShape.OFFSET, SECONDS),
        (TimeShape.EPOCH_SECONDS, "2026-11-01T10:00:00"),
        (TimeShape.EPOCH_SECONDS, [2026, 11, 1, 10, 0]),
        (TimeShape.LOCAL, [2026, 11, 1, 10, 0]),
    ],
)
def test_another_form_than_the_declared_one_is_refused(shape: TimeShape, value: object) -> None:
    with pytest.raises(Unreadable):
        TimeForm(shape, KOLKATA).read(value)


def test_fraction_of_an_epoch_second_is_kept_to_the_microsecond() -> None:
    read = AUTO.read(Decimal(f"{SECONDS}.123456789"))
    assert read == AT + timedelta(microseconds=123456)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (DATE_TO_STRING, "Sun Nov 01 10:00:00 IST 2026"),
        (DATE_TO_STRING, "Sun Nov 01 04:30:00 UTC 2026"),
        ("dd/MM/yyyy HH:mm:ss", "01/11/2026 10:00:00"),
        ("d-MMM-yyyy H:mm", "1-Nov-2026 10:00"),
        ("yyyyMMddHHmmss", "20261101100000"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2026-11-01T10:00:00.000+05:30"),
        ("yyyy-MM-dd HH:mm Z", "2026-11-01 10:00 +0530"),
    ],
)
def test_pattern(pattern: str, text: str) -> None:
    form = patterned(pattern)
    assert form.read(text) == AT
    assert form.read(form.write(AT)) == AT


@pytest.mark.parametrize(
    "text",
    ["Mon Nov 01 10:00:00 IST 2026", "Sun Nov 01 10:00:00 EST 2026", "Sun Nov 31 10:00:00 IST 2026", "01/11/2026", 5],
)
def test_text_that_the_pattern_does_not_write_is_refused(text: object) -> None:
    with pytest.raises(Unreadable):
        patterned(DATE_TO_STRING).read(text)


@pytest.mark.parametrize("pattern", ["yyyy-MM-dd", "QQ", "yyyy yyyy MM dd HH:mm", "yyyy-MM-dd HH:mm 'open"])
def test_pattern_that_dates_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        TimePattern(pattern, KOLKATA, {})


def test_pattern_without_zone_needs_a_declared_one() -> None:
    with pytest.raises(ValueError, match="zone"):
        TimePattern("dd/MM/yyyy HH:mm", None, {})


def test_local_time_that_occurs_twice_is_the_first_as_in_java() -> None:
    berlin = TimeForm(TimeShape.LOCAL, ZoneInfo("Europe/Berlin"))
    assert berlin.read("2026-10-25T02:30:00") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert berlin.read("2026-10-25T02:30:00+01:00[Europe/Berlin]") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


FORMS = {
    **{shape.value: TimeForm(shape, KOLKATA) for shape in TimeShape if shape is not TimeShape.PATTERN},
    "epochMillis as text": TimeForm(TimeShape.EPOCH_MILLIS, is_text=True),
    "auto in UTC": AUTO,
    "date": patterned(DATE_TO_STRING),
}
GRAIN = {
    TimeShape.EPOCH_SECONDS: timedelta(seconds=1),
    TimeShape.EPOCH_MILLIS: timedelta(milliseconds=1),
    TimeShape.PATTERN: timedelta(seconds=1),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@settings(deadline=None)
@given(micros=st.integers(10**15, 4 * 10**15))
def test_what_is_written_is_read_to_the_grain_of_the_form(form: TimeForm, micros: int) -> None:
    at = datetime.fromtimestamp(0, tz=UTC) + timedelta(microseconds=micros)
    read = form.read(form.write(at))
    assert timedelta(0) <= at - read < GRAIN.get(form.shape, timedelta(microseconds=1))
