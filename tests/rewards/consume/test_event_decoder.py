"""Which events a record holds, and what is named when it holds none."""

import json
from functools import partial
from typing import Any

import pytest

from rewards.consume.event_decoder import Envelope, Fault, FaultReason, RecordDecoder
from rewards.consume.record import Database, Message, RowChange
from rewards.stores.dynamodb.codec import decode, encode
from rewards.stores.dynamodb.settings import ConcessionsTable
from rewards.stores.rows import MalformedRow
from tests.rewards.world import NOW, event_raw


def decoded(body: Any, *, envelope: Envelope = Envelope.NONE) -> list[Any]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return RecordDecoder(envelope=envelope).events(Message(data), received_at=NOW)


def ids(events: list[Any]) -> list[str]:
    return [row.event_id for row, _ in events]


def test_a_body_is_one_event() -> None:
    ((row, raw),) = decoded(event_raw("E-7", amount=3600))
    assert (row.event_id, row.amount_minor) == ("E-7", 3600)
    assert raw["recordedAt"] == NOW.isoformat().replace("+00:00", "Z")


def test_a_body_is_a_list_of_events_and_each_is_judged_by_itself() -> None:
    good, bad = event_raw("E-1"), event_raw("E-2", amountMinor="36.00")
    first, second = decoded({"events": [good, bad]})
    assert first[0].event_id == "E-1"
    assert second == Fault(FaultReason.MALFORMED, ("amountMinor",), "E-2")


def test_the_writer_s_recording_time_is_kept() -> None:
    ((_, raw),) = decoded(event_raw(recordedAt="2026-11-02T10:00:00Z"))
    assert raw["recordedAt"] == "2026-11-02T10:00:00Z"


def test_fields_that_the_contract_does_not_know_are_dropped() -> None:
    ((_, raw),) = decoded(event_raw(customerName="Asha Verma", schemaVersion=4))
    assert not {"customerName", "schemaVersion"} & raw.keys()


def test_an_sns_notification_is_unwrapped() -> None:
    notification = {"Type": "Notification", "TopicArn": "arn:t", "Message": json.dumps(event_raw("E-1"))}
    assert ids(decoded(notification, envelope=Envelope.SNS)) == ["E-1"]


def test_an_eventbridge_event_is_unwrapped() -> None:
    event = {"source": "promotions", "detail-type": "ConcessionIssued", "detail": event_raw("E-1")}
    assert ids(decoded(event, envelope=Envelope.EVENTBRIDGE)) == ["E-1"]


def decoded_change(change: Any) -> list[Any]:
    table = ConcessionsTable(attributes={"eventId": "id"})
    decoder = RecordDecoder(envelope=Envelope.DYNAMODB, read_item=partial(decode, table=table))
    return decoder.events(Message(json.dumps({"eventName": "INSERT", **change}).encode()), received_at=NOW)


def test_a_record_of_a_table_s_stream_is_unwrapped() -> None:
    table = ConcessionsTable(attributes={"eventId": "id"})
    image = {**encode(event_raw("E-1"), table), "eventKey": {"S": "a#b"}, "blob": {"B": "AAE="}}
    assert ids(decoded_change({"dynamodb": {"Keys": {}, "NewImage": image}})) == ["E-1"]


def test_a_deletion_in_a_table_holds_no_event() -> None:
    assert decoded_change({"dynamodb": {"Keys": {}}}) == []


@pytest.mark.parametrize("image", [{"id": 1}, {"id": {"S": "x", "N": "1"}}, {"id": {"Q": "1"}}, {"n": {"N": "x"}}, []])
def test_an_image_that_is_none_is_named(image: Any) -> None:
    assert decoded_change({"dynamodb": {"NewImage": image}}) == [Fault(FaultReason.NOT_AN_EVENT, ("NewImage",))]


def test_an_envelope_that_was_not_declared_is_not_guessed() -> None:
    (fault,) = decoded({"Message": json.dumps(event_raw())})
    assert (fault.reason, "eventId" in fault.fields) == (FaultReason.MALFORMED, True)


@pytest.mark.parametrize(
    ("body", "envelope", "fault"),
    [
        (b"\xff\xfe", Envelope.NONE, Fault(FaultReason.NOT_JSON)),
        (b"{", Envelope.NONE, Fault(FaultReason.NOT_JSON)),
        (b'{"eventId": "a", "eventId": "b"}', Envelope.NONE, Fault(FaultReason.NOT_JSON, ("eventId",))),
        (b"[1]", Envelope.NONE, Fault(FaultReason.NOT_AN_EVENT)),
        (b'{"events": {}}', Envelope.NONE, Fault(FaultReason.NOT_AN_EVENT, ("events",))),
        (b'{"events": [1]}', Envelope.NONE, Fault(FaultReason.NOT_AN_EVENT)),
        (b"{}", Envelope.SNS, Fault(FaultReason.NOT_AN_EVENT, ("Message",))),
        (b'{"Message": {}}', Envelope.SNS, Fault(FaultReason.NOT_AN_EVENT, ("Message",))),
        (b'{"Message": "no"}', Envelope.SNS, Fault(FaultReason.NOT_JSON)),
        (b"[]", Envelope.EVENTBRIDGE, Fault(FaultReason.NOT_AN_EVENT, ("detail",))),
    ],
)
def test_what_is_no_event_is_named(body: bytes, envelope: Envelope, fault: Fault) -> None:
    assert decoded(body, envelope=envelope) == [fault]


def test_a_reversal_without_its_issuance_is_refused_as_by_the_api() -> None:
    (fault,) = decoded(event_raw("E-1", "REVERSED"))
    assert fault == Fault(FaultReason.MALFORMED, ("reversesEventId", "reinstates"), "E-1")


def test_a_fault_holds_no_value() -> None:
    (fault,) = decoded(event_raw("E-1", customerId="Asha Verma <asha@example.test>"))
    assert "asha" not in repr(fault).lower()


@pytest.mark.parametrize("content", [Message(None), RowChange(Database.CONCESSIONS, {}, None)])
def test_a_record_without_a_body_holds_no_event(content: Message | RowChange) -> None:
    assert RecordDecoder().events(content, received_at=NOW) == []


def test_a_row_of_a_table_is_an_event() -> None:
    change = RowChange(Database.CONCESSIONS, {"businessReferenceId": "x"}, event_raw("E-9"))
    assert ids(RecordDecoder().events(change, received_at=NOW)) == ["E-9"]


def test_a_site_s_own_form_is_translated_before_it_is_judged() -> None:
    def of_site(fields: Any) -> Any:
        if "ref" not in fields:
            raise MalformedRow(("ref",))
        return event_raw(fields["ref"])

    decoder = RecordDecoder(decode=of_site)
    assert ids(decoder.events(Message(b'{"ref": "E-5"}'), received_at=NOW)) == ["E-5"]
    assert decoder.events(Message(b"{}"), received_at=NOW) == [Fault(FaultReason.MALFORMED, ("ref",))]
