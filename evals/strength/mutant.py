"""A fault that a machine made: one edit of one file."""

import difflib
import hashlib
from dataclasses import dataclass
from functools import cached_property

from evals.strength.source_file import Edit


@dataclass(frozen=True)
class Mutant:
    """One edit. ``function`` is the innermost function that it is in, "" at module level or in a data file.

    ``owner`` is the outermost one: a function that is not within another. ``lines`` are those of the edit, from 1.
    """

    path: str
    function: str
    owner: str
    operator: str
    edit: Edit
    lines: tuple[int, ...]
    before: str  # the changed lines
    after: str

    @cached_property
    def fingerprint(self) -> str:
        """An identifier that stays the same while the function keeps these lines, wherever they move in the file."""
        parts = (self.path, self.function, self.operator, self.before.strip(), self.after.strip())
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]

    @property
    def place(self) -> str:
        return f"{self.path}:{self.lines[0]}"

    @property
    def package(self) -> str:
        return self.path.partition("/")[0]

    @property
    def diff(self) -> str:
        """The changed lines as a diff without a header."""
        lines = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), n=0, lineterm="")
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def mutant_of(content: bytes, edit: Edit, *, path: str, operator: str, function: str = "", owner: str = "") -> Mutant:
    """Return the mutant that an edit of a file makes."""
    begin = content.rfind(b"\n", 0, edit.start) + 1
    after = content.find(b"\n", edit.end)
    end = len(content) if after < 0 else after
    first, last = (content.count(b"\n", 0, position) + 1 for position in (edit.start, max(edit.start, edit.end - 1)))
    lines = tuple(range(first, last + 1))
    changed = content[begin : edit.start] + edit.text.encode() + content[edit.end : end]
    before = content[begin:end].decode()
    return Mutant(path, function, owner, operator, edit, lines, before, changed.decode())
