"""How codes and instants are displayed."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from core.contract import IssuanceStatus, Reason

# The zone of each locale; all locales served so far are Indian.
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
    Reason.ROUNDING: "a remainder from rounding",
    Reason.SOURCE_CONFLICT: "the records do not agree",
    Reason.SOURCE_UNAVAILABLE: "a source did not answer",
    Reason.MALFORMED_ROW: "a record cannot be read",
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

_CONFLICTS = {
    "eligibleDiffers": "the sources disagree on what was promised",
    "issuedDiffers": "the sources disagree on what was issued",
    "pedRowMissing": "the promotion record (PED) does not hold this promise",
    "itemClosedWithoutEvent": "an item is closed in the line item tracker, without an event",
    "issuedWithoutEvents": "an issuance is recorded, without any event",
    "issuedEventMissing": "the event of a recorded issuance is missing",
    "statusWithoutEvents": "the promotion record (PED) has a final status, and there are no events",
    "statusEventMissing": "the promotion record (PED) has a final status that the events do not show",
    "ownerDiffers": "a record names another customer",
    "eventTypeUnknown": "an event has an unknown type",
    "eventContentDiffers": "two different events have the same id",
    "reversalWithoutIssuance": "a reversal of an unknown issuance",
    "reversalAboveIssuance": "a reversal exceeds what was left of its issuance",
    "equalIssuances": "two issuances are equal",
    "currencyDiffers": "amounts in two currencies",
    "eventInFuture": "an event is dated in the future",
    "reversalBeforeIssuance": "a reversal is dated before its issuance",
    "remainingBelowZero": "more was deducted than was promised",
    "remainingDiffers": "the remaining amount differs from what the open items are due",
    "itemOverIssued": "an item received more than it was due",
    "itemClosedTwice": "more was issued and closed for an item than it was due",
}

OUR_RECORDS = "records"  # the name of every source in a customer's view


def describe_conflict(code: str) -> str:
    """Return how records disagree; for a code of a newer service only that they do."""
    return _CONFLICTS.get(code, "the records do not agree")


def get_zone(locale: str) -> tzinfo:
    """Return the time zone of a locale."""
    return ZoneInfo(_ZONES.get(locale, _DEFAULT_ZONE))


def format_day(instant: datetime, zone: tzinfo) -> str:
    """Return the day of an instant in a zone, like ``12 Nov 2026``, independent of the process's locale."""
    local = instant.astimezone(zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"
