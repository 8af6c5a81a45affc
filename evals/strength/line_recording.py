"""Which runs execute which lines of the product."""

import hashlib
import pickle
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from coverage import Coverage

from evals.harness.product_functions import PACKAGES, ROOT

Lines = Mapping[str, Sequence[int]]  # by path from the root

_CACHE = ROOT / ".strength"
_FORMAT = 2
_SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """A task on a tier, or a unit test. ``is_green``: it passes without any fault, so its failure means something."""

    name: str
    cpu_s: float
    is_green: bool
    line_count: int = 0  # of the product, that it executes


@dataclass(slots=True)
class LineRecording:
    """The runs, and for each line the set of those that execute it, as the bits of a number."""

    runs: list[RecordedRun] = field(default_factory=list)
    by_line: dict[tuple[str, int], int] = field(default_factory=dict)
    once: set[tuple[str, int]] = field(default_factory=set)  # executed when a process starts, or at its first task

    def add(self, run: RecordedRun, lines: Lines) -> None:
        bit = 1 << len(self.runs)
        self.runs.append(replace(run, line_count=sum(len(set(numbers)) for numbers in lines.values())))
        for path, numbers in lines.items():
            for number in numbers:
                self.by_line[path, number] = self.by_line.get((path, number), 0) | bit

    def of(self, path: str, lines: Iterable[int]) -> list[RecordedRun]:
        """Return the green runs that execute one of the lines, in the order in which they were recorded."""
        bits = 0
        for number in lines:
            bits |= self.by_line.get((path, number), 0)
        return [run for number, run in enumerate(self.runs) if bits >> number & 1 and run.is_green]

    def of_file(self, path: str) -> list[RecordedRun]:
        """Return the green runs that execute any line of a file."""
        return self.of(path, [number for known, number in self.by_line if known == path])


class LineTrace:
    """Traces the lines of the product that this process executes, in its threads as well, by what is being run.

    Started before children are forked, it goes on in each of them, which costs less than to start it there.
    """

    def __init__(self) -> None:
        folders = [f"{ROOT}/{package}/*" for package in PACKAGES]
        self._coverage = Coverage(data_file=None, config_file=False, include=folders, messages=False)

    @contextmanager
    def running(self) -> Iterator["LineTrace"]:
        """Trace while the block runs."""
        self._coverage.start()
        try:
            yield self
        finally:
            self._coverage.stop()

    def begin(self, name: str) -> None:
        """Count what is executed from now on for this name."""
        self._coverage.switch_context(name)

    def finished(self) -> dict[str, dict[str, list[int]]]:
        """End the trace, and return the lines of each file for each name."""
        self._coverage.stop()
        data = self._coverage.get_data()
        found: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for path in data.measured_files():
            relative = str(Path(path).relative_to(ROOT))
            for number, names in data.contexts_by_lineno(path).items():
                for name in names:
                    found[name][relative].append(number)
        return {name: dict(files) for name, files in found.items()}


def cached(name: str, folders: Iterable[str], record: Callable[[], LineRecording]) -> LineRecording:
    """Return the recording of the last run if nothing in the folders has changed since; otherwise record again."""
    path = _CACHE / f"{name}.pickle"
    key = (_FORMAT, _digest(folders))
    if path.exists():
        known, recording = pickle.loads(path.read_bytes())  # noqa: S301 -- written below
        if known == key and isinstance(recording, LineRecording):
            return recording
    recording = record()
    _CACHE.mkdir(exist_ok=True)
    path.write_bytes(pickle.dumps((key, recording)))
    return recording


def _digest(folders: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for path in _files(folders):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folders: Iterable[str]) -> Iterator[Path]:
    for folder in sorted(folders):
        for path in sorted((ROOT / folder).rglob("*")):
            is_left_out = {"__pycache__", _SEALED} & set(path.parts)
            if path.is_file() and not is_left_out and ROOT / "evals" / "strength" not in path.parents:
                yield path
