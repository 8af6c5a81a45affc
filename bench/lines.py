"""Compares the line counts of the packages for statements with those of the packages they replaced.

``python -m bench.lines`` counts non-blank lines of code and of data: of today's packages in the working tree, and of
the former ones at the last commit that had them, with ``git ls-tree`` and ``git show``.
"""

import subprocess  # git is asked for what is no longer in the tree
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

BEFORE = "6576206"
ROOMS_BEFORE = (
    "guardrails/grounding",
    "tools/set_sentences",
    "agent/offline",
    "guardrails/release.py",
    "guardrails/stream.py",
    "guardrails/model_seam.py",
    "agent/build.py",
    "agent/draft.py",
)
ROOMS_TODAY = (
    "statements",
    "language",
    "agent/reading",
    "agent/selecting",
    "agent/answer_builder.py",
    "agent/finished_answer.py",
    "guardrails/output",
    "guardrails/model_gateway.py",
)
_ROOT = Path(__file__).resolve().parents[1]
_DATA = (".yaml", ".yml", ".json", ".txt", ".md")


def lines_of(texts: Iterable[str]) -> int:
    """Return the number of non-blank lines."""
    return sum(bool(line.strip()) for text in texts for line in text.splitlines())


def today(room: str) -> dict[str, str]:
    """Return the files of a package in the working tree, by path."""
    place = _ROOT / room
    files = [place] if place.is_file() else sorted(place.rglob("*"))
    counted = (file for file in files if file.suffix in (".py", *_DATA) and "__pycache__" not in file.parts)
    return {str(file.relative_to(_ROOT)): file.read_text(encoding="utf-8") for file in counted}


def before(room: str, commit: str = BEFORE) -> dict[str, str]:
    """Return the files of a package at a commit, by path.

    Raises:
        subprocess.CalledProcessError: if there is no such commit.
    """
    names = _git("ls-tree", "-r", "--name-only", commit, "--", room).splitlines()
    return {name: _git("show", f"{commit}:{name}") for name in names if name.endswith((".py", *_DATA))}


def main() -> int:
    """Count and print."""
    table = Table("package", "files", "code", "data", title="non-blank lines")
    totals = []
    for title, rooms in (
        (f"before ({BEFORE})", {room: before(room) for room in ROOMS_BEFORE}),
        ("today", {room: today(room) for room in ROOMS_TODAY}),
    ):
        table.add_section()
        table.add_row(f"[bold]{title}[/bold]")
        sums = [0, 0, 0]
        for room, files in rooms.items():
            code = lines_of(text for name, text in files.items() if name.endswith(".py"))
            data = lines_of(text for name, text in files.items() if not name.endswith(".py"))
            sums = [total + more for total, more in zip(sums, (len(files), code, data), strict=True)]
            table.add_row(f"  {room}", str(len(files)), f"{code:,}", f"{data:,}")
        table.add_row("  together", str(sums[0]), f"{sums[1]:,}", f"{sums[2]:,}")
        totals.append(sums)
    Console().print(table)
    (_, code_before, data_before), (_, code, data) = totals
    whole = (code + data) / (code_before + data_before)
    print(f"today / before: code {code / code_before:.2f} x, with data {whole:.2f} x")
    return 0


def _git(*arguments: str) -> str:
    ran = subprocess.run(["git", *arguments], cwd=_ROOT, capture_output=True, text=True, check=True)  # noqa: S603, S607
    return ran.stdout


if __name__ == "__main__":
    raise SystemExit(main())
