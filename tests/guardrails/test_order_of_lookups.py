"""Lookups of one turn run side by side and leave their results in the order in which they were asked for."""

import asyncio

from guardrails.turn_scope import LookupQueue


async def test_the_slow_first_leaves_before_the_quick_second() -> None:
    queue, left = LookupQueue(), list[str]()
    is_quick_answered = asyncio.Event()

    async def slow() -> None:
        with queue.place() as place:
            await is_quick_answered.wait()
            await place.reached()
            left.append("slow")

    async def quick() -> None:
        with queue.place() as place:
            is_quick_answered.set()
            await place.reached()
            left.append("quick")

    await asyncio.gather(slow(), quick())

    assert left == ["slow", "quick"]


async def test_one_that_fails_holds_nobody_up() -> None:
    queue = LookupQueue()
    try:
        with queue.place():
            raise RuntimeError
    except RuntimeError:
        pass
    with queue.place() as second:
        await asyncio.wait_for(second.reached(), timeout=1)
