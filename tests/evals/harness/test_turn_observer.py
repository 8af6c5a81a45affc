"""The taps hear one turn each, and leave everything as it was when they are taken away."""

import asyncio
import logging

from evals.harness.turn_observer import listening, tapped

logger = logging.getLogger("tests.evals.taps")


async def test_turns_side_by_side_are_kept_apart() -> None:
    async def turn(name: str, meanwhile: asyncio.Event, other: asyncio.Event) -> list[str]:
        with tapped() as tap:
            logger.info("begin %s", name)
            meanwhile.set()
            await other.wait()
            await asyncio.create_task(_log(f"end {name}"))
            return tap.logs

    first, second = asyncio.Event(), asyncio.Event()
    with listening():
        heard = await asyncio.gather(turn("a", first, second), turn("b", second, first))

    assert list(heard) == [
        [f"tests.evals.taps INFO begin {name}", f"tests.evals.taps INFO end {name}"] for name in ("a", "b")
    ]


async def _log(message: str) -> None:
    logger.info(message)


def test_what_is_passed_along_and_what_went_wrong_is_kept() -> None:
    with listening(), tapped() as tap:
        try:
            raise ValueError("98450 12345")
        except ValueError:
            logger.exception("failed", extra={"order": "O-1"})

    [record] = tap.logs
    assert "failed" in record
    assert "{'order': 'O-1'}" in record
    assert "ValueError: 98450 12345" in record


def test_nothing_is_left_behind() -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))

    with listening():
        assert len(root.handlers) == len(before[1]) + 1

    assert (root.level, list(root.handlers)) == before
