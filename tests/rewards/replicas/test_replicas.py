"""Replicas over one store and one Redis: what is posted at one is right at all, and what is cut off is never stale."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from redis import Redis as BlockingRedis

from rewards.settings import RewardsSettings
from rewards.stores.base import Store
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.sqlite_store import SqliteStore
from rewards.wiring import build_writer_changes
from tests.redis_server import needs_redis, redis_server, short_folder
from tests.rewards.http.stream_reader import StreamReader, reading
from tests.rewards.http.test_position_stream import granted
from tests.rewards.replicas.cluster import OWNER, PROMISED, SETTLED, STREAM, WITHIN_S, Replica, cluster, eventually
from tests.rewards.replicas.wire import Fault
from tests.rewards.stores.stand_in import STAND_INS, StandIns, tables_of
from tests.rewards.world import ORDER, event_raw, load

pytestmark = [pytest.mark.slow, needs_redis]
OpenStore = Callable[[], Store]
CACHES = pytest.mark.parametrize("is_shared", [True, False], ids=["shared cache", "caches in memory"])
_NUMBERS = count(1)


@pytest.fixture
def redis_socket() -> Iterator[Path]:
    with short_folder() as folder, redis_server(folder) as socket:
        yield socket


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[StandIns]:
    running = StandIns()
    yield running
    running.close()


_AT_NIGHT = [pytest.param(name, marks=pytest.mark.nightly) for name in STAND_INS if name != "moto"]


@pytest.fixture(params=["sqlite", "moto", *_AT_NIGHT])
def open_store(request: pytest.FixtureRequest, tmp_path: Path, stand_ins: StandIns) -> Iterator[OpenStore]:
    """Return what opens a store on the same settled order, once for each replica."""
    if request.param != "sqlite":
        settings = tables_of(f"replicas{next(_NUMBERS)}", endpoint=stand_ins.endpoint(request.param))
        first = DynamoDbStore(settings)
        first.create_tables()
        load(first, *SETTLED)
        yield partial(DynamoDbStore, settings)
        return
    opened: list[SqliteStore] = []

    def open_file() -> SqliteStore:
        opened.append(SqliteStore.open(tmp_path / "rewards.sqlite3"))
        return opened[-1]

    load(open_file(), *SETTLED)
    yield open_file
    for store in opened:
        store.close()


@pytest.fixture
def open_sqlite(tmp_path: Path) -> Iterator[OpenStore]:
    """Return what opens the same SQLite file, for tests in which the store plays no part."""
    opened: list[SqliteStore] = []

    def open_file() -> SqliteStore:
        opened.append(SqliteStore.open(tmp_path / "rewards.sqlite3"))
        return opened[-1]

    load(open_file(), *SETTLED)
    yield open_file
    for store in opened:
        store.close()


async def next_granted(stream: StreamReader) -> int:
    """Return what the next position says; keep-alives between are of no interest."""
    async with asyncio.timeout(WITHIN_S):
        while (frame := await stream.frame()).name is None:
            pass
    return granted(frame)


async def has_metric(replica: Replica, name: str, value: float) -> bool:
    return await replica.metric(name) == value


async def have_cached(replicas: list[Replica], amount: int = PROMISED) -> None:
    for each in replicas:
        assert await each.shows(amount)


@CACHES
async def test_event_is_in_every_read_and_stream_of_every_replica(
    open_store: OpenStore, redis_socket: Path, *, is_shared: bool
) -> None:
    async with cluster(open_store, redis_socket, is_shared=is_shared) as replicas:
        first, second, third = replicas
        await have_cached(replicas)
        async with reading(second.app, STREAM, OWNER) as stream, reading(third.app, STREAM, OWNER) as other:
            assert [granted(await stream.frame()), granted(await other.frame())] == [PROMISED, PROMISED]
            for number in range(1, 4):
                await replicas[number % 3].post(number)
                amount = PROMISED + 100 * number
                assert [await next_granted(stream), await next_granted(other)] == [amount, amount]
                for each in replicas:
                    await eventually(partial(each.shows, amount))
        await eventually(lambda: all(each.knows_all_changes() for each in replicas))
        assert [await first.metric("rewards_change_channel_up"), await first.metric("rewards_untold_changes")] == [1, 0]


@CACHES
@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE], ids=lambda fault: fault.name)
async def test_replica_without_redis_is_right_within_the_bound_and_so_are_the_others(
    open_sqlite: OpenStore, redis_socket: Path, fault: Fault, *, is_shared: bool
) -> None:
    async with cluster(open_sqlite, redis_socket, size=2, is_shared=is_shared) as replicas:
        cut, other = replicas
        await have_cached(replicas)
        async with reading(cut.app, STREAM, OWNER) as stream, reading(other.app, STREAM, OWNER) as others:
            assert [granted(await stream.frame()), granted(await others.frame())] == [PROMISED, PROMISED]
            cut.wire.set_fault(fault)
            await other.post(1)
            assert await other.shows(PROMISED + 100)
            await eventually(partial(cut.shows, PROMISED + 100))
            await eventually(lambda: not cut.knows_all_changes())
            for _ in range(10):
                assert await cut.shows(PROMISED + 100)  # and never again what was before
            await cut.post(2)
            assert await cut.shows(PROMISED + 200)  # its own event at once
            await eventually(partial(other.shows, PROMISED + 200))
            assert await cut.metric("rewards_untold_changes") == 1
            assert await cut.metric("rewards_change_channel_up") == 0
            await eventually(partial(has_metric, other, "rewards_silent_replicas", 1))
            for each in (stream, others):
                while await next_granted(each) != PROMISED + 200:
                    pass
            cut.wire.set_fault(Fault.NONE)
            await eventually(lambda: all(each.knows_all_changes() for each in replicas))
        assert await cut.metric("rewards_untold_changes") == 0
        await have_cached(replicas, PROMISED + 200)
        await other.post(3)
        await eventually(partial(cut.shows, PROMISED + 300))


@CACHES
async def test_redis_that_restarts_revives_nothing(open_sqlite: OpenStore, *, is_shared: bool) -> None:
    """The server restarts with a dump from before the change, and so with what was cached before it."""
    with short_folder() as folder, redis_server(folder) as socket:
        async with cluster(open_sqlite, socket, size=2, is_shared=is_shared) as replicas:
            await have_cached(replicas)
            with BlockingRedis(unix_socket_path=str(socket)) as redis:
                redis.save()
            await replicas[0].post(1)
            await eventually(partial(replicas[1].shows, PROMISED + 100))
            shut_down(socket)
            with redis_server(folder):
                await eventually(lambda: all(each.knows_all_changes() for each in replicas))
                await have_cached(replicas, PROMISED + 100)


@CACHES
async def test_changes_without_a_redis_are_published_when_it_is_back(
    open_sqlite: OpenStore, *, is_shared: bool
) -> None:
    with short_folder() as folder, redis_server(folder) as socket:
        async with cluster(open_sqlite, socket, size=2, is_shared=is_shared) as replicas:
            await have_cached(replicas)
            shut_down(socket)
            await replicas[0].post(1)
            for each in replicas:
                await eventually(partial(each.shows, PROMISED + 100))
            assert not any(each.knows_all_changes() for each in replicas)
            assert await replicas[0].metric("rewards_untold_changes") == 1
            with redis_server(folder):
                await eventually(lambda: all(each.knows_all_changes() for each in replicas))
                assert await replicas[0].metric("rewards_untold_changes") == 0
                await replicas[1].post(2)
                for each in replicas:
                    await eventually(partial(each.shows, PROMISED + 200))


def shut_down(socket: Path) -> None:
    with BlockingRedis(unix_socket_path=str(socket)) as redis:
        redis.shutdown(nosave=True)


@CACHES
async def test_redis_that_is_full_still_carries_changes(
    open_sqlite: OpenStore, redis_socket: Path, *, is_shared: bool
) -> None:
    async with cluster(open_sqlite, redis_socket, size=2, is_shared=is_shared) as replicas:
        await have_cached(replicas)
        with BlockingRedis(unix_socket_path=str(redis_socket)) as redis:
            redis.config_set("maxmemory", 1)
        for number in (1, 2):
            await replicas[number % 2].post(number)
            for each in replicas:
                await eventually(partial(each.shows, PROMISED + 100 * number))
        await eventually(lambda: all(each.knows_all_changes() for each in replicas))


@CACHES
async def test_process_that_only_writes_publishes_to_all(
    open_sqlite: OpenStore, redis_socket: Path, *, is_shared: bool
) -> None:
    """A consumer of events, for example, which serves no reads."""
    async with cluster(open_sqlite, redis_socket, size=2, is_shared=is_shared) as replicas:
        await have_cached(replicas)
        writer = build_writer_changes(RewardsSettings.model_validate({"redis_url": f"unix://{redis_socket}"}))
        async with writer.running():
            load(open_sqlite(), ("e", event_raw("E-1", amount=100, lineItemId="LI-1")))
            await writer.publish([ORDER])
            for each in replicas:
                await eventually(partial(each.shows, PROMISED + 100))
        await eventually(lambda: all(each.knows_all_changes() for each in replicas))


async def test_replica_that_leaves_is_not_missed(open_sqlite: OpenStore, redis_socket: Path) -> None:
    async with cluster(open_sqlite, redis_socket, size=1) as (stays,):
        async with cluster(open_sqlite, redis_socket, size=1) as (leaves,):
            replicated = stays.service.changes._changes  # type: ignore[attr-defined]
            await eventually(lambda: len(replicated._peers._peers) == 1)
            await leaves.post(1)
        await eventually(lambda: replicated.silent_count == 0)
        assert stays.knows_all_changes()
        assert await stays.shows(PROMISED + 100)
        with BlockingRedis(unix_socket_path=str(redis_socket)) as redis:
            assert redis.zcard("rewards:4:replicas") == 1
