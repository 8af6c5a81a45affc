"""Times as a table writes them, in the forms of Java's time classes, epoch numbers, and patterns.

A time that states its offset is always understood: ``2026-11-01T10:00:00+05:30``, ``Z``, and with the zone's name
behind it, ``+05:30[Asia/Kolkata]``. All other forms are understood only as declared, and without a zone a local time is
refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rewards.mapping.fields import Unreadable
from rewards.mapping.time_pattern import TimePattern

_ISO = re.compile(
    r"(?P<local>\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)"
    r"(?P<offset>Z|[+-]\d{2}:?\d{2})?(?:\[(?P<zone>[A-Za-z][A-Za-z0-9_+/-]{1,50})\])?",
    re.ASCII,
)
_DIGITS = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,9})?", re.ASCII)
_EPOCH = datetime.fromtimestamp(0, tz=UTC)
# An epoch number whose unit is detected must lie between these years: 20261101100000 is not milliseconds of 2612.
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_FEWEST_ARRAY_PARTS, _MOST_ARRAY_PARTS = 5, 7


class TimeShape(StrEnum):
    """The shape of a time. AUTO reads them all, and writes ISO 8601 with an offset."""

    AUTO = "auto"
    OFFSET = "offset"
    LOCAL = "local"
    ZONED = "zoned"
    EPOCH_SECONDS = "epochSeconds"
    EPOCH_MILLIS = "epochMillis"
    EPOCH_MICROS = "epochMicros"
    EPOCH_NANOS = "epochNanos"
    ARRAY = "array"
    PATTERN = "pattern"


# Units of a second, with the number from which on a detected epoch is in this unit: in the unit before, it would be
# later than the year 5000.
_UNITS = {
    TimeShape.EPOCH_NANOS: (10**9, 10**17),
    TimeShape.EPOCH_MICROS: (10**6, 10**14),
    TimeShape.EPOCH_MILLIS: (10**3, 10**11),
    TimeShape.EPOCH_SECONDS: (1, 0),
}


@dataclass(frozen=True, slots=True)
class TimeForm:
    """The form of a table's times. ``zone`` is that of local times, and the one in which instants are written."""

    shape: TimeShape = TimeShape.AUTO
    zone: ZoneInfo | None = None
    pattern: TimePattern | None = None
    is_text: bool = False  # whether an epoch number is written as text

    def read(self, value: object) -> datetime:
        """Return the instant in UTC.

        Raises:
            Unreadable: if it is not a time in this form.
        """
        if isinstance(value, bool):
            raise Unreadable
        try:
            if isinstance(value, str):
                return self._read_text(value)
            if isinstance(value, int | float | Decimal):
                return self._read_epoch(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))
            if isinstance(value, Sequence):
                return self._read_array(value)
        except (OverflowError, ValueError, ArithmeticError) as error:
            raise Unreadable from error
        raise Unreadable

    def write(self, instant: datetime) -> object:
        """Return an instant as the table writes it."""
        local = instant.astimezone(self.zone or UTC)
        match self.shape:
            case TimeShape.LOCAL:
                return local.replace(tzinfo=None).isoformat()
            case TimeShape.ZONED:
                return f"{local.isoformat()}[{self.zone.key if self.zone else 'UTC'}]"
            case TimeShape.ARRAY:
                fraction = [local.microsecond * 1000] if local.microsecond else []
                return [local.year, local.month, local.day, local.hour, local.minute, local.second, *fraction]
            case TimeShape.PATTERN if self.pattern is not None:
                return self.pattern.write(instant)
            case shape if shape in _UNITS:
                number = (instant - _EPOCH) // timedelta(microseconds=1) * _UNITS[shape][0] // 10**6
                return str(number) if self.is_text else number
            case _:
                return local.isoformat()

    def text(self, instant: datetime) -> str:
        """Return an instant as rows hold it: ISO 8601 with the offset of the declared zone, or else of UTC."""
        return instant.astimezone(self.zone or UTC).isoformat()

    def _read_text(self, text: str) -> datetime:
        found = _ISO.fullmatch(text)
        if found is not None and found["offset"]:
            return datetime.fromisoformat(found["local"] + found["offset"]).astimezone(UTC)
        if self.shape is TimeShape.PATTERN and self.pattern is not None:
            return self.pattern.read(text)
        if found is not None:
            zone = _zone(found["zone"]) if found["zone"] else self._local_zone()
            return datetime.fromisoformat(found["local"]).replace(tzinfo=zone).astimezone(UTC)
        if _DIGITS.fullmatch(text):
            return self._read_epoch(Decimal(text))
        raise Unreadable

    def _read_epoch(self, number: Decimal) -> datetime:
        if not number.is_finite() or abs(number) > 10**20:
            raise Unreadable
        if self.shape in _UNITS:
            return _from_epoch(number, self.shape)
        if self.shape is not TimeShape.AUTO:
            raise Unreadable
        unit = next(unit for unit, (_, start) in _UNITS.items() if abs(number) >= start)
        instant = _from_epoch(number, unit)
        if not _EARLIEST <= instant < _LATEST:
            raise Unreadable
        return instant

    def _read_array(self, parts: Sequence[object]) -> datetime:
        if self.shape not in (TimeShape.AUTO, TimeShape.ARRAY):
            raise Unreadable
        numbers = [part for part in parts if isinstance(part, int) and not isinstance(part, bool)]
        if len(numbers) != len(parts) or not _FEWEST_ARRAY_PARTS <= len(numbers) <= _MOST_ARRAY_PARTS:
            raise Unreadable
        year, month, day, hour, minute, second, nanos = [*numbers, 0, 0][:_MOST_ARRAY_PARTS]
        local = datetime(year, month, day, hour, minute, second, nanos // 1000, tzinfo=self._local_zone())
        return local.astimezone(UTC)

    def _local_zone(self) -> ZoneInfo:
        """Return the zone of local times; in an hour that occurs twice, the first is meant, as in Java."""
        if self.zone is None or self.shape not in (TimeShape.AUTO, TimeShape.LOCAL, TimeShape.ZONED, TimeShape.ARRAY):
            raise Unreadable
        return self.zone


def _from_epoch(number: Decimal, unit: TimeShape) -> datetime:
    """Return the instant; what is smaller than a microsecond is cut off."""
    return _EPOCH + timedelta(microseconds=int(number * 10**6 / _UNITS[unit][0]))


def _zone(key: str) -> ZoneInfo:
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Unreadable from error
