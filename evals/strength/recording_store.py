"""Keeps what was recorded of each unit (a run of the suite, or a file of tests) until something it depends on changes.

A unit depends on its text, on the functions that it executes, and on what their modules do at import. It is not
recorded again when a check or a data file changes, which seldom changes what runs: a run that notices a mutant is
repeated without it afterwards.
"""

import hashlib
import pickle
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.harness.product_functions import ROOT
from evals.strength.probing import BlockSets
from evals.strength.product_sources import ProductSources
from evals.strength.recording import RecordedRun

FOLDER = ROOT / ".strength"
_FORMAT = 4  # of the file
_LENGTH = 8  # of the length of an entry, in bytes


@dataclass(frozen=True, slots=True)
class RecordedUnit:
    """The runs of a unit: one of a task, all those of a test file. ``own`` is the digest of its text."""

    name: str
    own: str
    runs: tuple[tuple[RecordedRun, BlockSets], ...]
    said: str = ""

    @property
    def functions(self) -> set[str]:
        return {function for _, executed in self.runs for function in executed}

    @property
    def is_green(self) -> bool:
        return all(run.is_green for run, _ in self.runs)


class RecordingStore:
    """A file that units are appended to as they are recorded. Of two entries of a unit, the later one counts."""

    def __init__(self, name: str, sources: ProductSources, folder: Path = FOLDER) -> None:
        self._path = folder / f"{name}.{_FORMAT}.recording"
        self._sources = sources
        self._known: dict[str, tuple[str, RecordedUnit]] = {}
        count = 0
        for digest, unit in self._read():
            self._known[unit.name] = (digest, unit)
            count += 1
        if count > 2 * len(self._known):
            self._rewrite()

    def valid(self, owns: Mapping[str, str]) -> list[RecordedUnit]:
        """Return the units that need not be recorded again. ``owns`` has the digest of the text of each one wanted.

        A run that failed is always recorded again.
        """
        found = []
        for name, own in owns.items():
            digest, unit = self._known.get(name, ("", None))
            if unit is not None and unit.own == own and unit.is_green and digest == self._digest(unit.functions):
                found.append(unit)
        return found

    def append(self, unit: RecordedUnit) -> None:
        self._path.parent.mkdir(exist_ok=True)
        digest = self._digest(unit.functions)
        self._known[unit.name] = (digest, unit)
        with self._path.open("ab") as file:
            file.write(_framed((digest, unit)))

    def forget(self, names: Iterable[str]) -> None:
        """Have these units recorded again the next time."""
        gone = self._known.keys() & set(names)
        for name in gone:
            del self._known[name]
        if gone:
            self._rewrite()

    def _digest(self, functions: Iterable[str]) -> str:
        """Return a digest of the functions' texts as they are now, and of their modules."""
        whole = hashlib.sha256()
        for function in sorted(functions):
            whole.update(f"{function}={self._sources.digest(function)}\n".encode())
        return whole.hexdigest()[:16]

    def _read(self) -> Iterator[tuple[str, RecordedUnit]]:
        content = self._path.read_bytes() if self._path.exists() else b""
        begin = 0
        while begin + _LENGTH <= len(content):
            end = begin + _LENGTH + int.from_bytes(content[begin : begin + _LENGTH], "big")
            if end > len(content):
                break  # the recording was stopped while it wrote
            yield pickle.loads(zlib.decompress(content[begin + _LENGTH : end]))  # noqa: S301 -- written by `append`
            begin = end
        if begin < len(content):
            self._path.write_bytes(content[:begin])

    def _rewrite(self) -> None:
        self._path.write_bytes(b"".join(map(_framed, self._known.values())))


def _framed(entry: tuple[str, RecordedUnit]) -> bytes:
    content = zlib.compress(pickle.dumps(entry), 1)
    return len(content).to_bytes(_LENGTH, "big") + content


def digest_of_files(paths: Iterable[Path]) -> str:
    """Return a digest of the names and contents of files."""
    whole = hashlib.sha256()
    for path in sorted(set(paths)):
        whole.update(f"{path.relative_to(ROOT)}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]
