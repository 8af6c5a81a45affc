"""How codes and instants read to people."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from rewards.contract import IssuanceStatus, Reason

# Days are the locale's; every locale served so far is Indian.
_ZONES = {"en-IN": "Asia/Kolkata", "hi-IN": "Asia/Kolkata"}
_DEFAULT_ZONE = "Asia/Kolkata"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

REASONS: dict[Reason, str] = {
    Reason.AWAITING_SHIPMENT: "waiting for shipment",
    Reason.ISSUANCE_PENDING: "issuance is in progress",
    Reason.ISSUANCE_FAILED: "the last issuance attempt failed",
    Reason.SCRATCH_CARD_UNREVEALED: "the scratch card has not been revealed yet",
    Reason.ITEM_RETURNED: "an item was returned",
    Reason.CANCELLED: "cancelled",
    Reason.EXPIRED: "expired",
    Reason.CAP_REACHED: "the cap of the promotion was reached",
    Reason.REVERSED: "reversed",
    Reason.OVER_ISSUED: "more was issued than promised",
    Reason.DUPLICATE_ISSUANCE: "an issuance looks like a duplicate",
    Reason.SOURCE_CONFLICT: "the sources disagree",
    Reason.SOURCE_UNAVAILABLE: "a source did not answer",
    Reason.COMPLETE: "complete",
}

STATUSES: dict[IssuanceStatus, str] = {
    IssuanceStatus.PENDING: "pending",
    IssuanceStatus.RESERVED: "reserved",
    IssuanceStatus.PARTIALLY_ISSUED: "partially issued",
    IssuanceStatus.ISSUED: "fully issued",
    IssuanceStatus.FAILED: "failed",
    IssuanceStatus.CANCELLED: "cancelled",
    IssuanceStatus.EXPIRED: "expired",
    IssuanceStatus.UNKNOWN: "not known",
}

OUR_RECORDS = "records"  # what a customer is told of, whichever source it is


def zone_of(locale: str) -> tzinfo:
    """Give the zone whose days a locale means."""
    return ZoneInfo(_ZONES.get(locale, _DEFAULT_ZONE))


def day(instant: datetime, zone: tzinfo) -> str:
    """Write the day of an instant in a zone: ``12 Nov 2026``. Independent of the process's own locale."""
    local = instant.astimezone(zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"
