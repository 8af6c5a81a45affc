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
    "itemClosedWithoutEvent": "an item is closed in the line item tracker and in no event",
    "issuedWithoutEvents": "what was issued is in no event",
    "issuedEventMissing": "the event of what was issued has not arrived",
    "statusWithoutEvents": "the promotion record (PED) says how it ended, and no event does",
    "statusEventMissing": "the promotion record (PED) says that it ended, and the events do not",
    "ownerDiffers": "a record names another customer",
    "eventTypeUnknown": "an event is of a type that is not known",
    "eventContentDiffers": "an event is on record with two contents",
    "reversalWithoutIssuance": "a reversal of an issuance that is not known",
    "reversalAboveIssuance": "a reversal of more than was left of its issuance",
    "equalIssuances": "two issuances are equal",
    "currencyDiffers": "amounts of two currencies",
    "eventInFuture": "an event is dated later than now",
    "reversalBeforeIssuance": "a reversal is dated before its issuance",
    "remainingBelowZero": "more was deducted than was promised",
    "remainingDiffers": "what remains is not what the open items are due",
    "itemOverIssued": "an item got more than it was due",
    "itemClosedTwice": "more of an item was issued and closed than it was due",
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
