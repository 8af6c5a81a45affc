"""How well personal data is found: recall and precision a type over the labelled texts in ``evals/pii``.

``python -m bench.pii_quality [FILE.jsonl ...]`` prints the table, and with ``--misses`` each text that went wrong. A
line of a file is ``{"text": ..., "spans": [{"start", "end", "type"}]}``, as ``rewards-agent redact`` prints them; a
text without spans is a look-alike.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from guardrails.pii import PiiDetector, Span, build_detector
from guardrails.pii.pii_types import PiiType

LABELLED = Path(__file__).parents[1] / "evals" / "pii"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what a person marked in it."""

    text: str
    spans: tuple[Span, ...]


@dataclass(slots=True)
class Quality:
    """Counts over some texts. A value counts as found when its place and its type are exactly those marked."""

    marked: Counter[PiiType] = field(default_factory=Counter)
    found: Counter[PiiType] = field(default_factory=Counter)
    right: Counter[PiiType] = field(default_factory=Counter)
    look_alikes: int = 0
    masked: list[str] = field(default_factory=list)
    wrong: list[tuple[Labelled, list[Span]]] = field(default_factory=list)

    def recall(self, kind: PiiType) -> float | None:
        return self.right[kind] / self.marked[kind] if self.marked[kind] else None

    def precision(self, kind: PiiType) -> float | None:
        return self.right[kind] / self.found[kind] if self.found[kind] else None


def read(path: Path) -> list[Labelled]:
    """Read one file of labelled texts."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Labelled(row["text"], tuple(Span(s["start"], s["end"], PiiType(s["type"])) for s in row["spans"]))
        for row in rows
    ]


def measure(texts: Iterable[Labelled], detector: PiiDetector) -> Quality:
    """Search every text and count."""
    quality = Quality()
    for labelled in texts:
        found = detector.find(labelled.text)
        quality.marked.update(span.type for span in labelled.spans)
        quality.found.update(span.type for span in found)
        quality.right.update(span.type for span in found if span in labelled.spans)
        if not labelled.spans:
            quality.look_alikes += 1
            if found:
                quality.masked.append(labelled.text)
        if found != list(labelled.spans):
            quality.wrong.append((labelled, found))
    return quality


def table_of(quality: Quality, *, title: str) -> Table:
    """Return a table of the figures by type, with those for look-alikes below."""
    table = Table("type", "marked", "recall", "precision", title=title)
    for kind in PiiType:
        if quality.marked[kind] or quality.found[kind]:
            table.add_row(
                kind.value, str(quality.marked[kind]), _share(quality.recall(kind)), _share(quality.precision(kind))
            )
    table.add_section()
    table.add_row("look-alikes", str(quality.look_alikes), f"{len(quality.masked)} masked", "")
    return table


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.3f}"


def main() -> int:
    """Print a table for each file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(LABELLED.glob("*.jsonl")), metavar="FILE.jsonl")
    parser.add_argument("--misses", action="store_true", help="print what went wrong")
    arguments = parser.parse_args()
    detector, console = build_detector(), Console()
    for path in arguments.files:
        quality = measure(read(path), detector)
        console.print(table_of(quality, title=f"{path.name}: {sum(quality.marked.values())} values"))
        for labelled, found in quality.wrong if arguments.misses else ():
            console.print(f"{labelled.text!r}\n  marked {_words(labelled.text, labelled.spans)}", markup=False)
            console.print(f"  found  {_words(labelled.text, found)}", markup=False)
    return 0


def _words(text: str, spans: Iterable[Span]) -> str:
    return ", ".join(f"{span.type.value} {text[span.start : span.end]!r}" for span in spans) or "nothing"


if __name__ == "__main__":
    raise SystemExit(main())
