"""The counts in a real Redis: shared by processes, exact under haste, unreadable, and stood in for when it goes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from redis import Redis as BlockingRedis

from api.app import create_app
from core.identity.tokens import Principal
from core.rate_limits import RateLimits
from tests.api.conftest import Chat
from tests.core.test_rate_limits import RATES, admitted
from tests.harness import AGENT, SHOPPER
from tests.manual_clock import Hand
from tests.redis_server import needs_redis, redis_server, short_folder

pytestmark = [pytest.mark.slow, needs_redis]


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    with short_folder() as folder, redis_server(folder) as socket:
        yield socket


@pytest.fixture
def redis(server: Path) -> Iterator[BlockingRedis]:
    """A way to look into the server, which is empty."""
    with BlockingRedis(unix_socket_path=str(server), decode_responses=True) as found:
        found.flushall()
        yield found


@pytest.fixture
async def two(server: Path, redis: BlockingRedis) -> AsyncIterator[tuple[RateLimits, RateLimits]]:
    """The limits of two processes."""
    async with AsyncExitStack() as open_limits:
        found = [RateLimits(RATES, uri=f"redis+unix://{server}") for _ in range(2)]
        for each in found:
            open_limits.push_async_callback(each.aclose)
        yield found[0], found[1]


async def test_processes_share_the_counts(two: tuple[RateLimits, RateLimits]) -> None:
    counts = await asyncio.gather(admitted(two[0], times=2), admitted(two[1], times=2))

    assert sorted(counts) == [1, 2]
    assert await admitted(two[0], SHOPPER) == 3
    assert await admitted(two[1], purpose="read") == 4


async def test_requests_at_the_same_moment_share_one_limit(two: tuple[RateLimits, RateLimits]) -> None:
    counts = await asyncio.gather(*(admitted(two[n % 2], times=1) for n in range(40)))

    assert sum(counts) == 3


async def test_what_lies_there_goes_by_itself_and_names_nobody(
    two: tuple[RateLimits, RateLimits], redis: BlockingRedis
) -> None:
    who: Principal = AGENT.model_copy(update={"subject": "asha.verma@example.com"})
    await admitted(two[0], who)

    keys = list(redis.keys("*"))
    assert len(keys) == 1
    assert 0 < redis.ttl(keys[0]) <= 60
    assert "asha" not in keys[0]
    assert "asha" not in str(redis.lrange(keys[0], 0, -1))


async def test_two_services_answer_one_person_by_one_count(chat: Chat, two: tuple[RateLimits, RateLimits]) -> None:
    statuses = []
    async with AsyncExitStack() as running:
        services = [create_app(agent=chat.world.agent, tokens=chat.world.tokens, on_close=_nothing, limits=each)
                    for each in two]  # fmt: skip
        clients = [
            await running.enter_async_context(
                httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat")
            )
            for app in services
        ]
        headers = {"Authorization": f"Bearer {chat.token()}"}
        for turn in range(6):
            response = await clients[turn % 2].get("/v1/conversations", headers=headers)
            statuses.append(response.status_code)

    assert statuses == [200, 200, 200, 200, 429, 429]
    assert 1 <= int(response.headers["retry-after"]) <= 61


async def test_a_redis_that_goes_and_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    """Meanwhile each process counts for itself: requests are neither all admitted nor all refused."""
    with short_folder() as folder:
        hand = Hand()
        limits = RateLimits(RATES, uri=f"redis+unix://{folder}/s", monotonic=hand)
        with redis_server(folder):
            assert await admitted(limits, times=2) == 2
        with caplog.at_level(logging.WARNING, logger="api.rate_limits"):
            assert await admitted(limits, times=10) == 3
        assert "counted in this process only" in caplog.text
        hand.now_s += 5
        with redis_server(folder):
            assert await admitted(limits, times=10) == 3  # an empty one: it has lost its counts
            caplog.clear()
            assert await admitted(limits, times=1) == 0
        assert not caplog.records
        await limits.aclose()


async def _nothing() -> None:
    return
