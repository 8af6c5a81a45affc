"""The documents of the project, and what the tests of their text have in common."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_STATUS = re.compile(r"^- Status: (.+)$", re.MULTILINE)


def documents() -> list[Path]:
    """Return the Markdown files that the project maintains, in order; eval tasks and vendored files have none."""
    folders = (ROOT, ROOT / "web", ROOT / "findings")
    found = [path for folder in folders for path in folder.glob("*.md")]
    return sorted([*found, *(ROOT / "docs").rglob("*.md")])


def adrs() -> list[Path]:
    """Return the architecture decision records, in order."""
    return sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))


def status(adr: Path) -> str:
    """Return the status line of an ADR.

    Raises:
        ValueError: if it has none.
    """
    match = _STATUS.search(adr.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{adr.name} has no status")
    return match[1]


def is_superseded(document: Path) -> bool:
    """Whether a document is an ADR superseded as a whole, which may use names that no longer exist."""
    return document in adrs() and status(document).startswith("Superseded")


def relative(path: Path) -> str:
    """Return a path from the root of the project, for messages."""
    return str(path.relative_to(ROOT))


def code_spans(text: str) -> Iterator[str]:
    """Yield the text of each code span, and each line of a fenced block."""
    for number, part in enumerate(text.split("```")):
        if number % 2:
            yield from part.splitlines()[1:]
        else:
            yield from re.findall(r"`([^`\n]+)`", part)
