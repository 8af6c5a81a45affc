"""Changes of single entries of maps: what is beside them stays as it is, byte for byte."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from rewards.stores.base import PutOutcome
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.expressions import conditional_set
from rewards.stores.rows import EventRow, parse_row
from tests.rewards.stores.stand_in import mapped_tables, running_stand_in
from tests.rewards.world import KEY, day, event_raw, load, ped_raw

_NUMBERS = count(1)
FIELDS = {
    "gcId": "cards.last",
    "gcIds": "cards.all",
    "createdAt": "dates.ours.created",
    "reservedAt": "dates.ours.reserved",
}
UNKNOWN: dict[str, Any] = {
    "S": {"S": "text"},
    "N": {"N": "1.5"},
    "B": {"B": b"\x00\xff"},
    "SS": {"SS": ["a", "b"]},
    "NS": {"NS": ["1", "2.5"]},
    "L": {"L": [{"NULL": True}, {"M": {}}, {"L": []}]},
    "M": {"M": {"deep": {"M": {"BOOL": {"BOOL": False}}}}},
}


def test_missing_maps_are_set_as_a_whole_and_existing_ones_by_entry() -> None:
    changes = {("a", "x"): {"S": "1"}, ("a", "y"): {"S": "2"}, ("b", "c", "z"): {"S": "3"}, ("b", "w"): {"S": "4"}}
    update = conditional_set(changes, seen={"b": {"M": {}}}, compared=[])
    names = update["ExpressionAttributeNames"]
    assert names == {"#0": "a", "#1": "b", "#2": "c", "#3": "w"}
    assert update["UpdateExpression"] == "SET #0 = :0, #1.#2 = :1, #1.#3 = :2"
    assert list(update["ExpressionAttributeValues"].values()) == [
        {"M": {"x": {"S": "1"}, "y": {"S": "2"}}},
        {"M": {"z": {"S": "3"}}},
        {"S": "4"},
    ]
    assert update["ConditionExpression"].split(" AND ") == [
        "attribute_not_exists(#0)",
        "attribute_not_exists(#1.#2)",
        "attribute_not_exists(#1.#3)",
    ]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with running_stand_in() as address:
        yield address


BEFORE: list[dict[str, Any]] = [
    {},
    {"cards": {"NULL": True}, "dates": {"M": {}}},
    {"cards": {"M": UNKNOWN}, "dates": {"M": {"theirs": {"M": UNKNOWN}, "ours": {"NULL": True}}}},
    {"cards": {"M": {"all": {"L": []}, **UNKNOWN}}, "dates": {"M": {"ours": {"M": UNKNOWN}, **UNKNOWN}}},
]


@pytest.mark.slow
@pytest.mark.parametrize("before", BEFORE, ids=["no maps", "null", "other entries", "all maps"])
async def test_ingest_and_backfill_change_only_their_entries(endpoint: str, before: dict[str, Any]) -> None:
    settings = mapped_tables(f"nested{next(_NUMBERS)}", {"ped": {"fields": FIELDS}}, endpoint=endpoint)
    store = DynamoDbStore(settings)
    store.create_tables()
    load(store, ("p", ped_raw(createdAt=None)))
    async with store.connected():
        item = {**await store._ped.get(KEY), **before, "unknown": {"M": UNKNOWN}}
        await store._calls("put_item", TableName=settings.ped.table, Item=item)
        for number, event in enumerate((event_raw("R", "RESERVED"), event_raw("I", gcId="GC-1")), start=1):
            assert await store.put_event(parse_row(EventRow, event), event) is PutOutcome.CREATED, number
        (row,) = await store.ped_of_order(KEY["businessReferenceId"])
        assert (row["createdAt"], row["reservedAt"], row["gcId"], row["gcIds"]) == (day(1), day(1), "GC-1", ["GC-1"])
        assert await store.add_to_ped(row, {"gcIds": ["GC-0", "GC-1"]})
        after = await store._ped.get(KEY)
    assert after["cards"]["M"] == {
        **(before.get("cards", {}).get("M") or {}),
        "last": {"S": "GC-1"},
        "all": {"L": [{"S": "GC-0"}, {"S": "GC-1"}]},
    }
    dates = before.get("dates", {}).get("M") or {}
    ours = {**dates.get("ours", {}).get("M", {}), "created": {"S": day(1)}, "reserved": {"S": day(1)}}
    assert after["dates"]["M"] == {**dates, "ours": {"M": ours}}
    changed = {"cards", "dates", "createdKey", "reservedKey", "createdAtSource", "reservedAtSource"}
    assert {k: v for k, v in after.items() if k not in changed} == {k: v for k, v in item.items() if k not in changed}
