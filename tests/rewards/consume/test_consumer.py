"""The loop: what is acknowledged when, what is tried again, and what becomes a dead letter."""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from rewards.consume import consumer
from rewards.consume.event_decoder import FaultReason
from rewards.errors import RecordSourceUnavailable, RowNotStorable, StoreErrorCode, StoreUnavailable
from rewards.stores.base import LoadableRow, PutOutcome, RawRow
from rewards.stores.rows import EventRow
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.consume.doubles import Scene, message, numbered, sample_events
from tests.rewards.world import NOW, ORDER, event_raw

SECRET = "asha@example.test"  # a value that must not leave the record


class FailingStore:
    """A store in front of a real one. ``fails`` says with which code an attempt to store these events fails."""

    def __init__(self, store: SqliteStore, fails: Callable[[Sequence[str]], StoreErrorCode | None]) -> None:
        self._store = store
        self._fails = fails
        self.attempts: list[list[str]] = []
        self.refused_field: str | None = None
        self.check_fails = False

    async def put_event(self, event: EventRow, raw: RawRow) -> PutOutcome:
        (outcome,) = await self.put_events([(event, raw)])
        return outcome

    async def put_events(self, events: Sequence[tuple[EventRow, RawRow]]) -> Sequence[PutOutcome]:
        names = [row.event_id for row, _ in events]
        self.attempts.append(names)
        if code := self._fails(names):
            raise StoreUnavailable(code, "the test")
        return await self._store.put_events(events)

    def require_storable(self, loadable: LoadableRow) -> None:
        if self.refused_field and self.refused_field in loadable.raw:
            raise RowNotStorable(self.refused_field, "too long")

    async def check(self) -> None:
        if self.check_fails:
            raise StoreUnavailable("storeRefusedRow", "the test")


async def stored(store: SqliteStore) -> list[str]:
    return sorted(row["eventId"] for row in await store.events_of_order(ORDER))


async def test_what_is_stored_is_announced_and_acknowledged(store: SqliteStore) -> None:
    scene = Scene(store, numbered(*sample_events(3)))
    await scene.run()
    assert await stored(store) == ["E-1", "E-2", "E-3"]
    assert scene.source.acknowledged == ["1", "2", "3"]
    assert scene.changes.published == [ORDER]
    assert b'rewards_consume_events_total{result="stored",source="test"} 3.0' in scene.metrics.exposition()


async def test_a_replay_is_acknowledged_and_announced_again(store: SqliteStore) -> None:
    """Whoever stored it first may have ended before it announced the change."""
    events = sample_events(2)
    scene = Scene(store, numbered(*events), numbered(*reversed(events)))
    await scene.run()
    assert await stored(store) == ["E-1", "E-2"]
    assert scene.source.acknowledged == ["1", "2", "1", "2"]
    assert scene.changes.published == [ORDER, ORDER]
    assert b'result="replayed",source="test"} 2.0' in scene.metrics.exposition()


