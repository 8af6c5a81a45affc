import pytest
from fastapi.testclient import TestClient

from bench.load_client import Load
from bench.rewards import Runner, interleaved
from bench.rewards_peers import DelayedReader, ready_app, rewards_app
from bench.rewards_world import BenchWorld, build_world, open_store
from core.contract import ExecutionV2
from core.errors import TokenError


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> BenchWorld:
    return build_world(tmp_path_factory.mktemp("bench"), orders=20, sampled=5)


def test_the_sampled_orders_are_spread_over_the_world(world: BenchWorld) -> None:
    assert len(set(world.orders)) == 5


def test_the_peers_answer_the_same_request(world: BenchWorld) -> None:
    store = open_store(world.folder)
    target = f"/promotion-executions/{world.orders[0]}?version=2&fresh=true"
    headers = {"Authorization": f"Bearer {world.token()}"}
    try:
        app = rewards_app(world.folder, store, DelayedReader(store, latency_s=0, line_items_latency_s=0))
        with TestClient(app) as client:
            answer = client.get(target, headers=headers)
        with TestClient(ready_app(world.folder, body_bytes=500, latency_s=0)) as client:
            ready = client.get(target, headers=headers)
            with pytest.raises(TokenError):
                client.get(target)
    finally:
        store.close()

    assert ExecutionV2.model_validate_json(answer.content).business_reference_id == world.orders[0]
    assert (ready.status_code, len(ready.content)) == (200, 500)


async def test_every_round_runs_all_and_begins_with_another(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []

    async def run(self: Runner) -> Load:
        ran.append(self.port)
        return Load(elapsed_s=1)

    monkeypatch.setattr(Runner, "run", run)
    runners = {name: Runner(port, (), 1) for name, port in (("a", 1), ("b", 2))}
    loads = await interleaved(runners, rounds=3)

    assert ran == [1, 2, 2, 1, 1, 2]
    assert {name: len(of) for name, of in loads.items()} == {"a": 3, "b": 3}
