"""A reader of a text finds the figures of the facts in it, in every language, and no digit stands beside them."""

from collections import Counter
from functools import cache

import pytest

from core.identity.tokens import Role
from language.message_catalogue import LANGUAGES, load_catalogue
from language.template import Group, Node, Placeholder, Template
from statements.slots import FactSlot, IdSlot, ListSlot, Slots, TermSlot
from tests.statements.figures import figures_in
from tests.statements.knowledge import KNOWLEDGE
from tests.statements.staging import CUSTOMER_VIEW, STAFF, Staged, stage
from tests.statements.stories import seeded

pytestmark = pytest.mark.slow

_SEEDS = range(60)


@cache
def _staged(seed: int, role: Role) -> Staged:
    return stage(seeded(seed), role, knowledge=KNOWLEDGE)


def _shown_in(template: Template, slots: Slots, staged: Staged, language: str) -> tuple[list[str], list[str]]:
    """Return the facts that a sentence shows, as the viewer reads them, and its identifiers."""
    facts: list[str] = []
    identifiers: list[str] = []
    for name in _names(template.nodes, slots):
        match slots[name]:
            case FactSlot(fact_id=fact_id):
                facts.append(staged.shown(fact_id))
            case IdSlot(text=text):
                (facts if text.isdigit() else identifiers).append(text)  # the number of a benefit is read as a figure
            case TermSlot(key=key) if key.startswith("reason_code."):
                identifiers.append(key.removeprefix("reason_code."))
            case ListSlot(parts=parts):
                for part in parts:
                    inner = _shown_in(load_catalogue(language).parts[part.template], part.slots, staged, language)
                    facts += inner[0]
                    identifiers += inner[1]
    return facts, identifiers


def _quoted(shown: str) -> str:
    """Return a fact as the text shows it: a name stands in quotation marks."""
    return shown if figures_in(shown, [])[shown] == 1 else f"“{shown}”"


def _names(nodes: tuple[Node, ...], slots: Slots) -> list[str]:
    """Return what a sentence by itself shows: a place, and the places of every group that is whole."""
    places = [node.name for node in nodes if isinstance(node, Placeholder)]
    whole = [node for node in nodes if isinstance(node, Group) and all(name in slots for name in node.names)]
    return places + [each.name for group in whole for each in group.nodes if isinstance(each, Placeholder)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [STAFF, CUSTOMER_VIEW])
def test_the_figures_of_a_sentence_are_those_of_its_facts(role: Role, language: str) -> None:
    wrong = []
    for seed in _SEEDS:
        staged = _staged(seed, role)
        for statement in staged.menu.statements:
            template = load_catalogue(language).template(statement.kind, staged.reader)
            facts, identifiers = _shown_in(template, statement.slots, staged, language)
            if "of" in statement.slots and "of" not in template.names:  # its benefit is named before it
                heading = load_catalogue(language).template("benefit.heading", staged.reader)
                of_heading = _shown_in(heading, statement.slots, staged, language)
                facts, identifiers = facts + of_heading[0], identifiers + of_heading[1]
            text = staged.text([statement], language)
            read, told = figures_in(text, identifiers), figures_in(" / ".join(map(_quoted, facts)), [])
            if read != told:
                wrong.append((seed, statement.kind, text, read - told, told - read))

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_of_several_statements_adds_no_figure(language: str) -> None:
    for seed in _SEEDS:
        staged = _staged(seed, STAFF)
        statements, orders = list(staged.menu.statements), [*staged.world.orders]
        alone = Counter[str]()
        for statement in statements:
            alone += figures_in(staged.text([statement], language), orders)

        # What was just named is left out, and nothing is added.
        assert figures_in(staged.text(statements, language), orders) <= alone
