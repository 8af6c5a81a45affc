"""The report of a run for the terminal: a table, a block for each task that did not pass, and a last line."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.harness.results import RunVerdict, SuiteResult
from evals.harness.task_sources import TaskPlaces
from evals.reporting.comparison import Comparison, clustered
from evals.reporting.failures import block_lines, failed_tasks
from evals.reporting.live_models import live_lines, recorded_line, trial_rows
from evals.reporting.redaction import shown
from evals.reporting.summary import figures_of
from evals.tiers.tier import Tier

_STYLES = {RunVerdict.PASSED: "green", RunVerdict.FAILED: "bold red", RunVerdict.BROKEN: "bold magenta"}


def print_report(suite: SuiteResult, console: Console, *, places: TaskPlaces, drift: Comparison | None = None) -> None:
    """Print a line for each run, a block for each task that did not pass, and the totals; the last line sums it up.

    ``drift`` is what differs from the baseline; None if the run was not compared with one.
    """
    console.print(_runs(suite))
    if suite.live is not None:
        console.print(_trials(suite))
    for line in _lines(suite, places, drift):
        console.print(line, soft_wrap=True)  # a line stays one, whatever the width
    style = "bold green" if suite.exit_status == 0 and not (drift and drift.has_drifted) else "bold red"
    console.print(Text(last_line(suite, drift), style=style), soft_wrap=True)


def _runs(suite: SuiteResult) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("task")
    table.add_column("tier")
    table.add_column("verdict")
    table.add_column("turns", justify="right")
    table.add_column("ms", justify="right")
    table.add_column("world")
    for result in suite.gating:
        verdict = Text(result.verdict.value, style=_STYLES[result.verdict])
        table.add_row(
            Text(result.task.id),
            result.tier.value,
            verdict,
            str(len(result.task.turns or result.task.steps)),
            f"{result.duration_s * 1000:.0f}",
            result.task.world,
        )
    return table


def _lines(suite: SuiteResult, places: TaskPlaces, drift: Comparison | None) -> Iterator[Text]:
    yield from _live_findings(suite)
    for failed in failed_tasks(suite, places):
        yield Text()
        yield from (
            Text(line, style="" if line.startswith(" ") else _STYLES[failed.verdict]) for line in block_lines(failed)
        )
    for probe in suite.probes:
        result = probe.error or "; ".join(probe.findings) or "passed"
        yield Text(f"probe {probe.name}: {result} ({probe.duration_s:.1f} s)")
    yield from (Text(f"baseline: {line}") for line in (drift.lines() if drift else ()))
    yield from map(Text, (*figures_of(suite.gating).lines(), recorded_line(suite.recordings), *live_lines(suite)))
    yield Text()
    yield Text(_setting(suite))


def _live_findings(suite: SuiteResult) -> Iterator[Text]:
    """Yield one line for each finding of a live model: there may be many, and each is of one trial only."""
    for result in suite.results:
        if result.tier is Tier.LIVE:
            for finding in result.findings:
                where = f"{result.task.id}, trial {result.trial}, {finding.place}"
                yield Text(f"live: {where}, {finding.check}: {shown(finding.message)}", style="dim")


def last_line(suite: SuiteResult, drift: Comparison | None = None) -> str:
    """Return all that the exit status depends on: verdicts, probes, a live model out of reach, and the baseline."""
    counts = ", ".join(f"{suite.count(verdict)} {verdict.value}" for verdict in RunVerdict)
    parts = [f"{counts} of {len(suite.gating)}"]
    failing = [
        f"{probe.name} {'could not be completed' if probe.error else 'failed'}"
        for probe in suite.probes
        if probe.error or probe.findings
    ]
    if suite.probes:
        parts.append(f"probes: {len(suite.probes) - len(failing)} passed" + "".join(f", {name}" for name in failing))
    if suite.live is not None and not suite.live.was_measured:
        parts.append("live: not measured")
    if drift is not None and drift.has_drifted:
        count = len(drift.vanished) + len(drift.broke) + len(drift.mended)
        parts.append(f"{count} {'differs' if count == 1 else 'differ'} from the baseline")
    return "; ".join(parts)


def _trials(suite: SuiteResult) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("live task", "pass@1", f"pass^{suite.live.trials if suite.live else 1}", "passed", "a call"):
        table.add_column(name)
    for row in trial_rows(suite):
        table.add_row(*map(Text, row))
    return table


def _by_world(suite: SuiteResult) -> dict[str, tuple[int, int]]:
    """Return for each world how many of its runs passed, and how many there were."""
    sums: dict[str, tuple[int, int]] = {}
    for result in suite.gating:
        passed, of = sums.get(result.task.world, (0, 0))
        sums[result.task.world] = (passed + (result.verdict is RunVerdict.PASSED), of + 1)
    return sums


def _setting(suite: SuiteResult) -> str:
    worlds = len({result.task.world for result in suite.gating})
    tiers = _listed(sorted({result.tier.value for result in suite.gating})) or "no"
    setting = f"{suite.duration_s:.1f} s, {worlds} {'world' if worlds == 1 else 'worlds'}, {tiers} tier"
    if suite.gating:
        share = clustered(_by_world(suite))
        setting += f"; {share.share:.0%} passed, 95 % interval by world {share.low:.0%} to {share.high:.0%}"
    return setting


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
