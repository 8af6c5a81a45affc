"""Rendered texts contain exactly the figures of their facts, in every language, and no other digit."""

from collections import Counter
from functools import cache

import pytest

from core.identity.tokens import Role
from evals.menu_oracle.generated_worlds import seeded
from evals.menu_oracle.knowledge import KNOWLEDGE
from evals.menu_oracle.staging import CUSTOMER_VIEW, STAFF, Staged, stage
from language.message_catalogue import LANGUAGES, load_catalogue
from language.template import Group, Node, Placeholder, Template
from statements.statement import FactSlot, IdSlot, ListSlot, Slots, TermSlot
from tests.statements.figure_reader import figures_in

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
                (facts if text.isdigit() else identifiers).append(text)  # the number of a benefit counts as a figure
            case TermSlot(key=key) if key.startswith("reason_code."):
                identifiers.append(key.removeprefix("reason_code."))
            case ListSlot(parts=parts):
                for part in parts:
                    inner = _shown_in(load_catalogue(language).parts[part.template], part.slots, staged, language)
                    facts += inner[0]
                    identifiers += inner[1]
    return facts, identifiers


def _quoted(shown: str) -> str:
    """Return a fact as the text shows it: a name is in quotation marks."""
    return shown if figures_in(shown, [])[shown] == 1 else f"“{shown}”"


def _names(nodes: tuple[Node, ...], slots: Slots) -> list[str]:
    """Return the values in a sentence on its own: placeholders, and those of every complete group."""
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
            if "of" in statement.slots and "of" not in template.names:  # a heading names its benefit
                heading = load_catalogue(language).template("benefit.heading", staged.reader)
                of_heading = _shown_in(heading, statement.slots, staged, language)
                facts, identifiers = facts + of_heading[0], identifiers + of_heading[1]
            text = staged.text([statement], language)
            read, checked = figures_in(text, identifiers), figures_in(" / ".join(map(_quoted, facts)), [])
            if read != checked:
                wrong.append((seed, statement.kind, text, read - checked, checked - read))

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_of_several_statements_adds_no_figure(language: str) -> None:
    for seed in _SEEDS:
        staged = _staged(seed, STAFF)
        statements, orders = list(staged.menu.statements), [*staged.world.orders]
        alone = Counter[str]()
        for statement in statements:
            alone += figures_in(staged.text([statement], language), orders)

        # What was named just before is left out, and nothing is added.
        assert figures_in(staged.text(statements, language), orders) <= alone
