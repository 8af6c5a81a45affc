"""Ranges of indexes by an instant as its writers wrote it, for each format of the sort key."""

from datetime import UTC, datetime, timedelta
from typing import assert_never

from rewards.mapping.file_model import UpdatedForm
from rewards.mapping.rewards_mapping import PedMapping
from rewards.stores.dynamodb.codec import AttributeValue, to_attribute
from rewards.stores.dynamodb.item_keys import text
from rewards.stores.key_text import instant_text

Range = tuple[str, str, tuple[AttributeValue, ...]]
_EPOCH = datetime.fromtimestamp(0, tz=UTC)
_MICROSECOND = timedelta(microseconds=1)
# A local time may be this far ahead of or behind UTC.
_WIDEST_OFFSET = timedelta(hours=24)
# Texts below it are epoch digits from before 2033 ("1786711800"), or ISO times from before 2000.
_BELOW_ISO = "2"


def updated_ranges(table: PedMapping, instant: datetime) -> list[Range]:
    """Return ranges that cover everything updated at the instant or later, and possibly a little more."""
    key = table.updated_key
    match table.updated_form:
        case UpdatedForm.DERIVED:
            return [(key, "from", (text(instant_text(instant)),))]
        case UpdatedForm.TEXT:
            lower = _earlier(instant).date().isoformat()
            if lower < _BELOW_ISO:
                return [(key, "from", (text("0"),))]
            return [(key, "from", (text(lower),)), (key, "below", (text(_BELOW_ISO),))]
        case UpdatedForm.SECONDS:
            return [(key, "from", (to_attribute((instant - _EPOCH) // timedelta(seconds=1)),))]
        case UpdatedForm.MILLISECONDS:
            return [(key, "from", (to_attribute((instant - _EPOCH) // timedelta(milliseconds=1)),))]
        case UpdatedForm.MICROSECONDS:
            return [(key, "from", (to_attribute((instant - _EPOCH) // _MICROSECOND),))]
        case UpdatedForm.NANOSECONDS:
            return [(key, "from", (to_attribute((instant - _EPOCH) // _MICROSECOND * 1000),))]
        case other:
            assert_never(other)


def text_ranges_between(key: str, start: datetime, end: datetime) -> list[Range]:
    """Return ranges of ISO texts with any offset that cover ``[start, end)``, and up to two days more at each end."""
    latest = datetime.max.replace(tzinfo=UTC)
    # The last day is included: its texts continue after the date.
    upper = end + 2 * _WIDEST_OFFSET if latest - end > 2 * _WIDEST_OFFSET else latest
    return [(key, "between", (text(_earlier(start).date().isoformat()), text(upper.date().isoformat())))]


def _earlier(instant: datetime) -> datetime:
    beginning = datetime.min.replace(tzinfo=UTC)
    return instant - _WIDEST_OFFSET if instant - beginning > _WIDEST_OFFSET else beginning
