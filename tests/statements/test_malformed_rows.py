"""With one row malformed, nothing is stated that the other rows do not prove."""

from random import Random

import pytest

from core.identity.tokens import Role
from evals.menu_oracle.example_worlds import STORY
from evals.menu_oracle.generated_worlds import seeded
from evals.menu_oracle.rows import alter, ask
from evals.menu_oracle.rules import falsehoods
from evals.menu_oracle.staging import CUSTOMER_VIEW, STAFF, stage
from evals.menu_oracle.worlds import Row, World
from tests.thoroughness import seeds

pytestmark = [pytest.mark.slow, pytest.mark.wide]

_WORLDS = seeds(60, nightly=600)
_TABLES = ("ped", "items", "events")
_AMOUNTS = {"ped": "eligibleMinor", "items": "issuedMinor", "events": "amountMinor"}


def _with_malformed_row(world: World, rng: Random) -> World:
    """Return the world with the amount of one row written as text."""
    table = rng.choice([name for name in _TABLES if getattr(world, name)] or ["ped"])
    rows: tuple[Row, ...] = getattr(world, table)
    bad = rng.randrange(len(rows)) if rows else -1
    changed = (row | {_AMOUNTS[table]: "many"} if place == bad else row for place, row in enumerate(rows))
    return world.changed(**{table: tuple(changed)})


@pytest.mark.parametrize("role", [STAFF, CUSTOMER_VIEW])
def test_nothing_false_is_offered(role: Role) -> None:
    false: dict[int, list[str]] = {}
    for seed in _WORLDS:
        world = ask(window=None)(seeded(seed))  # an order whose creation cannot be read is in every window
        staged = stage(_with_malformed_row(world, Random(seed)), role)
        said = [f"{checked.statement.kind}: {staged.text([checked.statement])}" for checked in falsehoods(staged)]
        if said:
            false[seed] = said
    assert false == {}


def test_unknown_sums_and_their_cause_are_offered_to_both() -> None:
    for role in (STAFF, CUSTOMER_VIEW):
        kinds = set(stage(alter("I2", amountMinor="2100")(STORY), role).keys().values())
        assert {"unknown.sums", "unknown.malformed_row"} <= kinds
