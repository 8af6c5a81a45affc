"""Where tasks and worlds come from: the suite's own folders, or those of another team."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from evals.answers.answer_files import CORPUS
from evals.answers.answer_task import AnswerGroup
from evals.harness.errors import TaskInvalid, WorldInvalid
from evals.harness.task import Task
from evals.harness.task_files import TASKS, load_tasks
from evals.harness.world import WORLDS
from evals.metamorphic.cases import all_tasks
from evals.metamorphic.relation import RelatedTask


@dataclass(frozen=True, slots=True)
class TaskSources:
    """The folders that tasks are read from, and those in which their worlds are looked up."""

    tasks: tuple[Path, ...] = (TASKS,)
    worlds: tuple[Path, ...] = (WORLDS,)

    @classmethod
    def chosen(cls, tasks: Sequence[Path], worlds: Sequence[Path]) -> "TaskSources":
        """Return these folders. Tasks replace the suite's; worlds are added to the suite's.

        Raises:
            TaskInvalid: if one of the first is not a folder.
            WorldInvalid: if one of the second is not, or if two folders have a world of the same name.
        """
        for folder in tasks:
            if not folder.is_dir():
                raise TaskInvalid(f"no folder of tasks: {folder}")
        for folder in worlds:
            if not folder.is_dir():
                raise WorldInvalid(f"no folder of worlds: {folder}")
        names = [path.stem for folder in (WORLDS, *worlds) for path in folder.glob("*.jsonl")]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise WorldInvalid(f"more than one world of this name: {', '.join(twice)}")
        return cls(tuple(tasks) or (TASKS,), (*worlds, WORLDS))

    @property
    def are_own(self) -> bool:
        """Whether these are the tasks of the suite, which its baseline and its recordings are about."""
        return self.tasks == (TASKS,)

    def load(self) -> tuple[Task, ...]:
        """Read every task, in the order of their ids; with the suite's own, the related tasks of the sample.

        Raises:
            TaskInvalid: with one line for each problem of any file; also if two folders have a task of the same id.
            NothingToRun: if a folder has none.
        """
        if self.are_own:
            return all_tasks()
        tasks = [task for folder in self.tasks for task in load_tasks(folder)]
        ids = [task.id for task in tasks]
        if twice := sorted({task_id for task_id in ids if ids.count(task_id) > 1}):
            raise TaskInvalid("\n".join(f"{task_id}: more than one file has this id" for task_id in twice))
        return tuple(sorted(tasks, key=lambda task: task.id))


@dataclass(frozen=True, slots=True)
class TaskPlace:
    """A line of a task's file, from 1. The path is relative to the working directory if the file is below it."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class TaskPlaces:
    """Finds the lines of tasks in the files of some folders."""

    def __init__(self, folders: Sequence[Path] = (TASKS,)) -> None:
        self._folders = tuple(folders)
        self._parsed: dict[str, tuple[Path, yaml.Node | None] | None] = {}

    def place(self, task: Task, *keys: str | int) -> TaskPlace | None:
        """Return the line of what these keys lead to, or of the last of them that is written; None without a file.

        A number is a position in a list, from 0: ``place(task, "turns", 0, "expect", "amounts")``. A related task has
        no file: its place is that of the task which it was made from. A turn of a group of answers is an entry of the
        corpus.
        """
        if isinstance(task, AnswerGroup):
            number = next((key for key in keys if isinstance(key, int)), 0)
            return _place_of_answer(task.members[number].answer.id)
        if (parsed := self._file(task.base.id if isinstance(task, RelatedTask) else task.id)) is None:
            return None
        path, node = parsed
        line = node.start_mark.line if node is not None else 0
        for key in keys:
            found = _child(node, key)
            if found is None:
                break
            line, node = found
        return TaskPlace(_shown(path), line + 1)

    def _file(self, task_id: str) -> tuple[Path, yaml.Node | None] | None:
        if task_id not in self._parsed:
            paths = [path for folder in self._folders for path in folder.rglob(f"{task_id}.yaml")]
            self._parsed[task_id] = (paths[0], _composed(paths[0])) if paths else None
        return self._parsed[task_id]


def _place_of_answer(answer_id: str) -> TaskPlace | None:
    places = (
        TaskPlace(_shown(path), number)
        for path in sorted(CORPUS.glob("*.yaml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if line == f"- id: {answer_id}"
    )
    return next(places, None)


def _composed(path: Path) -> yaml.Node | None:
    """Return the nodes of a task's file, which was loaded before.

    By the loader of ``load_task``: PyYAML's other ones refuse some of what it accepts, such as a question mark in a
    flow mapping.
    """
    composed: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return composed


def _child(node: yaml.Node | None, key: str | int) -> tuple[int, yaml.Node] | None:
    """Return the line, from 0, on which a value begins or its key is written, and the value."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name.start_mark.line, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.line, node.value[key]
    return None


def _shown(path: Path) -> str:
    here = Path.cwd()
    whole = path.resolve()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else str(path)
