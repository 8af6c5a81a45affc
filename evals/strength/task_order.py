"""In which order the tasks are run over a mutant: those first that probably notice it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from evals.strength.mutant import Mutant
from evals.strength.recording import RecordedRun, Recording

MOST_CPU_S = 6.0  # by the recording
FEWEST = 20  # that are run however long they take
_ORDERED = 100  # after so many the order hardly matters
_START_S = 0.05  # that every run costs: among very short ones the number counts as well


@dataclass(slots=True)
class Killers:
    """Which run noticed which earlier mutants, by function and by file."""

    _of_function: defaultdict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _of_file: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, path: str, function: str, run: str) -> None:
        self._of_function[path, function][run] += 1
        self._of_file[path][run] += 1

    def of(self, mutant: Mutant) -> list[str]:
        """Return the runs that noticed a neighbour: in the function, then in the file; the most frequent first."""
        near = self._of_function.get((mutant.path, mutant.function), Counter())
        return list(
            dict.fromkeys(run for found in (near, self._of_file[mutant.path]) for run, _ in found.most_common())
        )


class TaskOrder:
    """Orders runs by what they execute."""

    def __init__(self, recording: Recording, killers: Killers) -> None:
        self._recording = recording
        self._killers = killers
        self._positions = _positions(recording)
        self._whole = {run.name: self._as_number(recording.executed(run).items()) for run in recording.runs}

    def ordered(self, mutant: Mutant, runs: Sequence[RecordedRun]) -> list[RecordedRun]:
        """Return the runs: those that noticed neighbours of the mutant, then those that add most to what has run.

        Of a line that every task executes, most tasks do the same with it, and notice the same. So each next one is the
        run that adds most blocks to those before it for its time: by turns of the mutant's file, and of the product.
        """
        by_name = {run.name: run for run in runs}
        first = [by_name[name] for name in self._killers.of(mutant) if name in by_name]
        rest = [run for run in runs if run not in first]
        in_file = _by_addition(rest, {run.name: self._in_file(run, mutant.path) for run in rest})
        in_whole = _by_addition(rest, self._whole)
        return list(dict.fromkeys((*first, *(run for pair in zip(in_file, in_whole, strict=True) for run in pair))))

    def _in_file(self, run: RecordedRun, path: str) -> int:
        executed = self._recording.executed(run).items()
        return self._as_number((name, bits) for name, bits in executed if name.startswith(f"{path}:"))

    def _as_number(self, executed: Iterable[tuple[str, int]]) -> int:
        """Return blocks as the bits of one number."""
        whole = 0
        for name, bits in executed:
            whole |= bits << self._positions[name]
        return whole


def _positions(recording: Recording) -> dict[str, int]:
    """Return for each function where its blocks begin in a number that has room for all."""
    lengths: dict[str, int] = {}
    for run in recording.runs:
        for name, bits in recording.executed(run).items():
            lengths[name] = max(lengths.get(name, 0), bits.bit_length())
    starts = accumulate(lengths.values(), initial=0)
    return dict(zip(lengths, starts, strict=False))


def _by_addition(runs: Sequence[RecordedRun], blocks: Mapping[str, int]) -> list[RecordedRun]:
    """Return the runs so that each adds most to those before it; once none adds anything, as if from the start."""
    left, ordered, covered = list(runs), list[RecordedRun](), 0

    def added(run: RecordedRun) -> float:
        return (blocks[run.name] & ~covered).bit_count() / (run.cpu_s + _START_S)

    while left and len(ordered) < _ORDERED:
        best = max(left, key=added)
        if covered and not added(best):
            covered = 0
            continue
        covered |= blocks[best.name]
        left.remove(best)
        ordered.append(best)
    return [*ordered, *left]


def affordable(runs: Sequence[RecordedRun], *, cpu_s: float = MOST_CPU_S) -> list[RecordedRun]:
    """Return the first of the runs that together take so much CPU time; at least ``FEWEST``."""
    chosen: list[RecordedRun] = []
    spent_s = 0.0
    for run in runs:
        if spent_s >= cpu_s and len(chosen) >= FEWEST:
            break
        chosen.append(run)
        spent_s += run.cpu_s
    return chosen
