"""The related tasks of a run: those of the committed sample, or all to which a relation applies."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from evals.answers.answer_task import with_answers
from evals.harness.errors import TaskInvalid
from evals.harness.task import Task
from evals.harness.task_files import suite_tasks
from evals.metamorphic.relation import RelatedTask, Relation
from evals.metamorphic.relations import RELATIONS

SAMPLE = Path(__file__).with_name("sample.yaml")


def all_tasks() -> tuple[Task, ...]:
    """Return the tasks of the files, those of the answers, and the related ones, in the order of their ids.

    Raises:
        AnswersInvalid: when an answer of the corpus cannot be used.
        TaskInvalid: when a file cannot be used, or the sample names what does not exist or does not apply.
    """
    written = suite_tasks()
    return tuple(sorted((*with_answers(written), *sampled(written)), key=lambda task: task.id))


def sampled(tasks: Iterable[Task], sample: Path = SAMPLE) -> tuple[RelatedTask, ...]:
    """Return the related tasks that a sample names.

    Raises:
        TaskInvalid: when it names a task or a relation that does not exist, or one that does not apply to the other.
    """
    by_id = {task.id: task for task in tasks}
    chosen: Mapping[str, list[str]] = yaml.safe_load(sample.read_text(encoding="utf-8"))
    found: list[RelatedTask] = []
    for name, ids in chosen.items():
        for number, task_id in enumerate(ids):
            base, relation = by_id.get(task_id), RELATIONS.get(name)
            related = related_task(base, relation) if base and relation else None
            if related is None:
                raise TaskInvalid(f"{sample.name}: {name} cannot be applied to {task_id}")
            # The two tiers take turns: a relation is about the question and the records, not about one selector.
            tier = related.tiers[number % len(related.tiers)]
            found.append(related.model_copy(update={"tiers": (tier,)}))
    return tuple(found)


def every_related(tasks: Iterable[Task], relations: Iterable[Relation] = RELATIONS.values()) -> Iterator[RelatedTask]:
    """Yield a related task for each task and each relation that applies to it."""
    wanted = tuple(relations)
    for task in tasks:
        yield from (related for relation in wanted if (related := related_task(task, relation)) is not None)


def related_task(base: Task, relation: Relation) -> RelatedTask | None:
    """Return the task that a relation makes of another; None where it does not apply."""
    changed = relation.change(base) if base.turns else None  # steps are no questions
    if changed is None:
        return None
    fields = {name: getattr(changed.task, name) for name in Task.model_fields}
    fields |= {
        "id": f"{base.id}-as-{relation.name}",
        "why": f"The same question {relation.what} was answered with other figures than {base.id}.",
        "tags": ("metamorphic", relation.name),
    }
    return RelatedTask.model_construct(
        **fields, base=base, relation=relation.name, compares=changed.compares, delivery=changed.delivery
    )
