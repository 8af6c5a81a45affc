"""Whatever is chosen and in whatever order, each sentence is read as being about its own order and benefit."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.identity.tokens import Role
from evals.menu_oracle.generated_worlds import seeded
from evals.menu_oracle.knowledge import KNOWLEDGE
from evals.menu_oracle.staging import CUSTOMER_VIEW, STAFF, Staged, stage
from evals.menu_oracle.worlds import World
from language.message_catalogue import LANGUAGES, load_catalogue
from statements.realiser import Realiser
from statements.statement import ListSlot, Statement, slot_identity
from tests.statements.drawn_worlds import worlds

pytestmark = pytest.mark.slow

_SETTINGS = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def _parts(staged: Staged, statements: list[Statement], language: str) -> list[str]:
    """Return what each statement adds to the text, as the viewer reads it."""
    catalogue = load_catalogue(language).with_terms(KNOWLEDGE.terms(language))
    realiser = Realiser(catalogue, staged.reader, len(staged.situation.orders) > 1)
    facts = staged.situation.book.facts
    return [staged.edge.text(realiser.append(statement), facts)[0] for statement in statements]


def _named(statement: Statement, staged: Staged, language: str) -> str:
    """Return the name of a statement's benefit, among other benefits of its order."""
    of = statement.slots["of"]
    assert isinstance(of, ListSlot)
    alone = Statement("s0", "benefit.heading", statement.slots, statement.subject, frozenset(), "all", must_say=False)
    return _parts(staged, [alone], language)[0].rsplit(": ", 1)[-1].removesuffix(":").lower()


@pytest.mark.parametrize("language", LANGUAGES)
@_SETTINGS
@given(world=worlds(), chance=st.randoms(use_true_random=False), role=st.sampled_from([STAFF, CUSTOMER_VIEW]))
def test_the_last_name_before_a_sentence_is_its_own(language: str, world: World, chance: Random, role: Role) -> None:
    staged = stage(world, role, knowledge=KNOWLEDGE)
    everything = [s for s in staged.menu.statements if s.subject.order]
    chosen = chance.sample(everything, k=min(len(everything), 8))
    are_several = len(staged.situation.orders) > 1
    order = benefit = ""
    for statement, text in zip(chosen, _parts(staged, chosen, language), strict=True):
        named = [each for each in staged.world.orders if each in text]
        order = named[-1] if named else order
        if are_several:
            assert order == statement.subject.order, (statement.kind, text)
        if "of" in statement.slots:
            own = _named(statement, staged, language)
            assert own in text.lower() or benefit == own, (statement.kind, text)
            benefit = own
        elif not statement.subject.benefit_id or named:
            benefit = ""


def test_two_benefits_of_an_order_are_never_called_the_same() -> None:
    for seed in range(100):
        for order in stage(seeded(seed)).situation.orders:
            names = [
                slot_identity(benefit.name_slots["of"]) for benefit in order.benefits if "of" in benefit.name_slots
            ]

            assert len(set(names)) == len(names)
