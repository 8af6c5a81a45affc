"""The menu of a turn: every statement that holds for what was looked up and that its viewer may see.

A kind is proven when it is first requested: the offline selector requests a few, a model is shown all of them.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from statements.cut_records import HOLDS_WHEN_CUT
from statements.kind import Scope, StatementKind
from statements.kinds.registry import BY_NAME, KINDS
from statements.situation import BenefitScope, OrderScope, Situation, Viewer
from statements.statement import Statement, StatementIds, Subject, statement_key

Step = str | tuple[str, ...]  # of a plan: a kind, or several of which the first that holds is taken


class Menu:
    """What may be stated in one situation, each proposition once."""

    def __init__(self, situation: Situation, ids: StatementIds) -> None:
        self._situation = situation
        self._ids = ids
        self._audiences = ("all", "staff") if situation.viewer is Viewer.STAFF else ("all", "customer")
        self._proven: dict[str, tuple[Statement, ...]] = {}

    def of(
        self, kind: str, *, order: OrderScope | None = None, benefit: BenefitScope | None = None
    ) -> tuple[Statement, ...]:
        """Return the statements of a kind, of one order or benefit or of all.

        There are none of a kind that this viewer may not see, or that may be false where records are left out.
        """
        if kind not in self._proven:
            self._proven[kind] = tuple(self._prove(BY_NAME[kind]))
        found = self._proven[kind]
        if benefit is not None:
            wanted = benefit.subject.benefit
            return tuple(s for s in found if s.subject.benefit == wanted)
        return found if order is None else tuple(s for s in found if s.subject.order == order.order_id)

    def follow(
        self, plan: Iterable[Step], *, order: OrderScope | None = None, benefit: BenefitScope | None = None
    ) -> list[Statement]:
        """Return the statements that a plan names, in its order, about one order or benefit or about all."""
        found: list[Statement] = []
        for step in plan:
            for kind in (step,) if isinstance(step, str) else step:
                statements = self.of(kind, order=order, benefit=benefit)
                found += statements
                if statements:
                    break
        return found

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, in the order of their kinds."""
        return tuple(statement for kind in KINDS for statement in self.of(kind.name))

    @cached_property
    def by_id(self) -> dict[str, Statement]:
        return {statement.statement_id: statement for statement in self.statements}

    @cached_property
    def must_say(self) -> tuple[Statement, ...]:
        """The statements that may not be left out."""
        return tuple(statement for kind in KINDS if kind.must_say for statement in self.of(kind.name))

    def _prove(self, kind: StatementKind) -> Iterable[Statement]:
        if kind.audience not in self._audiences:
            return ()
        found: dict[str, Statement] = {}
        for scope, subject in self._scopes[kind.scope]:
            if scope.is_cut and kind.name not in HOLDS_WHEN_CUT:
                continue
            for slots in kind.proof(scope):
                key = statement_key(kind.name, subject, slots)
                if key not in found:
                    found[key] = Statement(
                        self._ids.id_of(key), kind.name, slots, subject, kind.answers, kind.audience, kind.must_say
                    )
        return found.values()

    @cached_property
    def _scopes(self) -> dict[Scope, list[tuple[Any, Subject]]]:
        orders = self._situation.orders
        benefits = [benefit for order in orders for benefit in order.benefits]
        return {
            Scope.TURN: [(self._situation, Subject())],
            Scope.ORDER: [(order, order.subject) for order in orders],
            Scope.BENEFIT: [(benefit, benefit.subject) for benefit in benefits],
            Scope.INSTALLMENT: [(each, each.subject) for benefit in benefits for each in benefit.installments],
            Scope.ITEM: [(each, each.subject) for benefit in benefits for each in benefit.items],
        }
