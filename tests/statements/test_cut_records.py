"""Statements about orders of which only some records are listed: still true, and they say what is left out."""

import pytest
from hypothesis import HealthCheck, given, settings

from core.identity.tokens import Role
from evals.menu_oracle.fold import Truth
from evals.menu_oracle.generated_worlds import seeded
from evals.menu_oracle.knowledge import KNOWLEDGE
from evals.menu_oracle.rules import falsehoods
from evals.menu_oracle.staging import CUSTOMER_VIEW, STAFF, Staged, as_draft, stage
from evals.menu_oracle.worlds import World
from statements.cut_records import HOLDS_WHEN_CUT
from statements.kinds.registry import BY_NAME
from tests.statements.drawn_worlds import worlds
from tests.thoroughness import seeds
from tools import listing_limits

_VIEWERS = (STAFF, CUSTOMER_VIEW)
_WORLDS = seeds(40, nightly=300)


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_limits, "MAX_INSTALLMENTS", 3)
    monkeypatch.setattr(listing_limits, "MAX_BENEFITS", 2)


def _said(staged: Staged) -> list[str]:
    return [f"{checked.statement.kind}: {staged.text([checked.statement])}" for checked in falsehoods(staged)]


def _is_all_of_the_customer(world: World) -> bool:
    """Whether each order is proven to be the customer's; another one has no draft."""
    return set(Truth(world, is_for_staff=False).orders) == set(world.orders)


def test_only_existing_kinds_are_named() -> None:
    assert set(BY_NAME) >= HOLDS_WHEN_CUT


@pytest.mark.slow
@pytest.mark.wide
@pytest.mark.parametrize("role", _VIEWERS)
def test_nothing_false_is_offered_in_seeded_worlds(role: Role) -> None:
    staged = {seed: stage(seeded(seed), role, knowledge=KNOWLEDGE) for seed in _WORLDS}

    assert sum(each.situation.is_cut for each in staged.values()) > len(_WORLDS) // 5
    assert {seed: said for seed, each in staged.items() if (said := _said(each))} == {}


@pytest.mark.slow
@pytest.mark.wide
def test_nothing_false_is_offered_to_a_draft() -> None:
    of_customer = {seed: world for seed in _WORLDS if _is_all_of_the_customer(world := seeded(seed))}
    staged = {seed: as_draft(stage(world, STAFF)) for seed, world in of_customer.items()}

    assert len(staged) > len(_WORLDS) // 2
    assert {seed: said for seed, each in staged.items() if (said := _said(each))} == {}


@pytest.mark.slow
@pytest.mark.parametrize("role", _VIEWERS)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(world=worlds())
def test_nothing_false_is_offered_in_drawn_worlds(role: Role, world: World) -> None:
    assert _said(stage(world, role)) == []
