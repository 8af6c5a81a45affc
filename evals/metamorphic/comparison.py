"""Compares the answers of a related task with those of the task that it was made of."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from evals.checks.base import CheckFinding
from evals.harness.results import TaskResult
from evals.harness.transcript import SeenTurn
from evals.metamorphic.aspects import Aspect, seen_of
from evals.metamorphic.relation import RelatedTask, Relation
from evals.metamorphic.relations import RELATIONS

RELATION = "relation"  # the name that its findings have, as a check's


def compared(results: Sequence[TaskResult]) -> tuple[TaskResult, ...]:
    """Return the results, with a finding for each difference between a related task and its base on the same tier."""
    bases = {(result.task.id, result.tier): result for result in results}
    return tuple(_judged(result, bases.get((_base_id(result), result.tier))) for result in results)


def _base_id(result: TaskResult) -> str:
    return result.task.base.id if isinstance(result.task, RelatedTask) else ""


def _judged(result: TaskResult, base: TaskResult | None) -> TaskResult:
    task = result.task
    if not isinstance(task, RelatedTask) or result.error is not None:
        return result
    if base is None or base.error is not None:
        return replace(result, error=f"{task.base.id}, which it is compared with, was not completed")
    relation = RELATIONS[task.relation]
    findings = [
        CheckFinding(second, RELATION, line)
        for first, second in task.compares
        for line in differences(relation, base.turns[first - 1], result.turns[second - 1])
    ]
    return replace(result, findings=(*result.findings, *findings))


def differences(relation: Relation, first: SeenTurn, second: SeenTurn) -> Iterator[str]:
    """Yield a line for each aspect that is not as the relation requires, with both questions and the difference."""
    asked = f"{relation.name}: {first.question!r}, asked {relation.what} as {second.question!r}"
    for aspect in Aspect:
        one, other = seen_of(aspect, first), seen_of(aspect, second)
        if aspect in relation.equal and one != other:
            yield f"{asked}, has other {aspect.value}: {_difference(one, other)}"
        if aspect in relation.differ and one == other:
            yield f"{asked}, has the same {aspect.value}: {_listed(one)}"
        if aspect in relation.absent and other:
            yield f"{asked}, has {aspect.value}: {_listed(other)}"


def _difference(one: frozenset[str], other: frozenset[str]) -> str:
    sides = {"only the first": one - other, "only the second": other - one}
    return "; ".join(f"{side} has {_listed(found)}" for side, found in sides.items() if found)


def _listed(found: frozenset[str]) -> str:
    return " | ".join(sorted(found)) or "nothing"
