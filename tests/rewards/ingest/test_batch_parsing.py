"""Events parsed as a batch are stored as events that are posted one by one, whatever their values."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.event_contract import ConcessionEvent
from rewards.errors import InvalidEvent
from rewards.ingest.batch_parsing import parse_batch
from rewards.ingest.event_ingest import parse_event
from rewards.stores.rows import accepted_event
from tests.rewards.world import NOW, event_raw

FIELDS = sorted(info.alias or name for name, info in ConcessionEvent.model_fields.items())
# Values of other types and forms: some of them are valid in some fields.
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(["", "USD", "usd", "A-1", "a b", "REVERSED", "RESERVED", "CLAWED_BACK", "clawed back", "x" * 2001]),
    st.sampled_from(["2026-11-02T10:00:00.5+05:30", "20261102T100000Z", "2026-11-02T10:00:00", "1786711800", "true"]),
    st.sampled_from([None, True, False, 0, 1, 1.0, -1, 10**16, [], {}]),
)


def _one_by_one(batch: list[Any]) -> list[Any] | None:
    try:
        return [accepted_event(parse_event(event), received_at=NOW) for event in batch]
    except InvalidEvent:
        return None


@st.composite
def batches(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw valid events, and change the values of one to three fields in some or all of them."""
    events = [event_raw(f"E-{number}") for number in range(draw(st.integers(16, 20)))]
    for name in draw(st.lists(st.sampled_from([*FIELDS, "gc_id", "other"]), min_size=1, max_size=3, unique=True)):
        changed = events if draw(st.booleans()) else draw(st.lists(st.sampled_from(events), min_size=1, max_size=4))
        shared = draw(st.none() | st.tuples(VALUES))
        for event in changed:
            event[name] = shared[0] if shared else draw(VALUES)
    return events


@settings(max_examples=200)
@given(batches())
def test_batch_gives_the_rows_that_single_events_give(batch: list[dict[str, Any]]) -> None:
    expected, parsed = _one_by_one(batch), parse_batch(batch, received_at=NOW)
    # A field under its name in the code and an unknown one that is null are valid, and left to single parsing.
    has_odd_names = any(not set(FIELDS).issuperset(event) for event in batch)
    assert parsed == expected or (parsed is None and has_odd_names)
    assert all(type(row.type) is str for row, _ in parsed or ())


@pytest.mark.parametrize("missing", ["reversesEventId", "reinstates"])
def test_reversal_that_is_not_whole_is_left_to_the_parsing_of_single_events(missing: str) -> None:
    reversal = event_raw("R-1", "REVERSED", reversesEventId="E-1", reinstates=False)
    batch = [*(event_raw(f"E-{number}") for number in range(20)), reversal]
    parsed = parse_batch(batch, received_at=NOW)
    assert parsed is not None
    assert parsed == _one_by_one(batch)
    del reversal[missing]
    assert parse_batch(batch, received_at=NOW) is None


@pytest.mark.parametrize("odd", ["text", None, 7, []])
def test_value_that_is_no_object_is_left_to_the_parsing_of_single_events(odd: object) -> None:
    assert parse_batch([*(event_raw(f"E-{number}") for number in range(20)), odd], received_at=NOW) is None
