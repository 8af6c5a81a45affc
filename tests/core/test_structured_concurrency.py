"""Nothing is left running when a part of concurrent work fails."""

import asyncio

import pytest

from core.structured_concurrency import run_both


async def value(result: int) -> int:
    return result


async def failure() -> int:
    await asyncio.sleep(0)
    raise LookupError("missing")


class Endless:
    """Work that only ends by being cancelled."""

    def __init__(self) -> None:
        self.is_cancelled = False

    async def run(self) -> int:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.is_cancelled = True
            raise
        return 0


async def test_both_results_are_returned() -> None:
    assert await run_both(value(1), value(2)) == (1, 2)


@pytest.mark.parametrize("fails_first", [True, False])
async def test_a_failure_cancels_the_other_and_is_raised_itself(*, fails_first: bool) -> None:
    endless = Endless()
    both = (failure(), endless.run()) if fails_first else (endless.run(), failure())

    with pytest.raises(LookupError, match="missing"):
        await run_both(*both)
    assert endless.is_cancelled


async def test_cancelling_the_caller_cancels_both() -> None:
    parts = Endless(), Endless()
    running = asyncio.create_task(run_both(parts[0].run(), parts[1].run()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert [part.is_cancelled for part in parts] == [True, True]
