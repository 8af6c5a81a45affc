"""Times in a pattern of ``java.text.SimpleDateFormat``, as far as tables use it.

``EEE MMM dd HH:mm:ss zzz yyyy`` is what ``java.util.Date.toString()`` writes. Names of days and months are English.
Letters: ``yyyy MM MMM dd d HH H mm ss S EEE z XXX Z``, and text in single quotes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from zoneinfo import ZoneInfo

from rewards.mapping.fields import Unreadable

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FIXED_ZONES = {"UTC": "UTC", "GMT": "UTC", "Z": "UTC"}
_TOKEN = re.compile(r"'(?P<quoted>[^']*)'|(?P<letters>([A-Za-z])\3*)|(?P<other>[^A-Za-z']+)")
_DIGITS = {
    "yyyy": ("year", r"[0-9]{4}"),
    "MM": ("month", r"[0-9]{2}"),
    "dd": ("day", r"[0-9]{2}"),
    "d": ("day", r"[0-9]{1,2}"),
    "HH": ("hour", r"[0-9]{2}"),
    "H": ("hour", r"[0-9]{1,2}"),
    "mm": ("minute", r"[0-9]{2}"),
    "ss": ("second", r"[0-9]{2}"),
}
_NAMES = {"MMM": ("monthName", "|".join(_MONTHS)), "EEE": ("dayName", "|".join(_DAYS))}
_OFFSETS = {"XXX": r"Z|[+-][0-9]{2}:[0-9]{2}", "Z": r"[+-][0-9]{4}"}
_ZONE_NAME = re.compile(r"z{1,3}")
_FRACTION = re.compile(r"S{1,9}")


@dataclass(frozen=True)
class TimePattern:
    """A pattern. ``zone`` is that of a time without one; ``zone_names`` are the zones that short names stand for."""

    pattern: str
    zone: ZoneInfo | None
    zone_names: Mapping[str, str]

    def __post_init__(self) -> None:
        names = [name for name, _ in self._parts if name]
        missing = {"year", "day", "hour", "minute"} - set(names)
        if missing or not {"month", "monthName"} & set(names) or len(set(names)) < len(names):
            raise ValueError("the pattern must contain year, month, day, hour and minute, each once")
        if self.zone is None and not {"zoneName", "offset"} & set(names):
            raise ValueError("a pattern without a zone or offset needs `zone`")

    def read(self, text: str) -> datetime:
        """Return the instant.

        Raises:
            Unreadable: if the text does not match, no such day exists, or the zone's name is not declared.
        """
        found = self._expression.fullmatch(text)
        if found is None:
            raise Unreadable
        parts = found.groupdict()
        month = _MONTHS.index(parts["monthName"]) + 1 if "monthName" in parts else int(parts["month"])
        fraction = (parts.get("fraction") or "").ljust(6, "0")[:6]
        day, hour, minute, second = (int(parts.get(name) or 0) for name in ("day", "hour", "minute", "second"))
        zone = self._zone_of(parts)
        try:
            local = datetime(int(parts["year"]), month, day, hour, minute, second, int(fraction), tzinfo=zone)
            instant = local.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Unreadable from error
        if parts.get("dayName") not in (None, _DAYS[local.weekday()]):
            raise Unreadable
        return instant

    def write(self, instant: datetime) -> str:
        """Return an instant as the pattern writes it, in its zone or else in UTC."""
        local = instant.astimezone(self.zone or UTC)
        values = {
            "year": f"{local.year:04}",
            "month": f"{local.month:02}",
            "monthName": _MONTHS[local.month - 1],
            "dayName": _DAYS[local.weekday()],
            "hour": f"{local.hour:02}",
            "minute": f"{local.minute:02}",
            "second": f"{local.second:02}",
            "zoneName": self._zone_name(),
        }
        texts = []
        for name, letters in self._parts:
            match name:
                case None:
                    texts.append(letters)
                case "day":
                    texts.append(f"{local.day:02}" if letters == "dd" else str(local.day))
                case "fraction":
                    texts.append(f"{local.microsecond:06}".ljust(9, "0")[: len(letters)])
                case "offset":
                    texts.append(_offset_text(local, has_colon=letters == "XXX"))
                case _:
                    texts.append(values[name])
        return "".join(texts)

    @cached_property
    def _parts(self) -> list[tuple[str | None, str]]:
        """The parts of the pattern: the group's name and the letters, or None and literal text."""
        parts: list[tuple[str | None, str]] = []
        end = 0
        for found in _TOKEN.finditer(self.pattern):
            if found.start() != end:
                break
            end = found.end()
            letters = found["letters"]
            parts.append(
                (_group_name(letters), letters) if letters else (None, found["quoted"] or found["other"] or "'")
            )
        if end != len(self.pattern):
            raise ValueError("the pattern has an unclosed quote")
        return parts

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(
            "".join(re.escape(text) if name is None else _group(name, text) for name, text in self._parts)
        )

    def _zone_of(self, parts: Mapping[str, str | None]) -> ZoneInfo | timezone | None:
        offset = parts.get("offset")
        if offset == "Z":
            return UTC
        if offset:
            span = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
            return timezone(span if offset[0] == "+" else -span)
        if name := parts.get("zoneName"):
            known = self.zone_names.get(name) or _FIXED_ZONES.get(name)
            if known is None:
                raise Unreadable
            return ZoneInfo(known)
        return self.zone

    def _zone_name(self) -> str:
        written = self.zone.key if self.zone else "UTC"
        return next((name for name, key in {**self.zone_names, "UTC": "UTC"}.items() if key == written), "UTC")


def _group_name(letters: str) -> str:
    if letters in _DIGITS or letters in _NAMES:
        return (_DIGITS.get(letters) or _NAMES[letters])[0]
    if letters in _OFFSETS:
        return "offset"
    if _ZONE_NAME.fullmatch(letters):
        return "zoneName"
    if _FRACTION.fullmatch(letters):
        return "fraction"
    raise ValueError(f"the pattern has letters that are not supported: {letters}")


def _group(name: str, letters: str) -> str:
    if name == "zoneName":
        return r"(?P<zoneName>[A-Z]{1,5})"
    if name == "fraction":
        return rf"(?P<fraction>[0-9]{{{len(letters)}}})"
    if name == "offset":
        return f"(?P<offset>{_OFFSETS[letters]})"
    return f"(?P<{name}>{(_DIGITS.get(letters) or _NAMES[letters])[1]})"


def _offset_text(local: datetime, *, has_colon: bool) -> str:
    text = local.strftime("%z")
    return f"{text[:3]}:{text[3:5]}" if has_colon else text[:5]
