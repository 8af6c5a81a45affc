"""For kinds that no rows can produce today: outcomes in which they hold, and outcomes in which they do not."""

from collections.abc import Callable
from dataclasses import replace

from core.contract import Reason
from evals.menu_oracle.example_worlds import STORY
from evals.menu_oracle.staging import Staged, stage
from statements.situation import Situation
from tools.tool_outcome import FoundBenefit, FoundOrder

Patch = Callable[[FoundBenefit], FoundBenefit]


def patched(patch: Callable[[FoundOrder], FoundOrder]) -> Staged:
    """Return the story world with a patched order."""
    staged = stage(STORY)
    own = staged.situation
    outcomes = tuple(replace(outcome, orders=tuple(map(patch, outcome.orders))) for outcome in own.outcomes)
    situation = Situation(outcomes, own.book, own.now, own.zone, own.viewer, own.asked)
    return Staged(staged.world, staged.role, situation, staged.vault, staged.ids)


def _benefits(**changes: object) -> Callable[[FoundOrder], FoundOrder]:
    return lambda order: replace(order, benefits=tuple(replace(b, **changes) for b in order.benefits))  # type: ignore[arg-type]


def _as_it_is(order: FoundOrder) -> FoundOrder:
    return order


# By kind: a patch after which it holds, and a similar one after which it does not.
PATCHED = {
    "conflict.other": (_benefits(conflicts={"ofANewerService": "f1"}), _benefits(conflicts={"eligibleDiffers": "f1"})),
    "excess.over_issued_unknown": (_benefits(reasons={Reason.OVER_ISSUED: "f1"}), _as_it_is),
    "order.without_cashback": (lambda order: replace(order, benefits=()), _as_it_is),
}
