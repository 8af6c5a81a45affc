"""The timing benchmark: which orders it asks for, and what it makes of their times."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bench import timing
from bench.rewards_peers import rewards_app
from bench.rewards_world import open_store
from bench.timing_world import SIZES, build_world, foreign_order, missing_order, owner_token, token

pytestmark = pytest.mark.slow


def test_pairs_are_of_every_size_and_each_order_comes_first_by_chance() -> None:
    asked: list[str] = []

    def ask(order: str) -> float:
        asked.append(order)
        return 5 if order in foreign else 1

    foreign = {foreign_order(size, number) for size in SIZES for number in range(100)}
    times = timing.measure(ask, pairs=80)

    assert {size: (of.foreign, of.missing) for size, of in times.items()} == {
        size: ([5.0] * 20, [1.0] * 20) for size in SIZES
    }
    pairs = list(zip(asked[::2], asked[1::2], strict=True))
    assert all((first in foreign) is not (second in foreign) for first, second in pairs)
    assert 0.3 < sum(first in foreign for first, _ in pairs) / len(pairs) < 0.7


@pytest.mark.parametrize(("foreign_ms", "is_met"), [(1.0, True), (1.5, False)])
def test_times_that_distinguish_the_two_miss_the_goal(foreign_ms: float, *, is_met: bool) -> None:
    times = {size: timing.Times([foreign_ms] * 4, [1.0, 1.0, 1.0, 1.0]) for size in SIZES}
    (goal,) = [row for row in timing._rows("v2", times) if row.goal is not None]
    assert (goal.figure, goal.is_met) == (0 if is_met else 0.5, is_met)


def test_the_world_holds_the_foreign_orders_and_none_of_the_missing(tmp_path: Path) -> None:
    build_world(tmp_path)
    store = open_store(tmp_path)

    def get(order: str, bearer: str) -> tuple[int, int]:
        headers = {"Authorization": f"Bearer {bearer}"}
        response = client.get(f"/promotion-executions/{order}/issuances?limit=500", headers=headers)
        return response.status_code, len(response.json().get("data", ()))

    try:
        with TestClient(rewards_app(tmp_path, store, store)) as client:
            for size in SIZES:
                assert get(foreign_order(size, 3), owner_token()) == (200, size)
                assert get(foreign_order(size, 3), token()) == (404, 0)
                assert get(missing_order(size, 3), owner_token()) == (404, 0)
    finally:
        store.close()


def test_an_answer_where_a_refusal_is_due_ends_the_run(tmp_path: Path) -> None:
    class Answering:
        status = 200

        def request(self, *_: object, **__: object) -> None: ...

        def getresponse(self) -> "Answering":
            return self

        def read(self) -> bytes:
            return json.dumps({"text": "100 rupees remain"}).encode()

    for surface in ("v2", "chat"):
        with pytest.raises(timing.Answered):
            timing._ask(Answering(), surface)("404-0000001-0000001")  # type: ignore[arg-type]  # a stand-in