async def test_poison_records_become_dead_letters_and_stop_nothing(
    store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    conflict = event_raw("E-1", amount=999)
    bad = event_raw("E-3", currency="rupees", memo=SECRET, eventTime=SECRET)
    scene = Scene(store, numbered(event_raw("E-1", amount=1), b"{", bad, conflict, event_raw("E-2")))
    await scene.run()
    assert await stored(store) == ["E-1", "E-2"]
    assert sorted(scene.source.acknowledged) == ["1", "2", "3", "4", "5"]
    found = {letter.record.sequence: [fault.reason for fault in letter.faults] for letter in scene.letters.letters}
    assert found == {"2": [FaultReason.NOT_JSON], "3": [FaultReason.MALFORMED], "4": [FaultReason.CONFLICT]}
    assert "dead letter: test/0/3, malformed, fields: currency, eventTime" in caplog.text
    assert SECRET not in caplog.text
    letter = json.loads(next(one for one in scene.letters.letters if one.record.sequence == "3").to_json())
    assert (letter["position"], letter["key"], letter["faults"][0]["eventId"]) == ("test/0/3", "key-3", "E-3")
    assert json.loads(letter["body"]) == bad  # the queue deletes what is acknowledged


async def test_of_a_list_with_one_bad_event_the_others_are_stored(store: SqliteStore) -> None:
    scene = Scene(store, numbered({"events": [event_raw("E-1"), event_raw("E-2", amountMinor=-1), event_raw("E-3")]}))
    await scene.run()
    assert await stored(store) == ["E-1", "E-3"]
    assert scene.source.acknowledged == ["1"]
    assert [letter.record.sequence for letter in scene.letters.letters] == ["1"]


async def test_while_the_store_is_down_nothing_is_acknowledged_and_all_is_kept(
    store: SqliteStore, no_pauses: list[float]
) -> None:
    failures = iter(["storeUnreachable"] * 12)  # three attempts of four requests
    failing = FailingStore(store, lambda _: next(failures, None))  # type: ignore[arg-type]
    scene = Scene(failing, numbered(*sample_events(5)))
    await scene.run()
    assert await stored(store) == [f"E-{number}" for number in range(1, 6)]
    assert sorted(scene.source.acknowledged) == ["1", "2", "3", "4", "5"]
    assert [sorted(kept) for kept in scene.source.extended] == [["1", "2", "3", "4", "5"]] * 3
    assert no_pauses[0] < no_pauses[2]
    assert b'rewards_consume_retries_total{code="storeUnreachable",source="test"} 3.0' in scene.metrics.exposition()


async def test_what_may_have_been_stored_is_announced(store: SqliteStore, no_pauses: list[float]) -> None:
    class Silent(FailingStore):
        async def put_events(self, events: Sequence[tuple[EventRow, RawRow]]) -> Sequence[PutOutcome]:
            await super().put_events(events)
            if len(self.attempts) < 5:
                raise StoreUnavailable("storeUnreachable", "the test")  # it was stored, and the answer was lost
            return await super().put_events(events)

    scene = Scene(Silent(store, lambda _: None), numbered(event_raw("E-1")))
    running = asyncio.create_task(scene.run())
    while not no_pauses:  # noqa: ASYNC110  # a state of the double, which sets no event
        await asyncio.sleep(0)
    assert (scene.changes.published, scene.source.acknowledged) == ([ORDER], [])
    await running
    assert scene.source.acknowledged == ["1"]


async def test_pauses_grow_up_to_a_maximum() -> None:
    from rewards.consume.growing_pause import GrowingPause

    pause = GrowingPause(asyncio.Event(), first_s=1, longest_s=20)
    lengths = [pause.next_s() for _ in range(40)]
    assert all(2**number / 2 <= length <= 2**number for number, length in enumerate(lengths[:5]))
    assert all(10 <= length <= 20 for length in lengths[5:])


async def test_an_event_that_keeps_failing_does_not_hold_up_the_others(
    store: SqliteStore, no_pauses: list[float]
) -> None:
    attempts = {"E-1": 4}

    def fails(names: Sequence[str]) -> StoreErrorCode | None:
        if "E-1" not in names or not attempts["E-1"]:
            return None
        attempts["E-1"] -= 1
        return "storeBusy"

    scene = Scene(FailingStore(store, fails), numbered(*sample_events(4)))
    await scene.run()
    assert scene.source.acknowledged[:3] == ["2", "3", "4"]
    assert scene.source.acknowledged[3:] == ["1"]


async def test_a_row_that_the_database_refuses_is_a_dead_letter(store: SqliteStore) -> None:
    failing = FailingStore(store, lambda names: "storeRefusedRow" if "E-2" in names else None)
    scene = Scene(failing, numbered(*sample_events(3)))
    await scene.run()
    assert await stored(store) == ["E-1", "E-3"]
    assert sorted(scene.source.acknowledged) == ["1", "2", "3"]
    (letter,) = scene.letters.letters
    assert [fault.reason for fault in letter.faults] == [FaultReason.REFUSED]


async def test_a_table_that_refuses_every_row_does_not_empty_the_queue(
    store: SqliteStore, no_pauses: list[float]
) -> None:
    failing = FailingStore(store, lambda _: "storeRefusedRow")
    failing.check_fails = True
    scene = Scene(failing, numbered(*sample_events(2)))
    running = asyncio.create_task(scene.run())
    while len(no_pauses) < 3:  # noqa: ASYNC110  # a state of the double, which sets no event
        await asyncio.sleep(0)
    scene.stop.set()
    await running
    assert (scene.source.acknowledged, scene.letters.letters) == ([], [])
    assert sorted(scene.source.released) == ["1", "2"]


async def test_a_row_that_is_too_large_names_its_field(store: SqliteStore) -> None:
    failing = FailingStore(store, lambda _: None)
    failing.refused_field = "memo"
    scene = Scene(failing, numbered(event_raw("E-1", memo="x"), event_raw("E-2")))
    await scene.run()
    (letter,) = scene.letters.letters
    assert [(fault.reason, fault.fields) for fault in letter.faults] == [(FaultReason.REFUSED, ("memo",))]
    assert await stored(store) == ["E-2"]


async def test_a_record_is_kept_until_its_dead_letter_is_durable(store: SqliteStore, no_pauses: list[float]) -> None:
    scene = Scene(store, numbered(b"{", event_raw("E-1")), letter_failures=2)
    await scene.run()
    assert scene.source.acknowledged == ["2", "1"]
    assert len(scene.letters.letters) == 1
    assert len(no_pauses) == 2


async def test_an_acknowledgement_that_fails_is_made_again_without_another_letter(
    store: SqliteStore, no_pauses: list[float]
) -> None:
    scene = Scene(store, numbered(b"{", event_raw("E-1")))
    scene.source.acknowledge_failures = 2
    await scene.run()
    assert scene.source.acknowledged == ["1", "2"]
    assert len(scene.letters.letters) == 1
    assert scene.changes.published == [ORDER]


async def test_a_source_that_fails_is_read_again(store: SqliteStore, no_pauses: list[float]) -> None:
    down = [RecordSourceUnavailable("sourceThrottled", "the test")] * 3
    scene = Scene(store, *down, numbered(event_raw("E-1")))
    await scene.run()
    assert await stored(store) == ["E-1"]
    assert len(no_pauses) == 3


async def test_a_stop_finishes_what_can_be_stored_and_gives_up_the_rest(store: SqliteStore) -> None:
    failing = FailingStore(store, lambda names: "storeBusy" if "E-2" in names else None)
    scene = Scene(failing, numbered(*sample_events(3)))
    running = asyncio.create_task(scene.run())
    while "3" not in scene.source.acknowledged:  # noqa: ASYNC110  # a state of the double, which sets no event
        await asyncio.sleep(0)
    scene.stop.set()
    await running
    assert scene.source.acknowledged == ["1", "3"]
    assert scene.source.released == ["2"]
    assert await stored(store) == ["E-1", "E-3"]


async def test_the_lag_is_the_age_of_the_oldest_record_that_waits(store: SqliteStore) -> None:
    scene = Scene(store)
    ages_s = (3, 90, 7)
    records = [message({}, sequence=str(age_s), recorded_at=NOW - timedelta(seconds=age_s)) for age_s in ages_s]
    scene.metrics.waiting(records)
    assert b'rewards_consume_lag_seconds{source="test"} 90.0' in scene.metrics.exposition()
    assert b'rewards_consume_in_flight_records{source="test"} 3.0' in scene.metrics.exposition()
    scene.metrics.waiting([])
    assert b'rewards_consume_lag_seconds{source="test"} 0.0' in scene.metrics.exposition()


async def test_the_log_line_has_counts_and_no_value(store: SqliteStore) -> None:
    scene = Scene(store, numbered(event_raw("E-1", memo=SECRET), b"{"))
    await scene.run()
    report: Any = scene.metrics.take_report()
    assert report == "no events; 0 in flight, lag 0.0 s"  # the line at the end took the counts


async def test_counts_are_logged_every_minute(
    store: SqliteStore, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(consumer, "_REPORT_EVERY_S", 0.0)

    scene = Scene(store, *([[]] * 100_000))
    running = asyncio.create_task(scene.run())
    while "consumed: no events; 0 in flight, lag 0.0 s" not in caplog.text:  # noqa: ASYNC110  # a state of the log
        await asyncio.sleep(0)
    scene.stop.set()
    await running
