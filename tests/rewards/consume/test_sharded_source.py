"""Reading shards: positions, parents before children, expired iterators, trimmed records."""

import asyncio
import logging

import pytest

from rewards.consume.record import Record
from rewards.consume.sharded_source import ShardedSource
from rewards.consume.shards import FINISHED, STARTED, Shard, is_at_end, readable_shards
from rewards.errors import RecordSourceUnavailable, StoreUnavailable
from tests.manual_clock import Hand
from tests.rewards.consume.stream_double import KeptPositions, StreamDouble, event_ids


class Reading:
    """A source over one stream, with a clock that jumps over its pauses."""

    def __init__(self, stream: StreamDouble, positions: KeptPositions, *, latest: bool = False) -> None:
        self.clock = Hand()
        self.pauses: list[float] = []
        self.source = ShardedSource(
            "test", [stream], positions, start_at_latest=latest, now_s=self.clock, pause=self._pause
        )

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.clock.now_s += seconds
        await asyncio.sleep(0)

    async def records(self, *, rounds: int = 12, limit: int = 100, acknowledge: bool = True) -> list[Record]:
        found: list[Record] = []
        for _ in range(rounds):
            records = await self.source.read(limit)
            found += records
            if acknowledge:
                await self.source.acknowledge(records)
        return found

    async def ids(self, *, rounds: int = 12, acknowledge: bool = True) -> list[str]:
        return event_ids(await self.records(rounds=rounds, acknowledge=acknowledge))


@pytest.fixture
def stream() -> StreamDouble:
    stream = StreamDouble()
    stream.open("A")
    return stream


@pytest.fixture
def positions() -> KeptPositions:
    return KeptPositions()


