"""What is logged is collected for each turn separately, and nothing is left installed afterwards."""

import asyncio
import logging

from evals.harness.turn_observer import observed_turn, observing_log

logger = logging.getLogger("tests.evals.observed")


async def test_concurrent_turns_are_collected_separately() -> None:
    async def turn(name: str, meanwhile: asyncio.Event, other: asyncio.Event) -> list[str]:
        with observed_turn() as observations:
            logger.info("begin %s", name)
            meanwhile.set()
            await other.wait()
            await asyncio.create_task(_log(f"end {name}"))
            return observations.logs

    first, second = asyncio.Event(), asyncio.Event()
    with observing_log():
        collected = await asyncio.gather(turn("a", first, second), turn("b", second, first))

    assert list(collected) == [
        [f"tests.evals.observed INFO begin {name}", f"tests.evals.observed INFO end {name}"] for name in ("a", "b")
    ]


async def _log(message: str) -> None:
    logger.info(message)


def test_extra_fields_and_the_exception_are_kept() -> None:
    with observing_log(), observed_turn() as observations:
        try:
            raise ValueError("98450 12345")
        except ValueError:
            logger.exception("failed", extra={"order": "O-1"})

    [record] = observations.logs
    assert "failed" in record
    assert "{'order': 'O-1'}" in record
    assert "ValueError: 98450 12345" in record


def test_nothing_is_left_behind() -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))

    with observing_log():
        assert len(root.handlers) == len(before[1]) + 1

    assert (root.level, list(root.handlers)) == before
