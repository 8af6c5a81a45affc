"""Instants on the wire and in rows: ISO 8601 with an offset, represented in UTC."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, cast

from pydantic import AwareDatetime, BeforeValidator


def _parse_utc(value: object) -> object:
    """Return ISO 8601 text as an instant in UTC; a bare number is refused, as it would silently be taken for an epoch.

    A time without an offset is passed on unchanged, for the type to refuse.
    """
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(instant, datetime):
        raise ValueError("not a time")
    try:
        return instant if instant.tzinfo is None or instant.tzinfo is UTC else instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("not a time") from error


IsoInstant = Annotated[AwareDatetime, BeforeValidator(_parse_utc)]


def parse_iso_texts(values: Sequence[object]) -> list[datetime] | None:
    """Return ISO 8601 texts as ``IsoInstant`` would parse them, None unless each of them is a time with an offset."""
    try:
        instants = list(map(datetime.fromisoformat, cast(Sequence[str], values)))
        if any(instant.tzinfo is None for instant in instants):
            return None
        return [instant if instant.tzinfo is UTC else instant.astimezone(UTC) for instant in instants]
    except (TypeError, ValueError, OverflowError):
        return None


def latest(*instants: datetime | None) -> datetime | None:
    """Return the latest of the known instants, or None if none is known."""
    known = [instant for instant in instants if instant is not None]
    return max(known) if known else None
