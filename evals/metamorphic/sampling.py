"""Draws which relation is applied to which tasks: spread over worlds, by a seed, so that a draw can be repeated."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

import yaml

from evals.harness.task import Task
from evals.metamorphic.cases import related_task
from evals.metamorphic.known_differences import KnownDifferences
from evals.metamorphic.relation import RelatedTask, Relation
from evals.metamorphic.relations import RELATIONS
from evals.tiers.tier import GATING

_HEAD = """\
# Which tasks each relation is applied to in every run. Drawn by `rewards-agent evals relations --draw {seed}`, and
# committed, so that a new task changes no run but its own.
"""


def drawn(tasks: Iterable[Task], *, seed: int, each: int, known: KnownDifferences) -> dict[str, list[str]]:
    """Return the ids of ``each`` tasks, or of as many as there are, for every relation."""
    # Both tiers, so that either may be chosen; one question, so that a finding is short.
    simple = [task for task in tasks if task.tiers == GATING and len(task.turns) <= 2]
    return {
        name: sorted(task.id for task in islice(_spread(simple, relation, seed, known), each))
        for name, relation in RELATIONS.items()
    }


def sample_text(sample: dict[str, list[str]], *, seed: int) -> str:
    return _HEAD.format(seed=seed) + yaml.safe_dump(sample, sort_keys=False)


def every_nth(related: Iterable[RelatedTask], *, seed: int, nth: int) -> tuple[RelatedTask, ...]:
    """Return about one of ``nth`` of the related tasks, chosen by their ids."""
    return tuple(task for task in related if rank(seed, task.id) % nth == 0)


def rank(seed: int, name: str) -> int:
    """Return a number that a seed gives to a name, the same in every process."""
    return int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest()[:8], "big")


def _spread(tasks: Iterable[Task], relation: Relation, seed: int, known: KnownDifferences) -> Iterator[Task]:
    """Yield the tasks that a relation applies to: one of each world first, then a second of each, and so on."""
    by_world: dict[str, list[Task]] = {}
    for task in sorted(tasks, key=lambda task: rank(seed, f"{relation.name} {task.id}")):
        related = related_task(task, relation)
        if related is not None and related.id not in known:
            by_world.setdefault(task.world, []).append(task)
    worlds = sorted(by_world, key=lambda world: rank(seed, f"{relation.name} {world}"))
    for place in range(max(map(len, by_world.values()), default=0)):
        yield from (by_world[world][place] for world in worlds if place < len(by_world[world]))
