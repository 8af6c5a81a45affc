"""Which runs execute which blocks of the product."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from evals.strength.code_blocks import Block
from evals.strength.probing import BlockSets


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """A task on a tier, or a unit test. ``is_green``: it passes without any fault, so its failure means something."""

    name: str
    cpu_s: float
    is_green: bool


@dataclass(slots=True)
class Recording:
    """The runs, in the order in which they were added, and what each executes."""

    runs: list[RecordedRun] = field(default_factory=list)
    once: BlockSets = field(default_factory=dict)  # executed when a process starts, or at its first task
    said: dict[str, str] = field(default_factory=dict)  # what a run was answered, by its name
    _by_function: defaultdict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    _numbers: dict[str, int] = field(default_factory=dict)
    _sets: list[BlockSets] = field(default_factory=list)

    def add(self, run: RecordedRun, executed: BlockSets) -> None:
        number = len(self.runs)
        self.runs.append(run)
        self._numbers[run.name] = number
        self._sets.append(executed)
        for function, bits in executed.items():
            self._by_function[function].append((number, bits))

    def of(self, blocks: Iterable[Block]) -> list[RecordedRun]:
        """Return the green runs that execute one of the blocks, in the order in which they were added."""
        wanted: defaultdict[str, int] = defaultdict(int)
        for block in blocks:
            wanted[block.function] |= 1 << block.number
        return self._green(
            number for name, mask in wanted.items() for number, bits in self._by_function.get(name, ()) if bits & mask
        )

    def of_file(self, path: str) -> list[RecordedRun]:
        """Return the green runs that execute any block of a file."""
        names = [name for name in self._by_function if name.partition(":")[0] == path]
        return self._green(number for name in names for number, _ in self._by_function[name])

    def executed(self, run: RecordedRun) -> BlockSets:
        """Return what a run executes."""
        return self._sets[self._numbers[run.name]]

    def _green(self, numbers: Iterable[int]) -> list[RecordedRun]:
        return [self.runs[number] for number in sorted(set(numbers)) if self.runs[number].is_green]
