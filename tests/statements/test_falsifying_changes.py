"""One change of a world that makes a statement false takes it off the menu; every kind has such a change."""

import pytest

from core.identity.tokens import Role
from statements.kinds.registry import KINDS
from tests.statements.falsifying_changes import ALWAYS, FALSIFIED
from tests.statements.knowledge import KNOWLEDGE
from tests.statements.oracle.rules import falsehoods
from tests.statements.patched_outcomes import PATCHED, patched
from tests.statements.staging import CUSTOMER_VIEW, STAFF, stage

pytestmark = pytest.mark.slow


def test_every_kind_has_a_change_that_makes_it_false() -> None:
    assert {kind.name for kind in KINDS} == {*FALSIFIED, *PATCHED, *ALWAYS}


@pytest.mark.parametrize("kind", sorted(FALSIFIED))
def test_what_is_false_now_is_off_the_menu(kind: str) -> None:
    case = FALSIFIED[kind]
    before, after = (
        {key for key, name in stage(each, case.role, knowledge=KNOWLEDGE).keys().items() if name == kind}
        for each in (case.world, case.change(case.world))
    )

    assert before
    assert not before & after


# Which of two versions of an event is genuine cannot be decided.
_UNDECIDED = {"conflict.eventContentDiffers"}


@pytest.mark.parametrize("kind", sorted(FALSIFIED.keys() - _UNDECIDED))
@pytest.mark.parametrize("role", [STAFF, CUSTOMER_VIEW])
def test_nothing_else_is_false_before_or_after(kind: str, role: Role) -> None:
    case = FALSIFIED[kind]
    staged = [stage(each, role, knowledge=KNOWLEDGE) for each in (case.world, case.change(case.world))]

    assert [checked.statement.kind for each in staged for checked in falsehoods(each)] == []


@pytest.mark.parametrize("kind", sorted(PATCHED))
def test_an_answer_that_no_rows_of_today_lead_to(kind: str) -> None:
    holds, not_any_more = PATCHED[kind]

    assert patched(holds).menu.of(kind)
    assert not patched(not_any_more).menu.of(kind)
