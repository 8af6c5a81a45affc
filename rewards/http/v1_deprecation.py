"""The headers by which v1 announces its end: ``Deprecation`` (RFC 9745) and ``Sunset`` (RFC 8594)."""

from email.utils import format_datetime

from rewards.settings import RewardsSettings


def deprecation_headers(settings: RewardsSettings) -> dict[str, str]:
    """Return the headers of a v1 answer, empty unless an end of v1 is configured."""
    headers: dict[str, str] = {}
    if settings.v1_deprecated_at is not None:
        headers["Deprecation"] = f"@{int(settings.v1_deprecated_at.timestamp())}"
    if settings.v1_sunset_at is not None:
        headers["Sunset"] = format_datetime(settings.v1_sunset_at, usegmt=True)
    return headers
