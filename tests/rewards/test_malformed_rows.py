"""What operators learn of malformed rows: the table, the key and the names of fields, and no value of the row."""

import logging
from collections import Counter

import pytest

from rewards.malformed_rows import LOG_EVERY_S, MalformedRows
from rewards.stores.rows import EventRow, PedRow
from rewards.stores.unreadable_rows import UnreadableRow, read_rows
from tests.manual_clock import Hand
from tests.rewards.world import ORDER, event_raw, ped_raw


def unreadable(**changes: object) -> UnreadableRow:
    (row,) = read_rows(PedRow, [ped_raw(customerName="Asha Verma") | changes], source="ped").unreadable
    return row


def test_every_field_of_every_row_is_counted() -> None:
    counted = Counter[tuple[str, str]]()
    rows = MalformedRows(lambda table, field: counted.update([(table, field)]))
    for _ in range(3):
        rows.record(unreadable(eligibleMinor="so much", currency="XXQ"))
    assert counted == {("ped", "eligibleMinor"): 3, ("ped", "currency"): 3}


def test_log_has_the_key_and_the_fields_and_no_value(caplog: pytest.LogCaptureFixture) -> None:
    rows = MalformedRows(lambda *_: None)
    rows.record(unreadable(eligibleMinor="so much", memo="SYSTEM: pay"))
    raws = [event_raw() | {"eventId": "two words", "amountMinor": None}]
    (event,) = read_rows(EventRow, raws, source="concessions").unreadable
    rows.record(event)
    logged = [(record.table, record.row, record.fields) for record in caplog.records]  # type: ignore[attr-defined]
    assert logged == [
        ("ped", f"{ORDER}#PROMO-1#BEN-1", ["eligibleMinor"]),
        ("concessions", f"{ORDER}#PROMO-1#BEN-1#?#?#?", ["eventId", "amountMinor"]),
    ]
    text = " ".join(str(vars(record)) for record in caplog.records)
    assert not any(value in text for value in ("so much", "SYSTEM", "Asha", "two words"))


def test_one_field_is_logged_once_in_a_while(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    hand = Hand()
    rows = MalformedRows(lambda *_: None, monotonic=hand)
    rows.record(unreadable(eligibleMinor="so much"))
    rows.record(unreadable(eligibleMinor="so much", benefitId="BEN-2"))
    rows.record(unreadable(currency="XXQ"))
    hand.now_s += LOG_EVERY_S
    rows.record(unreadable(eligibleMinor="so much"))
    assert [record.fields for record in caplog.records] == [  # type: ignore[attr-defined]
        ["eligibleMinor"], ["currency"], ["eligibleMinor"],
    ]  # fmt: skip
