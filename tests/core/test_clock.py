from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.clock import FixedClock, SystemClock


def test_fixed_clock_stands_still_in_utc() -> None:
    clock = FixedClock(datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=5, minutes=30))))
    assert clock.now() == datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_fixed_clock_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="offset"):
        FixedClock(datetime(2026, 11, 23))  # noqa: DTZ001 - the naive time is what is refused


def test_system_clock_has_a_zone() -> None:
    assert SystemClock().now().tzinfo is UTC