async def test_a_shard_is_read_from_its_oldest_record_and_its_position_is_saved(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    stream.write("A", "E-1", "E-2", "E-3")
    assert await Reading(stream, positions).ids() == ["E-1", "E-2", "E-3"]
    assert positions.saved == {STARTED: STARTED, "A": "3"}


async def test_another_process_continues_behind_the_saved_position(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    stream.write("A", "E-1", "E-2")
    await Reading(stream, positions).ids()
    stream.write("A", "E-3")
    assert await Reading(stream, positions).ids() == ["E-3"]


async def test_what_was_read_and_not_acknowledged_is_read_again(stream: StreamDouble, positions: KeptPositions) -> None:
    stream.write("A", "E-1", "E-2")
    assert await Reading(stream, positions).ids(acknowledge=False) == ["E-1", "E-2"]
    assert await Reading(stream, positions).ids() == ["E-1", "E-2"]


async def test_the_position_stays_before_the_first_record_that_is_not_finished(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    stream.write("A", "E-1", "E-2", "E-3", "E-4")
    reading = Reading(stream, positions)
    first, second, third, fourth = await reading.records(acknowledge=False)
    await reading.source.acknowledge([first, third, fourth])
    assert positions.saved["A"] == "1"
    await reading.source.acknowledge([second])
    assert positions.saved["A"] == "4"


async def test_children_are_read_when_their_parents_are_finished(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    stream.open("B", "A")
    stream.open("C", "A")
    stream.write("A", "E-1", "E-2", "E-3")
    stream.write("B", "E-4")
    stream.write("C", "E-5")
    stream.close("A")
    ids = await Reading(stream, positions).ids(rounds=30)
    assert ids[:3] == ["E-1", "E-2", "E-3"]
    assert sorted(ids[3:]) == ["E-4", "E-5"]
    assert positions.saved["A"] == FINISHED


async def test_a_child_waits_until_its_parent_s_records_are_stored(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    stream.write("A", "E-1", "E-2")
    stream.close("A")
    stream.open("B", "A")
    stream.write("B", "E-3")
    reading = Reading(stream, positions)
    parents = await reading.records(acknowledge=False)
    assert event_ids(parents) == ["E-1", "E-2"]
    await reading.source.acknowledge(parents)
    assert await reading.ids() == ["E-3"]


async def test_a_merged_shard_waits_for_both_parents(stream: StreamDouble, positions: KeptPositions) -> None:
    stream.open("B")
    stream.write("A", "E-1")
    stream.write("B", "E-2", "E-3", "E-4")
    reading = Reading(stream, positions)
    assert sorted(await reading.ids()) == ["E-1", "E-2", "E-3", "E-4"]
    stream.close("A", "B")
    stream.open("M", "A", "B")
    stream.write("M", "E-5")
    assert await reading.ids(rounds=60) == ["E-5"]


async def test_shards_that_are_opened_while_reading_are_found(stream: StreamDouble, positions: KeptPositions) -> None:
    reading = Reading(stream, positions)
    await reading.ids()
    stream.close("A")
    stream.open("B", "A")
    stream.write("B", "E-1")
    before_s = reading.clock.now_s
    while not await reading.ids(rounds=1):
        pass
    assert reading.clock.now_s - before_s <= 11


async def test_an_expired_iterator_is_renewed_at_the_same_position(
    stream: StreamDouble, positions: KeptPositions, caplog: pytest.LogCaptureFixture
) -> None:
    stream.write("A", "E-1")
    reading = Reading(stream, positions)
    await reading.ids()
    stream.write("A", "E-2")
    stream.expired = 1
    assert await reading.ids() == ["E-2"]
    assert stream.iterators[-1] == ("A", "1", False)
    assert "the iterator of test/orders/A expired" in caplog.text


async def test_trimmed_records_are_reported_and_reading_goes_on(
    stream: StreamDouble, positions: KeptPositions, caplog: pytest.LogCaptureFixture
) -> None:
    stream.write("A", "E-1")
    await Reading(stream, positions).ids()
    stream.write("A", "E-2", "E-3", "E-4")
    stream.trim("A", 3)
    assert await Reading(stream, positions).ids() == ["E-4"]
    (line,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "test/orders/A dropped records before they were read" in line.getMessage()


async def test_a_start_at_the_latest_record_leaves_out_the_old_ones(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    stream.open("old")
    stream.write("old", "E-0")
    stream.close("old")
    stream.write("A", "E-1")
    reading = Reading(stream, positions, latest=True)
    assert await reading.ids(rounds=2) == []
    stream.write("A", "E-2")
    assert await reading.ids() == ["E-2"]


async def test_a_second_start_does_not_skip_what_the_first_did_not_reach(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    stream.write("A", "E-1")
    assert await Reading(stream, positions, latest=True).ids(rounds=2) == []
    stream.write("A", "E-2")  # while no process runs
    assert "E-2" in await Reading(stream, positions, latest=True).ids()


async def test_shards_opened_after_a_start_at_the_latest_are_read_whole(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    reading = Reading(stream, positions, latest=True)
    await reading.ids(rounds=2)
    stream.close("A")
    stream.open("B", "A")
    stream.write("B", "E-1")
    assert await reading.ids(rounds=40) == ["E-1"]


async def test_an_iterator_of_the_latest_record_that_expires_skips_nothing(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    reading = Reading(stream, positions, latest=True)
    await reading.ids(rounds=2)
    stream.write("A", "E-1")
    stream.expired = 1
    assert await reading.ids() == ["E-1"]


async def test_a_shard_that_is_throttled_does_not_hold_up_the_others(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    stream.open("B")
    stream.write("A", "E-1")
    stream.write("B", "E-2")
    stream.failing = {"A"}
    reading = Reading(stream, positions)
    assert await reading.ids() == ["E-2"]
    stream.failing = set()
    assert await reading.ids() == ["E-1"]


async def test_it_fails_when_no_shard_can_be_read(stream: StreamDouble, positions: KeptPositions) -> None:
    stream.failing = {"A"}
    with pytest.raises(RecordSourceUnavailable) as failure:
        await Reading(stream, positions).source.read(10)
    assert failure.value.code == "sourceThrottled"


async def test_a_position_that_could_not_be_saved_is_saved_at_the_next_attempt(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    stream.write("A", "E-1")
    reading = Reading(stream, positions)
    records = await reading.records(acknowledge=False)
    positions.failures = 1
    with pytest.raises(StoreUnavailable):
        await reading.source.acknowledge(records)
    await reading.source.acknowledge(records)
    assert positions.saved["A"] == "1"


async def test_positions_of_shards_that_are_gone_are_deleted(stream: StreamDouble, positions: KeptPositions) -> None:
    stream.write("A", "E-1")
    stream.close("A")
    stream.open("B", "A")
    reading = Reading(stream, positions)
    await reading.ids(rounds=30)
    assert positions.saved["A"] == FINISHED
    del stream.of_name["A"]
    await reading.ids(rounds=40)
    assert set(positions.saved) == {STARTED}


async def test_a_shard_that_vanished_with_unread_records_is_reported(
    stream: StreamDouble, positions: KeptPositions, caplog: pytest.LogCaptureFixture
) -> None:
    stream.open("B")
    reading = Reading(stream, positions)
    await reading.ids(rounds=2)
    stream.expired = 2
    del stream.of_name["A"]
    await reading.ids()
    assert "test/orders/A does not exist any more" in caplog.text


async def test_a_shard_is_read_at_most_five_times_a_second(stream: StreamDouble, positions: KeptPositions) -> None:
    stream.write("A", *(f"E-{number}" for number in range(40)))
    reading = Reading(stream, positions)
    await reading.records(rounds=20)
    assert all(pause >= 0.2 for pause in reading.pauses)
    assert len(reading.pauses) == 19


async def test_the_limit_is_shared_by_the_shards(stream: StreamDouble, positions: KeptPositions) -> None:
    for name in ("B", "C"):
        stream.open(name)
    for name in ("A", "B", "C"):
        stream.write(name, *(f"{name}-{number}" for number in range(5)))
    reading = Reading(stream, positions)
    assert sorted(event_ids(await reading.source.read(3))) == ["A-0", "B-0", "C-0"]


def test_a_shard_is_readable_when_its_parents_are_passed_or_gone() -> None:
    shards = [Shard("A"), Shard("B", frozenset({"A"})), Shard("C", frozenset({"gone"})), Shard("D", frozenset({"B"}))]
    assert [shard.name for shard in readable_shards(shards, passed=())] == ["A", "C"]
    assert [shard.name for shard in readable_shards(shards, passed={"A"})] == ["A", "B", "C"]


async def test_a_closed_shard_that_always_gives_another_iterator_does_not_hold_up_its_children(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    """Stand-ins behave so, and some go on writing to the closed shard."""
    stream.never_ends = True
    stream.write("A", "E-1", "E-2")
    stream.close("A")
    stream.open("B", "A")
    stream.write("B", "E-3")
    reading = Reading(stream, positions)
    assert await reading.ids() == ["E-1", "E-2", "E-3"]
    stream.write("A", "E-4")
    assert await reading.ids() == ["E-4"]


@pytest.mark.parametrize(
    ("ending", "position", "count"),
    [(None, "5", 0), ("5", None, 0), ("5", "4", 0), ("5", "5", 1), ("0", None, 1)],
)
def test_a_position_is_the_end_of_a_closed_shard(ending: str | None, position: str | None, count: int) -> None:
    assert is_at_end(Shard("A", ending=ending), position) == count


async def test_reading_goes_on_while_new_shards_cannot_be_looked_for(
    stream: StreamDouble, positions: KeptPositions, caplog: pytest.LogCaptureFixture
) -> None:
    reading = Reading(stream, positions)
    await reading.ids(rounds=2)
    stream.is_listing_refused = True
    stream.write("A", "E-1")
    assert await reading.ids(rounds=60) == ["E-1"]
    assert "new shards could not be looked for: the test is throttling requests" in caplog.text
    stream.is_listing_refused = False
    stream.close("A")
    stream.open("B", "A")
    stream.write("B", "E-2")
    assert await reading.ids(rounds=60) == ["E-2"]


async def test_a_stream_that_cannot_be_listed_at_the_start_is_a_failure(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    stream.is_listing_refused = True
    stream.write("A", "E-1")
    reading = Reading(stream, positions)
    for _ in range(2):
        with pytest.raises(RecordSourceUnavailable):
            await reading.source.read(10)
    stream.is_listing_refused = False
    assert await reading.ids() == ["E-1"]


async def test_a_start_without_a_saved_position_may_have_skipped_records(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    reading = Reading(stream, positions, latest=True)
    await reading.ids(rounds=2)
    assert (reading.source.take_skipped(), reading.source.take_skipped()) == (True, False)
    killed_before_it_saved_one = Reading(stream, positions, latest=True)
    await killed_before_it_saved_one.ids(rounds=2)
    assert killed_before_it_saved_one.source.take_skipped()


async def test_a_start_behind_a_saved_position_and_new_shards_skip_nothing(
    stream: StreamDouble, positions: KeptPositions
) -> None:
    stream.write("A", "E-1")
    await Reading(stream, positions).ids()
    reading = Reading(stream, positions)
    await reading.ids(rounds=2)
    stream.close("A")
    stream.open("B", "A")
    stream.write("B", "E-2")
    assert await reading.ids(rounds=40) == ["E-2"]
    assert not reading.source.take_skipped()


@pytest.mark.parametrize("is_whole_shard", [False, True], ids=["records", "shard"])
async def test_what_a_stream_drops_before_it_is_read_is_skipped(
    stream: StreamDouble, positions: KeptPositions, *, is_whole_shard: bool
) -> None:
    stream.write("A", "E-1")
    await Reading(stream, positions).ids()
    stream.write("A", "E-2")
    if is_whole_shard:
        stream.open("B", "A")
        stream.write("B", "E-3")
        del stream.of_name["A"]
        positions.saved["B"] = "2"  # it is behind what is lost
    else:
        stream.trim("A", 2)
    reading = Reading(stream, positions)
    await reading.ids(rounds=40)
    assert reading.source.take_skipped()
