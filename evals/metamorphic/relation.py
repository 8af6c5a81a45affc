"""A relation between two tasks: the second is the first with one thing changed."""

from collections.abc import Callable
from dataclasses import dataclass

from evals.harness.task import Task
from evals.harness.world import Delivery
from evals.metamorphic.aspects import Aspect


@dataclass(frozen=True, slots=True)
class Changed:
    """The second task as a relation makes it."""

    task: Task  # with the expectations that still hold
    compares: tuple[tuple[int, int], ...]  # numbers of turns from 1: of the first task, and of the second
    delivery: Delivery = Delivery.AS_WRITTEN


@dataclass(frozen=True, slots=True)
class Relation:
    """What is changed, and what of the answers must then be equal, must differ, or must be absent from the second."""

    name: str
    what: str  # in the words of a finding: "the same question <what>"
    change: Callable[[Task], Changed | None]  # None where the relation does not apply to a task
    equal: frozenset[Aspect]
    differ: frozenset[Aspect] = frozenset()
    absent: frozenset[Aspect] = frozenset()


class RelatedTask(Task):
    """The second task of a relation. It is run and judged like any task, and then compared with the first."""

    base: Task
    relation: str
    compares: tuple[tuple[int, int], ...]
    delivery: Delivery
