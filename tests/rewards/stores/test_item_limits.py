"""Rows that DynamoDB cannot hold are refused by line, field and limit; its refusal of one is data, no configuration."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from rewards.errors import LoadRefused, RowNotStorable, StoreUnavailable
from rewards.ingest.row_files import check_jsonl, load_jsonl
from rewards.stores.base import LoadableRow
from rewards.stores.dynamodb.bulk_load import BulkLoad
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.rows import EventRow, LineItemRow, PedRow, parse_row
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.stores.scripted_calls import refusal, tapped
from tests.rewards.stores.stand_in import running_stand_in
from tests.rewards.world import ORDER, event_raw, item_raw, ped_raw

pytestmark = pytest.mark.slow

SECRET = "Secret9876543210"


@pytest.fixture
async def store(dynamodb_settings: DynamoDbSettings) -> AsyncIterator[DynamoDbStore]:
    opened = DynamoDbStore(dynamodb_settings)
    opened.create_tables()
    async with opened.connected():
        yield opened


def line(store: str, row: dict[str, Any]) -> str:
    return json.dumps({"store": store, "row": row})


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else SECRET


GOOD = line("ped", ped_raw())


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line("ped", ped_raw(memo=SECRET * 27_000)), "memo is too long: a row may have 400 KB in all"),
        (line("concessions", event_raw(memo="₹" * 140_000)), "memo is too long: a row may have 400 KB in all"),
        (line("lineItems", item_raw(weight=1e-200)), "unknown field is a number out of the range of DynamoDB"),
        (line("lineItems", item_raw(weight=-1e200)), "unknown field is a number out of the range of DynamoDB"),
        (line("concessions", event_raw(memo=[int("9" * 39)])), "memo is a number out of the range of DynamoDB"),
        (line("ped", ped_raw(memo=nested(40))), "memo is nested too deep"),
    ],
    ids=["too long", "too long in bytes", "too small", "too large", "too many digits", "too deep"],
)
def test_row_that_dynamodb_cannot_hold_is_refused_by_line_and_field(
    store: DynamoDbStore, tmp_path: Path, bad: str, reason: str
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join([GOOD, "", bad, GOOD]), encoding="utf-8")
    for attempt in (lambda: check_jsonl(path, store), lambda: load_jsonl(path, store)):
        with pytest.raises(LoadRefused) as caught:
            attempt()
        assert (caught.value.line_number, caught.value.reason) == (3, reason)
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize("value", [0, -0.0, 1e-130, 9.99e125, int("9" * 38), int("1" + "0" * 100), 0.1, "x" * 400_000])
async def test_row_that_dynamodb_can_hold_is_loaded(store: DynamoDbStore, value: object) -> None:
    load_jsonl([line("ped", ped_raw(memo=value))], store)
    assert len(await store.ped_of_order(ORDER)) == 1


def test_row_of_any_size_is_loaded_into_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(line("ped", ped_raw(memo="x" * 500_000, weight=1e-200)), encoding="utf-8")
    opened = SqliteStore.open(tmp_path / "rewards.sqlite3")
    check_jsonl(path, opened)
    assert load_jsonl(path, opened).ped == 1
    opened.close()


ROWS = [
    LoadableRow(parse_row(PedRow, raw), raw, line_number=number)
    for number, raw in ((4, ped_raw(benefitId="B-1")), (7, ped_raw(benefitId="B-2")))
]
EVENTS = [LoadableRow(parse_row(EventRow, raw), raw, line_number=9) for raw in (event_raw("E-1"),)]


@pytest.mark.parametrize(
    ("operation", "rows", "refused", "line_number"),
    [("batch_write_item", ROWS, [0, 2], 7), ("put_item", EVENTS, [0], 9)],
    ids=["a row of a batch", "an event"],
)
async def test_row_that_the_service_refuses_is_reported_by_its_line(
    store: DynamoDbStore, operation: str, rows: list[LoadableRow], refused: list[int], line_number: int
) -> None:
    with tapped(store) as tap:
        tap.script[operation] = [
            (lambda _: refusal("ValidationException")) if number in refused else (lambda _: None) for number in range(3)
        ]
        with pytest.raises(RowNotStorable) as caught:
            await BulkLoad(store._settings, store._calls).load(rows)
    assert caught.value.line_number == line_number
    assert "a value that it cannot hold" in str(caught.value)


async def test_refused_read_is_a_matter_of_configuration(store: DynamoDbStore) -> None:
    with tapped(store) as tap:
        tap.script["query"] = [lambda _: refusal("ValidationException")]
        with pytest.raises(StoreUnavailable) as caught:
            await store.ped_of_order(ORDER)
    assert caught.value.code == "storeRefused"


def test_command_says_what_is_wrong_and_what_was_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PED", "LINE_ITEMS", "CONCESSIONS", "BOOKKEEPING"):  # all stand-ins of a process share their tables
        monkeypatch.setenv(f"REWARDS_DYNAMODB_{name}", json.dumps({"table": f"limits-{name.lower()}"}))
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join([GOOD, line("ped", ped_raw(memo=SECRET * 27_000))]), encoding="utf-8")
    with running_stand_in() as endpoint:
        load = ["data", "load", str(path), "--store", "dynamodb", "--endpoint", endpoint, "--create-tables"]
        assert main(load) == 2
    message = capsys.readouterr().err
    assert "line 2: memo is too long: a row may have 400 KB in all; nothing was loaded" in message


def test_models_of_all_three_databases_are_checked(store: DynamoDbStore) -> None:
    rows: list[tuple[type[PedRow | LineItemRow | EventRow], dict[str, Any]]] = [
        (PedRow, ped_raw(memo=1e-200)),
        (LineItemRow, item_raw(memo=1e-200)),
        (EventRow, event_raw(memo=1e-200)),
    ]
    for model, raw in rows:
        with pytest.raises(RowNotStorable, match="memo"):
            store.require_storable(LoadableRow(parse_row(model, raw), raw))
