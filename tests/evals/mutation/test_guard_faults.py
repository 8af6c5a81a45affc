"""Every guard that is broken on purpose is noticed by each check that its fault names."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import pytest_asyncio

from evals.mutation.guard_faults import GUARD_FAULTS, POLICY_DOWN, SINKS
from evals.mutation.patching import Fault, planted
from evals.noninterference.world_comparison import Worlds, built, play_all
from guardrails.authorization.cedar import CedarPolicy
from guardrails.errors import PolicyUnavailable
from tests.guardrails.sinks import overhear
from tests.harness import AGENT, answer_json, harness
from tests.story_order import ORDER, execution

pytestmark = pytest.mark.slow

# A fault must be noticed within so many episodes.
MOST_EPISODES = 120
_FIRST_SEED = 3000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worlds() -> AsyncIterator[list[Worlds]]:
    with tempfile.TemporaryDirectory() as folder:
        async with built(Path(folder), viewers=["support_agent", "customer"]) as ready:
            yield ready


async def _differences(worlds: list[Worlds], kind: str) -> bool:
    for seed in range(_FIRST_SEED, _FIRST_SEED + MOST_EPISODES):
        report = await play_all(worlds, episodes=1, first_seed=seed, alternate=True)
        if any(difference.kind == kind for difference in report.differences):
            return True
    return False


async def _sinks(folder: Path) -> bool:
    leaks = {tuple(leak) for leak in (await overhear(folder)).leaks()}
    return bool(leaks - {("model requests", "prose of a model")})  # its own calls are sent to it again


async def _policy_down(folder: Path) -> bool:
    """Whether anything was looked up or found while the policy could not decide."""
    async with harness(folder) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        broken = mock.Mock(side_effect=PolicyUnavailable)
        with mock.patch.multiple(CedarPolicy, may_request=broken, may_see=broken):
            answer = await world.ask(f"What is left on {ORDER}?", AGENT)
        return bool(world.requests or answer.cashback)


async def _is_noticed(check: str, worlds: list[Worlds], folder: Path) -> bool:
    match check:
        case "sinks":
            return await _sinks(folder)
        case "policyDown":
            return await _policy_down(folder)
    return await _differences(worlds, check)


def _cases() -> list[Any]:
    """Return each fault with each of its checks. The difference in requests takes up to a hundred episodes to show."""
    return [
        pytest.param(fault, check, marks=[pytest.mark.nightly] if check == "scopedRequests" else [])
        for fault in GUARD_FAULTS
        for check in fault.caught_by
    ]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("fault", "check"), _cases(), ids=lambda it: it.fault_id if isinstance(it, Fault) else it)
async def test_a_broken_guard_is_noticed(fault: Fault, check: str, worlds: list[Worlds], tmp_path: Path) -> None:
    with planted(fault) as reached:
        assert await _is_noticed(check, worlds, tmp_path), f"{check} did not notice {fault.fault_id}"

    assert reached.was_reached


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("check", [SINKS, POLICY_DOWN])
async def test_intact_guards_raise_no_alarm(check: str, worlds: list[Worlds], tmp_path: Path) -> None:
    assert not await _is_noticed(check, worlds, tmp_path)
