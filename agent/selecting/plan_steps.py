"""The statements that the steps of a plan name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.selecting import topic_plans
from agent.selecting.selector import Selected
from statements.menu import Menu
from statements.situation import BenefitScope, OrderScope
from statements.statement import Statement


@dataclass(frozen=True, slots=True)
class PlanSteps:
    """Takes from a menu what a plan names: of a step the first kind that is on it."""

    menu: Menu

    def kinds(self, kinds: Iterable[str], why: str, *, order: str | None = None) -> Iterator[Selected]:
        for kind in kinds:
            yield from (Selected(statement, why) for statement in self.menu.of(kind, order=order))

    def steps(
        self,
        steps: Iterable[topic_plans.Step],
        why: str,
        *,
        order: OrderScope | None = None,
        benefit: BenefitScope | None = None,
    ) -> Iterator[Selected]:
        for step in steps:
            alternatives = (step,) if isinstance(step, str) else step
            for kind in alternatives:
                found = self.of(kind, order, benefit)
                yield from (Selected(statement, why) for statement in found)
                if found:
                    break

    def of(self, kind: str, order: OrderScope | None, benefit: BenefitScope | None) -> tuple[Statement, ...]:
        statements = self.menu.of(kind)
        if benefit is not None:
            return tuple(s for s in statements if s.subject.benefit == benefit.subject.benefit)
        return statements if order is None else tuple(s for s in statements if s.subject.order == order.order_id)
