"""Chooses the mutants of a change."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from evals.harness.errors import HarnessError
from evals.harness.product_functions import PACKAGES, ROOT
from evals.strength.mutant import Mutant


def changed_mutants(mutants: Iterable[Mutant], base: str, root: Path = ROOT) -> list[Mutant]:
    """Return the mutants of the lines that differ from a commit."""
    lines = _changed_lines(base, root)
    return [mutant for mutant in mutants if lines.get(mutant.path, set()) & set(mutant.lines)]


def _changed_lines(base: str, root: Path) -> dict[str, set[int]]:
    command = ["git", "diff", "--unified=0", "--no-color", base, "--", *PACKAGES]
    ended = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)  # noqa: S603
    if ended.returncode:
        raise HarnessError(f"git cannot compare with {base!r}: {ended.stderr.strip()}")
    found: dict[str, set[int]] = {}
    path = ""
    for line in ended.stdout.splitlines():
        if line.startswith("+++ "):
            path = line.removeprefix("+++ b/")
        elif line.startswith("@@"):
            start, _, count = line.split(" ")[2].removeprefix("+").partition(",")
            found.setdefault(path, set()).update(range(int(start), int(start) + int(count or 1)))
    return found
