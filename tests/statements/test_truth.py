"""Every statement on a menu is true of the rows, in every world and for every viewer."""

import pytest
from hypothesis import HealthCheck, given, settings

from core.identity.tokens import Role
from evals.menu_oracle.generated_worlds import seeded
from evals.menu_oracle.rules import HOLDS, falsehoods
from evals.menu_oracle.staging import CUSTOMER_VIEW, STAFF, stage
from evals.menu_oracle.worlds import World
from statements.kinds.registry import KINDS
from tests.statements.drawn_worlds import worlds
from tests.thoroughness import seeds

pytestmark = [pytest.mark.slow, pytest.mark.wide]

_WORLDS = seeds(60, nightly=600)
_VIEWERS = (STAFF, CUSTOMER_VIEW)


def _said(world: World, role: Role) -> list[str]:
    staged = stage(world, role)
    return [f"{checked.statement.kind}: {staged.text([checked.statement])}" for checked in falsehoods(staged)]


def test_every_kind_has_a_rule_that_decides_it_from_the_rows() -> None:
    assert {kind.name for kind in KINDS} == set(HOLDS)


@pytest.mark.parametrize("role", _VIEWERS)
def test_nothing_false_is_offered_in_seeded_worlds(role: Role) -> None:
    false = {seed: said for seed in _WORLDS if (said := _said(seeded(seed), role))}

    assert false == {}


@pytest.mark.parametrize("role", _VIEWERS)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(world=worlds())
def test_nothing_false_is_offered_in_drawn_worlds(role: Role, world: World) -> None:
    assert _said(world, role) == []
