"""The result of a benchmark: rows of figures compared with goals, as a printed table and as JSON."""

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

Bound = Literal["at most", "at least"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should reach. A missed goal is reported and fails nothing."""

    bound: Bound
    limit: float

    def is_met(self, figure: float) -> bool:
        return figure <= self.limit if self.bound == "at most" else figure >= self.limit


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. ``unit`` is ``ms``, ``requests/s``, ``bytes`` or ``x``, a ratio within one interleaved run."""

    group: str
    what: str
    figure: float
    unit: str
    goal: Goal | None = None

    @property
    def is_met(self) -> bool | None:
        return None if self.goal is None else self.goal.is_met(self.figure)


def quantile(samples: Sequence[float], share: float) -> float:
    """Return the quantile of the samples, interpolated linearly; of one sample, that sample."""
    ordered = sorted(samples)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def median_ratio(figures: Sequence[float], of: Sequence[float]) -> float:
    """Return the median of the ratios of each round, in which both ran interleaved.

    Raises:
        ValueError: if the two have a different number of rounds.
    """
    return statistics.median(figure / base for figure, base in zip(figures, of, strict=True))


def show(rows: Sequence[Row], *, title: str, console: Console | None = None) -> None:
    """Print the rows as a table."""
    table = Table("what", "figure", "goal", "", title=title)
    group = ""
    for row in rows:
        if row.group != group:
            table.add_section()
            table.add_row(f"[bold]{row.group}[/bold]")
            group = row.group
        goal = f"{row.goal.bound} {number(row.goal.limit)} {row.unit}" if row.goal else ""
        verdict = "" if row.is_met is None else "met" if row.is_met else "missed"
        table.add_row(f"  {row.what}", f"{number(row.figure)} {row.unit}", goal, verdict)
    (console or Console()).print(table)


def keep(rows: Sequence[Row], path: Path, *, settings: dict[str, int]) -> None:
    """Write the rows as JSON, with the machine and the settings of the measurement."""
    content = {
        "machine": {"cores": os.cpu_count(), "architecture": platform.machine(), "python": platform.python_version()},
        "settings": settings,
        "rows": [asdict(row) | {"figure": round(row.figure, 3), "isMet": row.is_met} for row in rows],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def number(figure: float) -> str:
    """Return a figure with a reasonable number of digits."""
    return f"{figure:,.0f}" if figure >= 1000 else f"{figure:.3g}" if figure < 10 else f"{figure:.1f}"
