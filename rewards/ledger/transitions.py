"""When a benefit was created, reserved and issued, each told apart, and what that means for a window."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rewards.contract import EventType, latest
from rewards.ledger.evidence import BenefitEvidence
from rewards.window import TimeField, Window

CreatedAtSource = Literal["recorded", "derivedFromEvents", "lastUpdatedFallback"]


@dataclass(frozen=True, slots=True)
class Creation:
    """When a benefit was created. With ``is_upper_bound`` it was created then or at some time before."""

    at: datetime
    source: CreatedAtSource
    is_upper_bound: bool = False


def creation_of(evidence: BenefitEvidence) -> Creation | None:
    """Give PED's recorded time, else that of the reservation, else the earliest that is known of the benefit."""
    ped, log = evidence.ped, evidence.log
    if ped is not None and ped.created_at is not None:
        is_derived = ped.created_at_source == "derivedFromEvents"  # by the backfill
        return Creation(ped.created_at.at, "derivedFromEvents" if is_derived else "recorded")
    reserved = log.of_type(EventType.RESERVED)
    if reserved:
        # In a log with gaps an earlier reservation may be missing.
        return Creation(reserved[0].event_time, "derivedFromEvents", is_upper_bound=not evidence.is_log_complete)
    if log.events:
        return Creation(log.events[0].event_time, "derivedFromEvents", is_upper_bound=True)
    if ped is not None:
        return Creation(ped.last_updated_time.at, "lastUpdatedFallback", is_upper_bound=True)
    return None


def reserved_at(evidence: BenefitEvidence) -> datetime | None:
    if evidence.ped is not None and evidence.ped.reserved_at is not None:
        return evidence.ped.reserved_at.at
    reserved = evidence.log.of_type(EventType.RESERVED)
    return reserved[0].event_time if reserved else None


def last_updated_at(evidence: BenefitEvidence) -> datetime | None:
    ped = evidence.ped
    return latest(
        ped.last_updated_time.at if ped else None,
        *(item.updated_at for item in evidence.items or ()),
        *(event.event_time for event in evidence.log.events),
    )


def instant_in(window: Window, evidence: BenefitEvidence, field: TimeField) -> datetime | None:
    """Give the transition by which a benefit belongs to a window, None when it does not.

    A creation time that is an upper bound belongs to every window that it does not lie before: losing a row would be
    worse than showing one too many.
    """
    if field is TimeField.ISSUED:
        return next((event.event_time for event in evidence.log.issued if event.event_time in window), None)
    if field is TimeField.RESERVED:
        at = reserved_at(evidence)
        return at if at in window else None
    creation = creation_of(evidence)
    if creation is None:
        return None
    if creation.is_upper_bound:
        return creation.at if creation.at >= window.start else None
    return creation.at if creation.at in window else None
