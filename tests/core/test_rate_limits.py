"""How often one may ask: counted per principal and purpose."""

import asyncio
import logging

import pytest

from core.identity.tokens import Principal
from core.rate_limits import RateLimits, TooManyRequests
from tests.harness import AGENT, LEAD, SHOPPER

RATES: dict[str, str] = {"chat": "3/minute", "reveal": "1/minute", "read": "4/minute", "change": "2/minute"}


async def admitted(limits: RateLimits, who: Principal = AGENT, purpose: str = "chat", *, times: int = 10) -> int:
    """Return how many of this many requests were admitted."""
    waits: list[int] = []
    for _ in range(times):
        try:
            await limits.admit(who, purpose)
        except TooManyRequests as refusal:
            waits.append(refusal.retry_after_s)
    assert all(1 <= wait <= 61 for wait in waits)
    return times - len(waits)


async def test_each_principal_and_purpose_has_its_own_count() -> None:
    limits = RateLimits(RATES)

    assert await admitted(limits) == 3
    assert await admitted(limits) == 0
    assert (
        await admitted(limits, AGENT.model_copy(update={"case_id": "CASE-2"})) == 0
    )  # another case is no other person
    assert await admitted(limits, SHOPPER) == 3
    assert await admitted(limits, LEAD, "reveal") == 1
    assert await admitted(limits, LEAD) == 3


@pytest.mark.parametrize("rate", ["", "many", "3/fortnight", "-1/minute"])
def test_a_rate_that_is_none_is_refused(rate: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        RateLimits(RATES | {"chat": rate})


@pytest.mark.parametrize("uri", ["memcached://127.0.0.1", "127.0.0.1:6379", "file:///tmp/x"])
def test_only_a_redis_can_be_shared(uri: str) -> None:
    with pytest.raises(ValueError, match="Redis"):
        RateLimits(RATES, uri=uri)


async def test_a_redis_that_is_not_there_leaves_the_counts_of_the_process(caplog: pytest.LogCaptureFixture) -> None:
    limits = RateLimits(RATES, uri="redis://:not-the-password@127.0.0.1:1/0")

    with caplog.at_level(logging.WARNING, logger="core.rate_limits"):
        assert await admitted(limits) == 3
    assert "counted in this process only" in caplog.text
    assert "not-the-password" not in caplog.text


async def test_a_redis_that_does_not_answer_is_left_alone() -> None:
    """Two requests wait for it and are counted in the process; the others do not wait."""
    connections: list[asyncio.StreamWriter] = []

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    limits = RateLimits(RATES, uri=f"redis://127.0.0.1:{port}/0")
    try:
        assert await admitted(limits, times=10) == 3
        assert len(connections) == 2
    finally:
        await limits.aclose()
        for writer in connections:
            writer.close()
        server.close()


async def test_a_purpose_without_a_rate_is_not_limited() -> None:
    limits = RateLimits({"read": "1/minute"})

    assert await admitted(limits, purpose="write", times=20) == 20
    assert await limits.usage(AGENT, "write") is None


@pytest.mark.parametrize("is_approximate", [False, True])
async def test_usage_says_what_is_left(*, is_approximate: bool) -> None:
    limits = RateLimits(RATES, is_approximate=is_approximate)
    left = []
    for _ in range(4):
        await admitted(limits, times=1)
        used = await limits.usage(AGENT, "chat")
        assert used is not None
        assert (used.purpose, used.limit, used.window_s) == ("chat", 3, 60)
        assert 1 <= used.reset_s <= 60
        left.append(used.remaining)

    assert left == [2, 1, 0, 0]
    assert await admitted(limits, LEAD, times=4) == 3
