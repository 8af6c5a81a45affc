"""What is derived for a row, and what is left alone."""

from typing import Any

import pytest

from rewards.backfill.missing_fields import BackfillFinding, RowCompletion, build_completion
from rewards.stores.rows import EventRow
from tests.rewards.world import STRANGER, day, event, ped

RESERVED = event("R-1", "RESERVED", eventTime=day(1))
RESERVED_AT = {"reservedAt": day(1), "reservedAtSource": "derivedFromEvents"}
CREATED_AT = {"createdAt": day(1), "createdAtSource": "derivedFromEvents"}
DATED = CREATED_AT | RESERVED_AT


def legacy(**changes: Any) -> dict[str, Any]:
    return {"createdAt": None, "lastUpdatedTime": day(9)} | changes


@pytest.mark.parametrize(
    ("row", "events", "additions", "findings"),
    [
        (legacy(), [RESERVED], DATED, ()),
        (legacy(), [event("R-2", "RESERVED", eventTime=day(4)), RESERVED], DATED, ()),
        (legacy(reservedAt=day(2)), [RESERVED], CREATED_AT, ()),
        (legacy(), [event(eventTime=day(1))], {}, (BackfillFinding.NO_RESERVATION,)),
        (legacy(), [], {}, (BackfillFinding.NO_RESERVATION,)),
        (
            legacy(lastUpdatedTime=day(0)),
            [RESERVED],
            RESERVED_AT,
            (BackfillFinding.RESERVED_AFTER_LAST_UPDATE,),
        ),
        (legacy(createdAt=day(0), reservedAt=day(0)), [RESERVED], {}, ()),
        (legacy(createdAt=day(2), reservedAt=day(2)), [RESERVED], {}, (BackfillFinding.CREATED_AFTER_RESERVATION,)),
        (legacy(), [event("R-1", "RESERVED", customerId=STRANGER)], {}, (BackfillFinding.FOREIGN_EVENTS,)),
        (legacy(), [RESERVED, event("R-1", "RESERVED", amount=9)], {}, (BackfillFinding.CONTESTED_EVENTS,)),
        (legacy(), [event("R-1", "RESERVED", benefitId="BEN-2")], {}, (BackfillFinding.NO_RESERVATION,)),
    ],
    ids=[
        "reserved",
        "the first of two reservations",
        "reservedAt stands",
        "an issuance is no creation",
        "no events",
        "older than its reservation",
        "recorded before it was reserved",
        "recorded after it was reserved",
        "another customer's events",
        "contested events",
        "another benefit's events",
    ],
)
def test_creation_is_taken_from_the_first_reservation_alone(
    row: dict[str, Any], events: list[EventRow], additions: dict[str, Any], findings: tuple[BackfillFinding, ...]
) -> None:
    assert build_completion(ped(**row), events) == RowCompletion(additions, findings)


FIRST = event("I-1", gcId="GC-1", eventTime=day(1))
SECOND = event("I-2", gcId="GC-2", eventTime=day(2))


@pytest.mark.parametrize(
    ("held", "events", "expected"),
    [
        ({"gcId": "GC-2"}, [SECOND, FIRST], ["GC-1", "GC-2"]),
        ({"gcId": "GC-0,GC-2"}, [FIRST, SECOND], ["GC-1", "GC-0", "GC-2"]),
        ({"gcIds": ["GC-2"]}, [FIRST], ["GC-1", "GC-2"]),
        ({"gcIds": ["GC-2"], "gcId": "GC-3"}, [FIRST], ["GC-1", "GC-2", "GC-3"]),
        ({"gcIds": ["GC-1,GC-2"]}, [SECOND, FIRST], None),
        ({}, [SECOND, FIRST], None),  # v1 shows the last card of a row, and showed none of this one
        ({"gcId": "GC-2"}, [event(gcId="GC-8 GC-9")], ["GC-8", "GC-9", "GC-2"]),
        ({"gcId": "GC-1|GC-2"}, [FIRST, SECOND], None),
        ({"gcId": "GC-7"}, [], None),
        ({"gcId": "GC-2"}, [event("F-1", "ISSUE_FAILED", gcId="GC-1")], None),
    ],
)
def test_cards_of_events_are_put_before_those_that_ped_holds(
    held: dict[str, Any], events: list[EventRow], expected: list[str] | None
) -> None:
    additions = build_completion(ped(**held), events).additions
    assert additions == ({} if expected is None else {"gcIds": expected})
