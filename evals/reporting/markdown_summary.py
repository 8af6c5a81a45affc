"""The report as a summary in Markdown, for a comment on a pull request or the summary of a job."""

from collections.abc import Iterable, Iterator

from evals.harness.results import SuiteResult
from evals.harness.task_sources import TaskPlaces
from evals.reporting.comparison import Comparison
from evals.reporting.failures import FailedTask, block_lines, failed_tasks
from evals.reporting.terminal_report import last_line

_MOST_BLOCKS = 20  # a comment has a limit of 65,536 characters


def as_markdown(suite: SuiteResult, places: TaskPlaces, drift: Comparison | None = None) -> str:
    """Return the verdict, a table of the tasks that did not pass, and a folded block for each."""
    return "\n".join(_lines(suite, failed_tasks(suite, places), drift)) + "\n"


def _lines(suite: SuiteResult, failed: list[FailedTask], drift: Comparison | None) -> Iterator[str]:
    yield f"## Evals: {'passed' if suite.exit_status == 0 else 'failed'}"
    yield ""
    yield last_line(suite, drift) + "."
    if failed:
        yield from ("", "| task | world | tiers | what is wrong | where |", "|---|---|---|---|---|")
        yield from (_row(block) for block in failed)
    for probe in suite.probes:
        if probe.error or probe.findings:
            yield from ("", f"Probe `{probe.name}`: {_plain(probe.error or '; '.join(probe.findings))}")
    if drift is not None and drift.lines():
        yield from ("", "Difference to the baseline:", "", *(f"- {_plain(line)}" for line in drift.lines()))
    for block in failed[:_MOST_BLOCKS]:
        lines = list(block_lines(block))
        fence = "`" * (max(map(_longest_fence, lines), default=0) + 3)
        yield from ("", f"<details><summary>{block.task.id}</summary>", "", fence, *lines, fence, "", "</details>")
    if len(failed) > _MOST_BLOCKS:
        yield from ("", f"{len(failed) - _MOST_BLOCKS} more are in the report.")


def _row(block: FailedTask) -> str:
    where = next((failure.place for failure in block.failures if failure.place), block.place)
    cells = (block.task.id, block.task.world, ", ".join(block.tiers), block.headline, str(where or ""))
    return f"| {' | '.join(map(_plain, cells))} |"


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is, in a line."""
    plain = " ".join(text.split())
    for sign in "\\`*_{}[]<>|#":
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def _longest_fence(line: str) -> int:
    return max(map(len, _backticks(line)), default=0)


def _backticks(line: str) -> Iterable[str]:
    return "".join(sign if sign == "`" else " " for sign in line).split()
