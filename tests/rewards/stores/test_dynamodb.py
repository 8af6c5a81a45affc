"""What is DynamoDB's own: pages, leftovers, throttling, conditions, and tables under other names."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from core.windows import Window
from rewards.errors import EventConflict, StoreUnavailable
from rewards.stores.base import PutOutcome
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.order_places import PlaceIndex
from rewards.stores.rows import EventRow, parse_row
from tests.rewards.stores.place_reading import places_of
from tests.rewards.stores.scripted_calls import one_request_at_a_time, refusal, require_all_placeholders_used, tapped
from tests.rewards.stores.stand_in import tables_of
from tests.rewards.world import CUSTOMER, KEY, ORDER, at, day, event_raw, item_raw, load, ped_raw

pytestmark = pytest.mark.slow


@pytest.fixture
async def store(dynamodb_settings: DynamoDbSettings) -> AsyncIterator[DynamoDbStore]:
    """Return a store that does not wait between attempts."""
    opened = DynamoDbStore(dynamodb_settings, pause=_no_pause)
    opened.create_tables()
    async with opened.connected():
        yield opened


async def _no_pause(_: float) -> None:
    await asyncio.sleep(0)


async def put(store: DynamoDbStore, raw: dict[str, Any]) -> PutOutcome:
    return await store.put_event(parse_row(EventRow, raw), raw)


async def overwrite(store: DynamoDbStore, **attributes: Any) -> None:
    """Put attributes into the PED item as another writer would."""
    table = store._settings.ped
    item = {**await store._ped.get(KEY), **attributes}
    await store._calls("put_item", TableName=table.table, Item=item)


async def test_every_placeholder_is_used(store: DynamoDbStore) -> None:
    load(store, ("p", ped_raw(createdAt=None)), ("l", item_raw()))
    with tapped(store) as tap:
        await put(store, event_raw("R", kind="RESERVED"))
        await put(store, event_raw("I", gcId="GC-1"))
        await put(store, event_raw("I", gcId="GC-1"))
        for index in PlaceIndex:
            await places_of(store, Window(at(0), at(9)), index)
        await store.undated_orders(CUSTOMER, updated_from=at(0))
        await store.note_undated(ped_raw())
        await store.clear_backfill_progress()
        await store.complete_backfill(started_at=at(0))
        await store.undated_orders(CUSTOMER, updated_from=at(0))
        await store.events_of_gift_card("GC-1")
        await store.ped_owner_of_order(ORDER)
        await store.event_owner_of_order(ORDER)
        await store.add_to_ped((await store.ped_of_order(ORDER))[0], {"reservedAt": day(0)})
        await store.backfill_progress()
    assert {"query", "transact_write_items", "update_item"} <= {operation for operation, _ in tap.requests}
    for _, request in tap.requests:
        require_all_placeholders_used(request)


async def test_pages_are_read_to_the_last_empty_or_not(store: DynamoDbStore) -> None:
    load(store, ("e", event_raw("E-1")))
    start = {"businessReferenceId": {"S": ORDER}, "eventKey": {"S": "A"}}
    with tapped(store) as tap:
        tap.script["query"] = [lambda _: {"Items": [], "LastEvaluatedKey": start}] * 2
        assert await store.events_of_order(ORDER) == [event_raw("E-1")]
    assert [request.get("ExclusiveStartKey") for request in tap.sent("query")] == [None, start, start]


async def test_rows_of_more_than_one_megabyte_come_whole(store: DynamoDbStore) -> None:
    rows = [event_raw(f"E-{number:02}", memo="x" * 60_000) for number in range(20)]
    load(store, *(("e", row) for row in rows))
    with tapped(store) as tap:
        assert await store.events_of_order(ORDER) == rows
    assert len(tap.sent("query")) > 1


async def test_unprocessed_keys_are_asked_for_again(store: DynamoDbStore) -> None:
    load(store, ("e", event_raw(gcId="GC-1")))
    with tapped(store) as tap:
        tap.script["batch_get_item"] = [lambda request: {"Responses": {}, "UnprocessedKeys": request["RequestItems"]}]
        assert await store.events_of_gift_card("GC-1") == [event_raw(gcId="GC-1")]
    first, second = tap.sent("batch_get_item")
    assert first == second


async def test_keys_that_stay_unprocessed_are_no_empty_answer(store: DynamoDbStore) -> None:
    load(store, ("e", event_raw(gcId="GC-1")))
    with tapped(store) as tap:
        leftover: Any = lambda request: {"Responses": {}, "UnprocessedKeys": request["RequestItems"]}  # noqa: E731
        tap.script["batch_get_item"] = [leftover] * 99
        with pytest.raises(StoreUnavailable) as caught:
            await store.events_of_gift_card("GC-1")
    assert caught.value.code == "storeThrottled"
    assert len(tap.sent("batch_get_item")) <= 7


async def test_many_rows_of_an_index_are_read_in_several_batches(store: DynamoDbStore) -> None:
    rows = [event_raw(f"E-{number:03}", gcId="GC-1") for number in range(130)]
    load(store, *(("e", row) for row in reversed(rows)))
    with tapped(store) as tap:
        found = await store.events_of_gift_card("GC-1")
    assert sorted(found, key=lambda row: str(row["eventId"])) == rows
    assert len(tap.sent("batch_get_item")) == 2


@pytest.mark.parametrize(
    "code", ["ProvisionedThroughputExceededException", "ThrottlingException", "InternalServerError"]
)
async def test_passing_trouble_is_tried_again(store: DynamoDbStore, code: str) -> None:
    with tapped(store) as tap:
        tap.script["query"] = [lambda _: refusal(code)] * 3
        assert await store.events_of_order(ORDER) == []


@pytest.mark.parametrize(
    ("code", "expected", "attempts"),
    [
        ("ThrottlingException", "storeThrottled", 6),
        ("InternalServerError", "storeUnreachable", 6),
        ("AccessDeniedException", "storeRefused", 1),
        ("ResourceNotFoundException", "storeRefused", 1),
    ],
)
async def test_permanent_failure_is_raised(store: DynamoDbStore, code: str, expected: str, attempts: int) -> None:
    with tapped(store) as tap:
        tap.script["query"] = [lambda _: refusal(code)] * 9
        with pytest.raises(StoreUnavailable) as caught:
            await store.events_of_order(ORDER)
    assert caught.value.code == expected
    assert len(tap.sent("query")) == attempts


async def test_conflicting_transaction_is_tried_again(store: DynamoDbStore) -> None:
    with tapped(store) as tap:
        busy = refusal("TransactionCanceledException", ("TransactionConflict", "None"))
        tap.script["transact_write_items"] = [lambda _: busy]
        assert await put(store, event_raw()) is PutOutcome.CREATED


async def test_acknowledgement_that_was_lost_is_a_replay(store: DynamoDbStore) -> None:
    with tapped(store) as tap:
        real = tap._client

        async def stored_but_silent(**request: Any) -> Any:
            await real.transact_write_items(**request)
            raise refusal("InternalServerError")

        class Silent:
            def __getattr__(self, name: str) -> Any:
                return stored_but_silent if name == "transact_write_items" else getattr(real, name)

        store._calls._client = Silent()
        with pytest.raises(StoreUnavailable):
            await _put_once(store, event_raw())
    assert await put(store, event_raw()) is PutOutcome.REPLAYED
    assert len(await store.events_of_order(ORDER)) == 1


async def _put_once(store: DynamoDbStore, raw: dict[str, Any]) -> None:
    writes = store._events.insertion(parse_row(EventRow, raw), raw)
    await store._calls._send("transact_write_items", {"TransactItems": writes})


async def test_event_whose_write_is_sent_again_because_its_answer_was_lost_is_created_once(
    store: DynamoDbStore,
) -> None:
    with tapped(store) as tap:
        real, losses = tap._client, [1, 1]

        class Losing:
            def __getattr__(self, name: str) -> Any:
                return self._write if name == "transact_write_items" else getattr(real, name)

            async def _write(self, **request: Any) -> Any:
                answer = await real.transact_write_items(**request)
                if losses:
                    losses.pop()
                    raise refusal("InternalServerError")
                return answer

        store._calls._client = Losing()
        assert await put(store, event_raw()) is PutOutcome.CREATED
    assert await put(store, event_raw()) is PutOutcome.REPLAYED
    assert await put(store, event_raw(amount=1)) is PutOutcome.CONFLICT
    assert len(await store.events_of_order(ORDER)) == 1


async def test_ped_that_changed_meanwhile_is_looked_at_again(store: DynamoDbStore) -> None:
    load(store, ("p", ped_raw(gcId="GC-1")))
    with tapped(store) as tap:
        changed = refusal("TransactionCanceledException", ("None", "None", "ConditionalCheckFailed"))
        tap.script["transact_write_items"] = [lambda _: changed]
        assert await put(store, event_raw(gcId="GC-2")) is PutOutcome.CREATED
    assert (await store.ped_of_order(ORDER))[0]["gcIds"] == ["GC-1", "GC-2"]


async def test_ped_row_that_keeps_changing_is_reported_as_busy(store: DynamoDbStore) -> None:
    load(store, ("p", ped_raw()))
    with tapped(store) as tap:
        changed = refusal("TransactionCanceledException", ("None", "None", "ConditionalCheckFailed"))
        tap.script["transact_write_items"] = [lambda _: changed] * 99
        with pytest.raises(StoreUnavailable) as caught:
            await put(store, event_raw(gcId="GC-2"))
    assert caught.value.code == "storeBusy"
    assert await store.events_of_order(ORDER) == []


async def test_two_processes_lose_no_gift_card(store: DynamoDbStore, dynamodb_settings: DynamoDbSettings) -> None:
    load(store, ("p", ped_raw()))
    other = DynamoDbStore(dynamodb_settings, pause=_no_pause)
    raws = [event_raw(f"E-{number}", gcId=f"GC-{number}", eventTime=day(number)) for number in range(6)]
    async with other.connected(), one_request_at_a_time(store, other):
        outcomes = await asyncio.gather(*(put((store, other)[i % 2], raw) for i, raw in enumerate(raws)))
    row = (await store.ped_of_order(ORDER))[0]
    assert set(outcomes) == {PutOutcome.CREATED}
    assert (sorted(row["gcIds"]), row["gcId"]) == ([f"GC-{number}" for number in range(6)], "GC-5")


async def test_event_of_a_writer_that_claims_no_ids_is_known(store: DynamoDbStore) -> None:
    load(store, ("e", event_raw("E-1")))
    table = store._settings.bookkeeping
    key = {table.partition_key: {"S": "event#E-1"}, table.sort_key: {"S": "claim"}}
    await store._calls("delete_item", TableName=table.table, Key=key)
    assert await put(store, event_raw("E-1")) is PutOutcome.REPLAYED
    assert await put(store, event_raw("E-1", amount=7)) is PutOutcome.CONFLICT


async def test_batch_stores_orders_side_by_side_and_repeats_after(store: DynamoDbStore) -> None:
    raws = [event_raw(f"E-{n}", businessReferenceId=f"404-0000000-{n % 3:07}") for n in range(9)]
    raws += [event_raw("E-0", businessReferenceId="404-0000000-0000000"), event_raw("E-1", amount=9)]
    outcomes = await store.put_events([(parse_row(EventRow, raw), raw) for raw in raws])
    assert outcomes == [PutOutcome.CREATED] * 9 + [PutOutcome.REPLAYED, PutOutcome.CONFLICT]


async def test_load_refuses_what_is_known_otherwise(store: DynamoDbStore) -> None:
    load(store, ("e", event_raw()))
    for changes in ({"amountMinor": 1}, {"businessReferenceId": "404-0000002-0000002"}):
        with pytest.raises(EventConflict):
            load(store, ("e", event_raw() | changes))
    with pytest.raises(EventConflict):
        load(store, ("e", event_raw("E-2")), ("e", event_raw("E-2", amount=1)))
    assert await store.events_of_order("404-0000002-0000002") == []


async def test_load_that_stopped_before_its_claim_is_healed(store: DynamoDbStore) -> None:
    load(store, ("e", event_raw()))
    table = store._settings.bookkeeping
    key = {table.partition_key: {"S": "event#E-1"}, table.sort_key: {"S": "claim"}}
    await store._calls("delete_item", TableName=table.table, Key=key)
    load(store, ("e", event_raw()))
    assert await put(store, event_raw(businessReferenceId="404-0000002-0000002")) is PutOutcome.CONFLICT


@pytest.mark.parametrize(
    ("attributes", "cards"),
    [
        ({"gcId": {"S": "GC-1"}}, ["GC-1"]),
        ({"gcId": {"S": "GC-1|GC-2"}}, ["GC-1", "GC-2"]),
        ({"gcIds": {"SS": ["GC-2", "GC-1"]}, "gcId": {"S": "GC-2"}}, ["GC-1", "GC-2"]),
        ({"gcIds": {"L": [{"S": "GC-2"}, {"S": "GC-1"}]}}, ["GC-2", "GC-1"]),
        ({"gcIds": {"S": "GC-1, GC-2"}}, ["GC-1", "GC-2"]),
        ({"gcId": {"L": [{"S": "GC-2"}, {"S": "GC-1"}]}}, ["GC-2", "GC-1"]),
        ({"gcId": {"NULL": True}}, []),
    ],
    ids=["scalar", "delimited", "set", "list", "text list", "list in the scalar", "null"],
)
async def test_gift_cards_of_every_form_are_kept(
    store: DynamoDbStore, attributes: dict[str, Any], cards: list[str]
) -> None:
    load(store, ("p", ped_raw()))
    await overwrite(store, **attributes)
    await put(store, event_raw(gcId="GC-9"))
    row = (await store.ped_of_order(ORDER))[0]
    assert (row["gcIds"], row["gcId"]) == ([*cards, "GC-9"], "GC-9")


async def test_numbers_are_exact(store: DynamoDbStore) -> None:
    load(store, ("p", ped_raw(eligibleMinor=10**15, weight=0.1, rate=1e-7, parts={"of": [1, True, None, 2.5]})))
    row = (await store.ped_of_order(ORDER))[0]
    assert (row["eligibleMinor"], type(row["eligibleMinor"])) == (10**15, int)
    assert (str(row["weight"]), str(row["rate"])) == ("0.1", "1E-7")
    assert row["parts"]["of"][:3] == [1, True, None]
    assert not any(isinstance(value, float) for value in row.values())


async def test_amount_with_a_fraction_is_no_amount(store: DynamoDbStore) -> None:
    load(store, ("p", ped_raw()))
    await overwrite(store, eligibleMinor={"N": "100.5"})
    assert str((await store.ped_of_order(ORDER))[0]["eligibleMinor"]) == "100.5"
    assert await put(store, event_raw(gcId="GC-1")) is PutOutcome.CREATED  # and PED is left as it is
    assert "gcIds" not in (await store.ped_of_order(ORDER))[0]


@pytest.mark.parametrize(
    ("form", "recorded"),
    [
        ("text", "2026-11-03T01:00:00+05:30"),
        ("text", str(int(datetime(2026, 11, 3, tzinfo=UTC).timestamp()))),
        ("text", str(int(datetime(2026, 11, 3, tzinfo=UTC).timestamp()) * 1000)),
        ("seconds", int(datetime(2026, 11, 3, tzinfo=UTC).timestamp())),
        ("milliseconds", int(datetime(2026, 11, 3, tzinfo=UTC).timestamp()) * 1000),
    ],
)
async def test_existing_tables_are_used_as_they_are(
    dynamodb_settings: DynamoDbSettings, form: str, recorded: str | int
) -> None:
    names = {"businessReferenceId": "brf", "customerId": "cid", "lastUpdatedTime": "touched", "gcIds": "cards"}
    prefix = dynamodb_settings.ped.table + "-old"
    settings = tables_of(
        prefix,
        endpoint=str(dynamodb_settings.endpoint),
        fields=names,
        sortKey={"attribute": "sk"},
        updatedKey="touched",
        updatedForm=form,
    )
    store = DynamoDbStore(settings)
    store.create_tables()
    row = ped_raw(createdAt=None, lastUpdatedTime=recorded)
    load(store, ("p", row))
    async with store.connected():
        stored = await store._ped.get(KEY)
        assert {"brf", "cid", "touched", "sk"} <= set(stored)
        assert "updatedKey" not in stored
        assert await store.undated_orders(CUSTOMER, updated_from=at(1)) == [ORDER]
        # A range of texts has the epoch digits in it, and a search asks the rows themselves.
        is_digits = form == "text" and str(recorded).isdigit()
        assert await store.undated_orders(CUSTOMER, updated_from=at(9)) == ([ORDER] if is_digits else [])
        assert await store.ped_owner_of_order(ORDER) == [{"customerId": CUSTOMER}]
        assert await put(store, event_raw(gcId="GC-1")) is PutOutcome.CREATED
        assert (await store.ped_of_order(ORDER))[0] == row | {"gcIds": ["GC-1"], "gcId": "GC-1"}


async def test_store_that_is_not_connected_says_so(dynamodb_settings: DynamoDbSettings) -> None:
    with pytest.raises(StoreUnavailable):
        await DynamoDbStore(dynamodb_settings).check()


async def test_tables_are_made_once_and_verified(dynamodb_settings: DynamoDbSettings) -> None:
    store = DynamoDbStore(dynamodb_settings)
    with pytest.raises(StoreUnavailable) as caught:
        store.verify()
    assert caught.value.code == "storeRefused"
    store.create_tables()
    store.create_tables()
    store.verify()
    assert store.is_empty()
    load(store, ("l", item_raw()))
    assert not store.is_empty()


def test_closed_port_has_a_clear_error() -> None:
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        DynamoDbStore(tables_of("t", endpoint="http://127.0.0.1:9")).verify()


@pytest.mark.parametrize(
    ("endpoint", "is_local"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("http://dynamodb:8000", False),
        ("https://dynamodb.ap-south-1.amazonaws.com", False),
    ],
)
def test_only_this_machine_is_given_no_credentials(endpoint: str, is_local: bool) -> None:  # noqa: FBT001  (a parameter)
    assert tables_of("t", endpoint=endpoint).is_local is is_local


@pytest.mark.parametrize(
    "ped", [{"fields": {"gcId": "x", "gcIds": "x"}}, {"fields": {"gcId": "promotionBenefit"}}, {"tabel": "x"}]
)
def test_names_that_collide_are_refused(ped: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"same attribute|extra"):
        tables_of("t", endpoint="http://127.0.0.1:8000", **ped)
