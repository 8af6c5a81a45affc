"""Instants on the wire and in rows: ISO 8601 with an offset, held in UTC."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator


def _iso_text(value: object) -> object:
    """Let text through only if it is ISO 8601: a bare number would silently be taken for an epoch."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise ValueError("not a time")
    return datetime.fromisoformat(value)


def _in_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("not a time") from error


IsoInstant = Annotated[AwareDatetime, BeforeValidator(_iso_text), AfterValidator(_in_utc)]
