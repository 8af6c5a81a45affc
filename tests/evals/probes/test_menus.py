"""The probe over menus finds a kind that is missing, one that stays, and a statement that the rows do not prove."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from evals.menu_oracle.falsifying_changes import ALWAYS, FALSIFIED
from evals.menu_oracle.patched_outcomes import PATCHED
from evals.probes.menus import parts, problems_of
from statements.kinds import registry
from statements.statement import Slots


def test_every_kind_has_a_change_that_makes_it_false() -> None:
    assert {kind.name for kind in registry.KINDS} == {*FALSIFIED, *PATCHED, *ALWAYS}


@pytest.mark.parametrize("family", parts())
def test_the_menus_of_a_family_are_what_the_rows_prove(family: str) -> None:
    assert problems_of(family) == []


def _never(_: Any) -> Iterator[Slots]:
    yield from ()


@pytest.mark.parametrize(
    ("proof", "message"),
    [
        (_never, "position.closed holds and is not on the menu"),
        (lambda benefit: iter([benefit.name_slots]), "position.closed is on the menu although"),
    ],
)
def test_a_proof_that_is_wrong_is_found(proof: Any, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = registry.BY_NAME["position.closed"]
    monkeypatch.setitem(registry.BY_NAME, "position.closed", replace(kind, proof=proof))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evals.probes.menus.falsehoods", lambda _: [])
        assert any(line.startswith(message) for line in problems_of("position"))


@pytest.mark.parametrize("change", [{"audience": "staff"}, {"must_say": True}, {"answers": frozenset()}])
def test_a_kind_that_is_declared_differently_is_found(change: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = [replace(kind, **change) if kind.name == "position.closed" else kind for kind in registry.KINDS]
    monkeypatch.setattr("evals.probes.menus.KINDS", kinds)

    assert any(line.startswith("position.closed is declared as") for line in problems_of("position"))
