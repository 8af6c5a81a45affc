"""The two worlds differ where they should, and no viewer can distinguish them. ``make worlds`` plays many more."""

from pathlib import Path

import pytest

from evals.noninterference.episode import ENDPOINTS, plan, play
from evals.noninterference.rewards_upstream import Lie
from evals.noninterference.viewers import WorldViewer, viewers_for
from evals.noninterference.world_comparison import built, play_all
from evals.noninterference.worlds import Pair, customer_of_world, make_pair

pytestmark = pytest.mark.slow

SEED = 4
VIEWERS = {viewer.name: viewer for viewer in viewers_for(customer_of_world(SEED))}


def pair_of(viewer: WorldViewer) -> Pair:
    return make_pair(viewer, seed=SEED)


@pytest.mark.parametrize("name", ["support_agent", "customer"])
def test_the_worlds_differ_in_every_way_out_of_scope(name: str) -> None:
    pair = pair_of(VIEWERS[name])
    left, right = ({line.order for line in lines} for lines in (pair.left, pair.right))

    assert left - right, "no foreign order was deleted"
    assert right - left, "no foreign order was added"
    shared = set(pair.shared_foreign_orders)
    assert shared
    money = (
        {(line.order, line.row.get("eligibleMinor")) for line in lines if line.order in shared}
        for lines in (pair.left, pair.right)
    )
    assert not set.intersection(*({each for each in one if each[1]} for one in money)), "a foreign order is the same"
    assert set(pair.own_orders) <= left & right


def test_of_what_is_in_scope_only_unseen_fields_differ() -> None:
    pair = pair_of(VIEWERS["support_agent"])
    unseen = {"customerName", "customerPhone", "customerEmail", "memo", "gcId", "gcIds"}

    def own(lines: tuple[object, ...], *, seen: bool) -> list[dict[str, object]]:
        rows = [line.row for line in lines if line.order in pair.own_orders]  # type: ignore[attr-defined]
        return [{name: value for name, value in row.items() if (name not in unseen) is seen} for row in rows]

    assert own(pair.left, seen=True) == own(pair.right, seen=True)
    assert own(pair.left, seen=False) != own(pair.right, seen=False)


def test_a_customers_worlds_differ_in_what_unrevealed_cards_are_worth() -> None:
    worlds = [make_pair(viewers_for(customer_of_world(seed))[1], seed=seed) for seed in range(4, 10)]

    def worth(pair: Pair, side: tuple[object, ...]) -> list[object]:
        return [
            line.row.get("eligibleMinor")  # type: ignore[attr-defined]
            for line in side
            if line.order in pair.own_orders and line.store == "ped"  # type: ignore[attr-defined]
        ]

    assert any(worth(pair, pair.left) != worth(pair, pair.right) for pair in worlds)


def test_a_viewer_of_everybody_has_no_foreign_orders_and_a_viewer_of_nobody_has_only_those() -> None:
    assert pair_of(VIEWERS["support_lead"]).foreign_orders == ()
    assert pair_of(VIEWERS["service_ingest"]).own_orders == ()


def test_every_lie_role_and_endpoint_is_played() -> None:
    plans = [plan(pair_of(VIEWERS["customer"]), seed=seed) for seed in range(200)]

    assert {each.lie for each in plans} == {None, *Lie}
    assert any(each.has_outsider for each in plans)
    assert any(each.probes for each in plans)
    assert set(ENDPOINTS) == {"json", "sse"}
    assert {viewer.principal.role for viewer in VIEWERS.values()} == set(type(VIEWERS["customer"].principal.role))


async def test_no_viewer_can_distinguish_the_worlds(tmp_path: Path) -> None:
    async with built(tmp_path) as worlds:
        report = await play_all(worlds, episodes=8)

        assert report.differences == []
        assert report.episodes == 8 * len(VIEWERS) * len(ENDPOINTS)
        assert report.lied
        # Who may see nothing is not let into a conversation.
        asked = {both.pair.viewer.name for both in worlds if both.left.mind.received}
        assert asked == set(VIEWERS) - {"service_ingest"}


async def test_a_turn_that_ends_in_an_internal_error_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    async with built(tmp_path, viewers=["support_agent"]) as worlds:
        monkeypatch.setattr("agent.turn.plan_lookups", broken)
        report = await play_all(worlds, episodes=2)

    assert {difference.kind for difference in report.differences} == {"internalError"}


async def test_an_episode_is_deterministic(tmp_path: Path) -> None:
    async with built(tmp_path, viewers=["support_agent"]) as [both]:
        # Without a look at the list of conversations, which grows from one time to the next.
        episode = next(each for each in (plan(both.pair, seed=seed) for seed in range(50)) if not each.probes)
        first, second = [
            await play(both.left, both.pair, episode, endpoint="sse", has_outsider=False) for _ in range(2)
        ]

    assert first == second
    assert len(first) > 1
