"""The walk over all rows: what it adds, that it can be killed, and that nobody sees a difference but the finder."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from rewards.backfill.missing_fields import BackfillFinding
from rewards.backfill.row_completer import RowCompleter, RowOutcome
from rewards.errors import StoreUnavailable
from rewards.sources.standard import standard_sources
from rewards.stores.base import RawRow
from rewards.stores.rows import EventRow, parse_row
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.backfill.worlds import OldWorld, Row, backfill, dated_orders, load_orders, old_worlds, order_id
from tests.rewards.world import ORDER, STRANGER, day, event_raw, load, ped_raw

LEGACY = ped_raw(createdAt=None, lastUpdatedTime=day(9), gcId="GC-2", memo="kept")


async def test_old_row_gets_its_dates_and_cards_and_keeps_the_rest(store: SqliteStore) -> None:
    load(store, ("p", LEGACY), ("e", event_raw("R-1", "RESERVED")), ("e", event_raw("I-1", gcId="GC-1")))
    report = await backfill(store).run()
    (row,) = await store.ped_of_order(ORDER)
    derived = "derivedFromEvents"
    added = {"createdAt": day(1), "createdAtSource": derived, "reservedAt": day(1), "reservedAtSource": derived}
    assert row == LEGACY | added | {"gcIds": ["GC-1", "GC-2"]}
    assert (report.is_finished, report.rows_read, report.outcomes[RowOutcome.COMPLETED]) == (True, 1, 1)
    assert report.added == {"createdAt": 1, "reservedAt": 1, "gcIds": 1, "createdIndex": 0}


async def test_second_run_adds_nothing(store: SqliteStore) -> None:
    load_orders(store, 5)
    await backfill(store).run()
    report = await backfill(store).run()
    assert report.outcomes[RowOutcome.NOTHING_TO_ADD] == report.rows_read == 5


async def test_dry_run_reports_the_same_and_writes_nothing(store: SqliteStore) -> None:
    load_orders(store, 5)
    tried = await backfill(store, is_dry_run=True).run(segments=2)
    assert await dated_orders(store, 5) == 0
    assert await store.backfill_progress() == []
    done = await backfill(store).run(segments=2)
    ours = {"dry_run": True, "started_at": tried.started_at}
    assert tried == done.model_copy(update=ours)
    assert tried.outcomes[RowOutcome.COMPLETED] == 5


async def test_report_names_what_could_not_be_settled(store: SqliteStore) -> None:
    unproven: dict[str, Any] = {"businessReferenceId": order_id(1)}
    foreign: dict[str, Any] = {"businessReferenceId": order_id(2)}
    load(store, ("p", ped_raw(**unproven, createdAt=None)), ("p", ped_raw(**foreign, createdAt=None)))
    load(store, ("e", event_raw(**foreign, customerId=STRANGER)))
    report = await backfill(store).run()
    assert {name: count for name, count in report.findings.items() if count} == {
        BackfillFinding.NO_RESERVATION: 1,
        BackfillFinding.FOREIGN_EVENTS: 1,
    }
    assert [key.business_reference_id for key in report.examples[BackfillFinding.FOREIGN_EVENTS]] == [order_id(2)]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (json.dumps(ped_raw(businessReferenceId=order_id(1), eligibleMinor="a lot")), "ped.eligibleMinor"),
        ("{", "ped.customerId"),
        ("[]", "ped.customerId"),
    ],
    ids=["wrong type", "no JSON", "no object"],
)
async def test_malformed_row_is_counted_and_left(store: SqliteStore, text: str, field: str) -> None:
    load_orders(store, 3)
    store._writer.execute("UPDATE ped SET row = ? WHERE business_reference_id = ?", (text, order_id(1)))
    report = await backfill(store).run()
    assert (report.outcomes[RowOutcome.MALFORMED], report.outcomes[RowOutcome.COMPLETED]) == (1, 2)
    assert report.malformed_fields[field] == 1
    assert [key.business_reference_id for key in report.examples["malformed"]] == [order_id(1)]


async def test_malformed_event_leaves_the_rows_of_its_order_and_no_other(store: SqliteStore) -> None:
    load_orders(store, 3)
    store._writer.execute(
        "UPDATE concessions SET row = json_set(row, '$.amountMinor', 'a lot') WHERE business_reference_id = ?",
        (order_id(1),),
    )
    report = await backfill(store).run()
    assert report.outcomes[RowOutcome.MALFORMED_EVENTS] == 1
    assert report.malformed_fields == {"concessions.amountMinor": 1}
    assert (report.is_finished, report.outcomes[RowOutcome.COMPLETED]) == (True, 2)


async def test_malformed_event_of_another_benefit_leaves_nothing_open(store: SqliteStore) -> None:
    load_orders(store, 1)
    other: dict[str, Any] = {"businessReferenceId": order_id(0), "benefitId": "BEN-2"}
    load(store, ("p", ped_raw(**other, createdAt=None, lastUpdatedTime=day(9))), ("e", event_raw("R-X", **other)))
    store._writer.execute("UPDATE concessions SET row = json_set(row, '$.amountMinor', 'x') WHERE event_id = 'R-X'")
    report = await backfill(store).run()
    assert (report.outcomes[RowOutcome.COMPLETED], report.outcomes[RowOutcome.MALFORMED_EVENTS]) == (1, 1)


class FullStore(SqliteStore):
    """A store that holds no larger rows, as DynamoDB beyond 400 KB."""

    async def add_to_ped(self, seen: RawRow, additions: Mapping[str, Any]) -> bool:
        raise StoreUnavailable("storeRefusedRow", "full")


async def test_row_that_would_be_too_large_is_counted_and_left(tmp_path: Path) -> None:
    store = FullStore.open(tmp_path / "full.sqlite3")
    load_orders(store, 2)
    report = await backfill(store).run()
    assert (report.is_finished, report.outcomes[RowOutcome.REFUSED], report.still_undated) == (True, 2, 2)
    store.close()


async def test_row_that_changes_meanwhile_is_read_again(store: SqliteStore) -> None:
    """An issuance comes in between the read of a row and the write to it."""
    load(store, ("p", LEGACY), ("e", event_raw("I-1", gcId="GC-1")))
    (stale,) = await store.ped_of_order(ORDER)
    late = event_raw("I-3", gcId="GC-3", eventTime=day(3))
    await store.put_event(parse_row(EventRow, late), late)
    result = await RowCompleter(store, standard_sources(store)).complete(stale)
    (row,) = await store.ped_of_order(ORDER)
    assert (result.outcome, row["gcIds"], row["gcId"]) == (RowOutcome.COMPLETED, ["GC-1", "GC-2", "GC-3"], "GC-3")


class BusyStore(SqliteStore):
    """A store whose rows change before every write."""

    async def add_to_ped(self, seen: RawRow, additions: Mapping[str, Any]) -> bool:
        return False


@pytest.mark.parametrize(("rows", "outcome"), [([("p", LEGACY)], RowOutcome.BUSY), ([], RowOutcome.GONE)])
async def test_row_that_keeps_changing_or_goes_is_reported(
    tmp_path: Path, rows: list[Row], outcome: RowOutcome
) -> None:
    store = BusyStore.open(tmp_path / "busy.sqlite3")
    load(store, ("e", event_raw("R-1", "RESERVED")), *rows)
    assert (await RowCompleter(store, standard_sources(store)).complete(LEGACY)).outcome is outcome
    store.close()


@settings(max_examples=25, deadline=None)
@given(old_worlds())
def test_any_world_loses_no_card_and_moves_no_other_attribute(world: OldWorld) -> None:
    async def before_and_after() -> list[tuple[RawRow, RawRow]]:
        with TemporaryDirectory() as folder:
            store = SqliteStore.open(Path(folder) / "w.sqlite3")
            load(store, *world.rows)
            before = [row for order in sorted(world.created_on) for row in await store.ped_of_order(order)]
            await backfill(store, page_rows=1).run(segments=2)
            after = [row for order in sorted(world.created_on) for row in await store.ped_of_order(order)]
            store.close()
            return list(zip(before, after, strict=True))

    for before, after in asyncio.run(before_and_after()):
        added = {name for name in after if before.get(name) != after[name]}
        assert added <= {"createdAt", "createdAtSource", "reservedAt", "reservedAtSource", "gcIds"}
        assert before.get("createdAt") in (None, after.get("createdAt"))
        if before.get("gcId"):
            assert after.get("gcIds", [before["gcId"]])[-1] == before["gcId"]
