"""The oracle of windows: a reservation that a backfill derived is no writer's own time (rule 17 of the design)."""

from datetime import UTC, datetime

import pytest

from evals.oracles.window_search import RESERVED, Window, search
from evals.oracles.world_rows import Sources

KEY: dict[str, str] = {"businessReferenceId": "O-1", "promotionId": "P", "benefitId": "B", "customerId": "C"}
EVENT = KEY | {"eventId": "E", "type": "RESERVED", "eventTime": "2026-11-01T00:00:00+00:00"}
DERIVED = {"reservedAtSource": "derivedFromEvents"}


@pytest.mark.parametrize(("source", "first"), [({}, 3), (DERIVED, 1)], ids=["a writer's own", "derived"])
def test_earliest_reservation_counts_beside_a_derived_one(source: dict[str, str], first: int) -> None:
    ped = KEY | {"reservedAt": "2026-11-03T00:00:00+00:00"} | source
    orders = {"O-1": Sources(ped=[ped], items=[], events=[EVENT])}
    for day in (1, 2, 3):
        window = Window(datetime(2026, 11, day, tzinfo=UTC), datetime(2026, 11, day + 1, tzinfo=UTC), RESERVED)
        assert bool(search(orders, "C", window)) is (day == first)
