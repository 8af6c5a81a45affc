"""A menu depends on what is known, not on the order in which it became known."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evals.menu_oracle.generated_worlds import seeded
from evals.menu_oracle.staging import CUSTOMER_VIEW, STAFF, stage
from evals.menu_oracle.worlds import World
from statements.statement import StatementIds
from tests.statements.drawn_worlds import worlds

pytestmark = pytest.mark.slow

_SETTINGS = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@_SETTINGS
@given(world=worlds(), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_proposition(world: World, order: Random) -> None:
    shuffled = world.changed(
        ped=tuple(order.sample(world.ped, len(world.ped))),
        items=tuple(order.sample(world.items, len(world.items))),
        events=tuple(order.sample(world.events, len(world.events))),
    )

    for role in (STAFF, CUSTOMER_VIEW):
        assert stage(world, role).keys() == stage(shuffled, role).keys()


@_SETTINGS
@given(world=worlds(), times=st.integers(1, 3))
def test_an_event_that_is_delivered_again_changes_no_proposition(world: World, times: int) -> None:
    for role in (STAFF, CUSTOMER_VIEW):
        assert stage(world, role).keys() == stage(world.changed(events=world.events * (times + 1)), role).keys()


def test_a_proposition_keeps_its_id_in_later_turns() -> None:
    for seed in range(40):
        world, other = seeded(seed), seeded(seed + 1000)
        ids = StatementIds()
        first = stage(world, ids=ids).menu
        later = StatementIds(ids.export(limit=10_000))
        stage(other, ids=later)
        again = stage(world, ids=later).menu

        assert [s.statement_id for s in first.statements] == [s.statement_id for s in again.statements]


def test_no_two_propositions_share_an_id() -> None:
    for seed in range(100):
        menu = stage(seeded(seed)).menu

        assert len(menu.by_id) == len(menu.statements)
