"""The interface of a selector, and the task that it solves."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from agent.reading.question import Question
from statements.approved_texts import ApprovedText
from statements.menu import Menu, Step
from statements.situation import BenefitScope, InstallmentScope, OrderScope, Situation
from statements.statement import Statement


@dataclass(frozen=True, slots=True)
class Selected:
    """A statement and the reason for which it was chosen, for diagnostics."""

    statement: Statement
    why: str


@dataclass(frozen=True, slots=True)
class SelectionTask:
    """The question and what to choose from. ``earlier_statements`` are the ids of statements in earlier turns."""

    menu: Menu
    situation: Situation
    question: Question
    earlier_statements: frozenset[str] = frozenset()
    explained_orders: frozenset[str] = frozenset()  # that earlier turns were about
    texts: Mapping[str, ApprovedText] = field(default_factory=dict)  # approved texts by the key of their term
    last_digits: Callable[[str], str] = str  # of a gift card, by its token

    def follow(
        self, plan: Iterable[Step], why: str, *, order: OrderScope | None = None, benefit: BenefitScope | None = None
    ) -> list[Selected]:
        """Return what a plan selects from the menu, about one order or benefit or about all."""
        return [Selected(statement, why) for statement in self.menu.follow(plan, order=order, benefit=benefit)]

    def card_last_digits(self, installment: InstallmentScope) -> str:
        """Return the last digits of an installment's gift card; empty where it has none."""
        card = installment.found.issuance.gift_card_id
        return self.last_digits(card) if card else ""


class Selector(Protocol):
    """Chooses statements from a menu, in reading order."""

    def select(self, task: SelectionTask) -> list[Selected]: ...


def statement_ids(selected: Iterable[Selected]) -> frozenset[str]:
    """Return the ids of the selected statements."""
    return frozenset(each.statement.statement_id for each in selected)
