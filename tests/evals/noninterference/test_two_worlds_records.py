"""No viewer can distinguish the worlds by the records routes, with a rewards API that is honest and one that lies."""

from pathlib import Path

import pytest

from evals.mutation.guard_faults import GUARD_FAULTS
from evals.mutation.patching import planted
from evals.noninterference.record_probes import Probe, record_probes
from evals.noninterference.rewards_upstream import Lie
from evals.noninterference.world_comparison import Worlds, built
from evals.noninterference.world_service import WorldService

pytestmark = pytest.mark.slow

LIES = (Lie.UNSCOPED, Lie.SWAPPED, Lie.MIXED_SEARCH)  # the episodes of ``make worlds`` play the others too
BOUND = ("support_agent", "customer")
STREAM = "events-stream"
_JSON = "application/json"


async def differences(worlds: list[Worlds], lie: Lie | None) -> list[tuple[str, str]]:
    """Return viewer and request of each response that differs, and of each request beyond the caller's scope."""
    found = []
    for both in worlds:
        orders = (*both.pair.own_orders[:2], *both.pair.foreign_orders[:2], "404-9999999-9999999")
        probes = [*record_probes(both.pair), *(("GET", f"/v1/orders/{order}/{STREAM}", None) for order in orders)]
        for method, path, body in probes:
            left, right = [await _seen(stage, both, lie, (method, path, body)) for stage in (both.left, both.right)]
            if left != right or both.left.upstream.out_of_scope or both.right.upstream.out_of_scope:
                found.append((both.pair.viewer.name, f"{method} {path}"))
            both.left.upstream.out_of_scope.clear()
            both.right.upstream.out_of_scope.clear()
    return found


async def _seen(stage: WorldService, both: Worlds, lie: Lie | None, probe: Probe) -> tuple[str, ...]:
    method, path, body = probe
    caller = both.pair.viewer.principal
    stage.upstream.lie = lie
    if path.endswith(STREAM):
        return (await stage.first_frame(path, caller=caller)).canonical({})
    return (await stage.send(method, path, caller=caller, accept=_JSON, body=body)).canonical({})


async def test_no_viewer_can_distinguish_the_worlds(tmp_path: Path) -> None:
    async with built(tmp_path) as worlds:
        assert await differences(worlds, None) == []
        bound = [both for both in worlds if both.pair.viewer.name in BOUND]
        for lie in LIES:
            assert await differences(bound, lie) == [], lie
        # What is in scope is shown: equal because nothing is found would prove nothing.
        [agent] = [both for both in worlds if both.pair.viewer.name == "support_agent"]
        own, caller = f"/v1/orders/{agent.pair.own_orders[0]}", agent.pair.viewer.principal
        agent.left.upstream.lie = None
        assert (await agent.left.send("GET", own, caller=caller, accept=_JSON)).status == 200
        assert "event: order" in (await agent.left.first_frame(f"{own}/{STREAM}", caller=caller)).response


@pytest.mark.parametrize(
    ("name", "lie"),
    [("owner-check-removed", Lie.UNSCOPED), ("projection-removed", None)],
)
async def test_a_guard_that_is_broken_is_noticed(tmp_path: Path, name: str, lie: Lie | None) -> None:
    [fault] = [each for each in GUARD_FAULTS if each.fault_id == name]
    async with built(tmp_path, viewers=["customer"]) as worlds:
        with planted(fault):
            assert await differences(worlds, lie)
