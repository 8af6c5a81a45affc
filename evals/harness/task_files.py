"""Reads task files, one YAML document each, strictly: a mistake is refused before anything runs."""

import json
import re
from collections import Counter
from collections.abc import Hashable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from evals.harness.errors import NothingToRun, TaskInvalid
from evals.harness.task import Task

TASKS = Path(__file__).resolve().parents[1] / "tasks"
_SUFFIX = ".yaml"


class _StrictLoader(yaml.CSafeLoader):
    """Strict YAML: only true and false are booleans, a date stays text, and a duplicate key is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 -- PyYAML's own signature
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(set(keys)) != len(keys):
            raise yaml.constructor.ConstructorError(None, None, "a key is given twice", node.start_mark)
        return super().construct_mapping(node, deep=deep)


_BOOL, _TIMESTAMP = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in (_BOOL, _TIMESTAMP)]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_StrictLoader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


@cache
def suite_tasks() -> tuple[Task, ...]:
    """Return the tasks of the suite in the order of their ids; the files are read once in a process.

    Raises:
        TaskInvalid: as ``load_tasks``.
    """
    return load_tasks(TASKS)


def load_tasks(folder: Path) -> tuple[Task, ...]:
    """Read every task of a folder and its subfolders, in the order of their ids.

    Raises:
        TaskInvalid: with one line for each problem of any file.
        NothingToRun: when there is no task at all.
    """
    tasks: list[Task] = []
    problems: list[str] = []
    for path in sorted(folder.rglob(f"*{_SUFFIX}")):
        try:
            tasks.append(load_task(path))
        except TaskInvalid as error:
            problems.append(str(error))
    problems += [f"{name}: more than one file has this id" for name in _repeated(task.id for task in tasks)]
    if problems:
        raise TaskInvalid("\n".join(problems))
    if not tasks:
        raise NothingToRun(f"no task files in {folder}")
    return tuple(sorted(tasks, key=lambda task: task.id))


def load_task(path: Path) -> Task:
    """Read one task file, whose name must be the task's id.

    Raises:
        TaskInvalid: with one line for each problem.
    """
    try:
        # A loader that is stricter than PyYAML's safe_load.
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506
        # Through JSON: in strict mode pydantic then converts no scalars, but still reads times and sets.
        task = Task.model_validate_json(json.dumps(document))
    except yaml.YAMLError as error:
        raise TaskInvalid(f"{path.name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        raise TaskInvalid("\n".join(f"{path.name}: {line}" for line in _lines(error))) from error
    except (OSError, UnicodeDecodeError, TypeError) as error:
        raise TaskInvalid(f"{path.name}: cannot be read as a task: {error}") from error
    if path.stem != task.id:
        raise TaskInvalid(f"{path.name}: the file is named {path.stem!r} and the task {task.id!r}")
    return task


def select(tasks: Iterable[Task], *, ids: Iterable[str] = (), tags: Iterable[str] = ()) -> tuple[Task, ...]:
    """Return the tasks that have one of the ids and one of the tags; an empty selection matches every task.

    Raises:
        NothingToRun: when an id does not exist, or nothing is left.
    """
    wanted, labels = set(ids), set(tags)
    known = tuple(tasks)
    if missing := wanted - {task.id for task in known}:
        raise NothingToRun(f"no such task: {', '.join(sorted(missing))}")
    chosen = tuple(
        task for task in known if (not wanted or task.id in wanted) and (not labels or labels & set(task.tags))
    )
    if not chosen:
        raise NothingToRun(f"no task has the tag {', '.join(sorted(labels))}")
    return chosen


def _repeated(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _lines(error: ValidationError) -> list[str]:
    """Return a line for each mistake, leaving out those that only repeat a mistake within them."""
    details = error.errors(include_url=False, include_input=False)
    places = [detail["loc"] for detail in details]

    def has_a_cause_within(place: tuple[int | str, ...]) -> bool:
        return any(len(other) > len(place) and other[: len(place)] == place for other in places)

    return [
        f"{'.'.join(map(str, detail['loc'])) or 'task'}: {detail['msg']}"
        for detail in details
        if not has_a_cause_within(detail["loc"])
    ]
