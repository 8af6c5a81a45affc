"""The beginning of a task file: what has to be filled in, where it has to be."""

from pathlib import Path

from evals.harness.errors import HarnessError
from evals.harness.task_files import TASKS
from evals.harness.world import WORLDS

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
    """There is a file of this name already; it is not written over."""


def new_task(task_id: str, world: str, folder: Path = TASKS) -> Path:
    """Write the skeleton of a task, and give its file.

    Raises:
        TaskExists: when there is one of this name.
        HarnessError: when there is no such world.
    """
    if not (WORLDS / f"{world}.jsonl").exists():
        known = ", ".join(sorted(path.stem for path in WORLDS.glob("*.jsonl")))
        raise HarnessError(f"no such world: {world} (there are {known})")
    path = folder / f"{task_id}.yaml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_SKELETON.format(task_id=task_id, world=world))
    except FileExistsError as error:
        raise TaskExists(f"{path.name} exists already") from error
    return path
