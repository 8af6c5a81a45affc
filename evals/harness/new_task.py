"""The skeleton of a task file, with a TODO wherever something has to be filled in."""

from pathlib import Path

from evals.harness.errors import HarnessError
from evals.harness.task_sources import TaskSources

_SKELETON = """\
id: {task_id}
why: TODO the mistake that this task guards against, as it happened, in a sentence.
tags: [staff]
world: {world}
now: "2026-11-23T10:00:00+05:30"
principal: {{role: support_agent, subject: ravi, case: CASE-TODO, customer: CUST-TODO}}
turns:
  - ask: TODO the question, as it was asked
    expect:
      outcome: answered
      amounts:
        - {{label: promised, amount: "0.00", currency: INR, because: "TODO the rows that it follows from"}}
"""


class TaskExists(HarnessError):
    """A file of this name exists already; it is not overwritten."""


def new_task(task_id: str, world: str, sources: TaskSources) -> Path:
    """Write the skeleton of a task and return its path.

    Raises:
        TaskExists: when there is a task of this name.
        HarnessError: when there is no such world.
    """
    require_world(world, sources)
    return write_task(task_id, _SKELETON.format(task_id=task_id, world=world), sources)


def require_world(world: str, sources: TaskSources) -> None:
    """Raise HarnessError unless there is a world of this name."""
    known = {path.stem for folder in sources.worlds for path in folder.glob("*.jsonl")}
    if world not in known:
        raise HarnessError(f"no such world: {world} (there are {', '.join(sorted(known))})")


def write_task(task_id: str, content: str, sources: TaskSources) -> Path:
    """Write a new task file into the folder of the tasks and return its path.

    Raises:
        TaskExists: when there is a file of this name.
    """
    path = sources.tasks[0] / f"{task_id}.yaml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError as error:
        raise TaskExists(f"{path.name} exists already") from error
    return path
