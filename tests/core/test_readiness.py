"""The checks of a service's parts."""

import asyncio
import logging

import pytest

from core import readiness
from core.readiness import FRESH_S, Readiness
from tests.manual_clock import Hand


class Part:
    """A part that can be used or not, and counts how often it is checked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.checks = 0

    async def check(self) -> None:
        self.checks += 1
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error


async def test_a_service_is_ready_when_all_its_parts_are() -> None:
    assert await Readiness({"one": Part().check, "other": Part().check}).failures() == {}


async def test_each_part_that_cannot_be_used_is_named() -> None:
    error = OSError("postgres://user:secret@host")
    parts = {"one": Part(error).check, "other": Part().check, "third": Part(KeyError()).check}
    assert list(await Readiness(parts).failures()) == ["one", "third"]


async def test_a_part_that_does_not_answer_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "TIMEOUT_S", 0.01)
    found = await Readiness({"one": asyncio.Event().wait}).failures()  # type: ignore[dict-item]
    assert isinstance(found["one"], TimeoutError)


async def test_many_probes_are_one_check_for_a_while() -> None:
    part, hand = Part(OSError()), Hand()
    probed = Readiness({"one": part.check}, monotonic=hand)
    await asyncio.gather(*(probed.failures() for _ in range(20)))
    hand.now_s += FRESH_S - 0.1
    part.error = None
    assert (list(await probed.failures()), part.checks) == (["one"], 1)
    hand.now_s += 0.1
    assert (list(await probed.failures()), part.checks) == ([], 2)


async def test_a_probe_that_gives_up_does_not_end_the_check_of_others() -> None:
    part = Part(OSError())
    probed = Readiness({"one": part.check})
    first, second = asyncio.create_task(probed.failures()), asyncio.create_task(probed.failures())
    await asyncio.sleep(0)
    first.cancel()
    assert (list(await second), part.checks) == (["one"], 1)


async def test_a_failure_is_logged_once_and_without_the_text_of_errors(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    hand = Hand()
    probed = Readiness({"one": Part(OSError("secret")).check}, monotonic=hand)
    for _ in range(3):
        await probed.failures()
        hand.now_s += FRESH_S
    [record] = caplog.records
    assert (record.message, record.__dict__["code"], record.__dict__["cause"]) == ("not ready", "one", "OSError")
    assert "secret" not in str(record.__dict__)
