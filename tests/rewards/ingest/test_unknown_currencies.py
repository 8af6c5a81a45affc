"""A currency code outside ISO 4217 is refused in a row, in a posted event and in a row file."""

from typing import Any

import pytest

from rewards.errors import InvalidEvent, LoadRefused
from rewards.ingest.event_ingest import parse_event
from rewards.ingest.row_files import load_jsonl
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow, parse_row
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.ingest.test_row_files import line
from tests.rewards.world import event_raw, item_raw, ped_raw

UNKNOWN = ["ZZZ", "BTC", "XAU", "XXX", "XTS", "XDR", "DEM", "RUPEES", "inr", "IN", ""]


@pytest.mark.parametrize("code", UNKNOWN)
@pytest.mark.parametrize(("model", "raw"), [(PedRow, ped_raw()), (LineItemRow, item_raw()), (EventRow, event_raw())])
def test_row_of_an_unknown_currency_is_refused_when_read(model: type[PedRow], raw: dict[str, Any], code: str) -> None:
    with pytest.raises(MalformedRow) as caught:
        parse_row(model, raw | {"currency": code})
    assert caught.value.fields == ("currency",)


@pytest.mark.parametrize("code", UNKNOWN)
def test_event_of_an_unknown_currency_is_not_taken_in(code: str) -> None:
    with pytest.raises(InvalidEvent):
        parse_event(event_raw(currency=code))


def test_file_with_an_unknown_currency_is_not_loaded(store: SqliteStore) -> None:
    with pytest.raises(LoadRefused, match="line 2: missing or wrong: currency"):
        load_jsonl([line("ped", ped_raw(currency="UGX")), line("ped", ped_raw(currency="UGS"))], store)
    assert store.is_empty()
