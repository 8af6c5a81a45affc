"""The row of an accepted event equals the row that is read back from the store."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.contract import EventType
from core.event_contract import ConcessionEvent
from rewards.stores.content_digest import content_digest
from rewards.stores.rows import EventRow, accepted_event, parse_row, row_adapter

RECEIVED_AT = datetime(2026, 11, 9, 4, 30, tzinfo=UTC)
IDENTIFIER = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._:@+-]{0,79}\Z")
ZONES = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANT = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=ZONES).map(  # noqa: DTZ001  (zones follow)
    datetime.isoformat
)
EVENTS = st.fixed_dictionaries(
    {
        "eventId": IDENTIFIER,
        "type": st.one_of(st.sampled_from([each.value for each in EventType]), st.just("CLAWED_BACK")),
        "businessReferenceId": IDENTIFIER,
        "promotionId": IDENTIFIER,
        "benefitId": IDENTIFIER,
        "customerId": IDENTIFIER,
        "amountMinor": st.integers(0, 10**15),
        "currency": st.sampled_from(["INR", "JPY", "KWD"]),
        "eventTime": INSTANT,
    },
    optional={
        "recordedAt": INSTANT,
        "gcId": IDENTIFIER,
        "shipmentId": IDENTIFIER,
        "lineItemId": IDENTIFIER,
        "reversesEventId": IDENTIFIER,
        "reinstates": st.booleans(),
        "reasonCode": st.just("CAP_REACHED"),
        "memo": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    },
)


@given(EVENTS)
def test_row_of_an_accepted_event_is_the_one_that_the_store_reads(sent: dict[str, Any]) -> None:
    row, raw = accepted_event(ConcessionEvent.model_validate(sent), received_at=RECEIVED_AT)

    read = parse_row(EventRow, raw)
    assert row == read
    assert row_adapter(EventRow).dump_json(row) == row_adapter(EventRow).dump_json(read)
    assert content_digest(row, raw) == content_digest(read, raw)
    assert type(row.type) is str


@given(EVENTS)
def test_accepted_event_has_a_recording_time(sent: dict[str, Any]) -> None:
    row, _ = accepted_event(ConcessionEvent.model_validate(sent), received_at=RECEIVED_AT)

    expected = datetime.fromisoformat(sent["recordedAt"]) if "recordedAt" in sent else RECEIVED_AT
    assert row.recorded_at == expected
