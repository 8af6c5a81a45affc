"""Earlier reports, for the page: what each run's verdict was, what was found and what was said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.reporting.comparison import ReportInvalid, read_report
from evals.reporting.json_report import finding_line

_MOST_REPORTS = 10


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run in a report: verdict, findings and answers, as text."""

    verdict: str
    found: str
    said: str


@dataclass(frozen=True, slots=True)
class PastReport:
    """A report by the name of its file, and its runs by ``task@tier``, with ``#trial`` where there are several."""

    name: str
    runs: Mapping[str, RunRecord]


def read_history(folder: Path) -> tuple[PastReport, ...]:
    """Return the last ten reports of a folder by the names of their files, the oldest first.

    Raises:
        ReportInvalid: if the folder has no JSON report, or a file is none.
    """
    paths = sorted(folder.glob("*.json"))[-_MOST_REPORTS:]
    if not paths:
        raise ReportInvalid(f"no JSON report in {folder}")
    return tuple(PastReport(path.stem, records(read_report(path)["tasks"])) for path in paths)


def records(tasks: Iterable[Mapping[str, Any]]) -> dict[str, RunRecord]:
    """Return the runs of the entries that a JSON report has for them; of a baseline there are only verdicts."""
    return {
        run_key(task["id"], task["tier"], task.get("trial", 1)): RunRecord(
            verdict=task["verdict"],
            found="\n".join(map(finding_line, task.get("findings", ()))),
            said="\n\n".join(filter(None, (turn.get("text") for turn in task.get("turns", ())))),
        )
        for task in tasks
    }


def run_key(task_id: str, tier: str, trial: int) -> str:
    """Return the name of a run in the page."""
    return f"{task_id}@{tier}" + (f"#{trial}" if trial > 1 else "")


def as_data(reports: Sequence[PastReport]) -> dict[str, Any]:
    """Return the reports as JSON values. Texts are numbered: most are the same in every report."""
    numbers: dict[str, int] = {}

    def number(text: str) -> int:
        return numbers.setdefault(text, len(numbers))

    runs = [
        {key: [run.verdict, number(run.found), number(run.said)] for key, run in report.runs.items()}
        for report in reports
    ]
    return {
        "names": [report.name for report in reports],
        "runs": runs,
        "texts": list(numbers),
    }
