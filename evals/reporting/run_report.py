"""Reports of a run: a table for the terminal, and JSON that two runs can be compared by."""

import json
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.checks.base import CheckFinding
from evals.harness.results import RunVerdict, SuiteResult, TaskResult
from evals.harness.task_sources import TaskPlaces
from evals.harness.transcript import SeenTurn
from evals.reporting.comparison import Comparison, clustered
from evals.reporting.failures import block_lines, failed_tasks
from evals.reporting.live_models import live_json, live_lines, recorded_json, recorded_line, trial_rows
from evals.reporting.redaction import shown
from evals.reporting.summary import RunSummary, Share, figures_of
from evals.tiers.tier import Tier

FORMAT = 3  # of the JSON report; raised when a reader of the older format would misread the new one
_STYLES = {RunVerdict.PASSED: "green", RunVerdict.FAILED: "bold red", RunVerdict.BROKEN: "bold magenta"}


def print_report(
    suite: SuiteResult, console: Console, *, places: TaskPlaces, drift: Comparison | None = None
) -> None:
    """Print a line for each run, a block for each task that did not pass, and the totals; the last line sums it up.

    ``drift`` is what differs from the baseline; None if the run was not compared with one.
    """
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
    console.print(table)
    if suite.live is not None:
        console.print(_trials(suite))
    for result in suite.results:
        if result.tier is Tier.LIVE:  # one line each: there may be many, and each is of one trial only
            for finding in result.findings:
                where = f"{result.task.id}, trial {result.trial}, {finding.place}"
                console.print(Text(f"live: {where}, {finding.check}: {shown(finding.message)}", style="dim"))
    for failed in failed_tasks(suite, places):
        console.print()
        for line in block_lines(failed):
            console.print(Text(line, style="" if line.startswith(" ") else _STYLES[failed.verdict]))
    for probe in suite.probes:
        result_line = probe.error or "; ".join(probe.findings) or "passed"
        console.print(Text(f"probe {probe.name}: {result_line} ({probe.duration_s:.1f} s)"))
    for line in drift.lines() if drift else ():
        console.print(Text(f"baseline: {line}"))
    for summary in [*figures_of(suite.gating).lines(), recorded_line(suite.recordings), *live_lines(suite)]:
        console.print(Text(summary))
    style = "bold green" if suite.exit_status == 0 and not (drift and drift.has_drifted) else "bold red"
    console.print(Text(f"\n{_setting(suite)}"))
    console.print(Text(last_line(suite, drift), style=style))


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


def as_json(suite: SuiteResult) -> str:
    """Return the report as JSON. Two runs with the same results differ only in its timing."""
    report = {
        "format": FORMAT,
        "summary": {verdict.value: suite.count(verdict) for verdict in RunVerdict},
        "exitStatus": suite.exit_status,
        "figures": _figures(figures_of(suite.gating)),
        "recorded": recorded_json(suite.recordings),
        "live": live_json(suite),
        "probes": [{"name": p.name, "findings": list(p.findings), "error": p.error} for p in suite.probes],
        "tasks": [task_json(result) for result in suite.results],
        "timing": {
            "seconds": round(suite.duration_s, 3),
            "tasks": {_named(result): round(result.duration_s, 3) for result in suite.results},
        },
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _named(result: TaskResult) -> str:
    return f"{result.task.id}@{result.tier}" + (f"#{result.trial}" if result.tier is Tier.LIVE else "")


def _figures(figures: RunSummary) -> dict[str, Any]:
    def as_object(share: Share) -> dict[str, Any]:
        return {"hits": share.hits, "of": share.of, "share": share.value}

    return {
        "utilityClean": as_object(figures.utility_clean),
        "utilityUnderAttack": as_object(figures.utility_under_attack),
        "attackSuccess": as_object(figures.attack_success),
        "refusalPrecision": as_object(figures.refusal_precision),
        "refusalRecall": as_object(figures.refusal_recall),
        "byTag": {tag: as_object(share) for tag, share in figures.by_tag.items()},
    }


def _trials(suite: SuiteResult) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("live task", "pass@1", f"pass^{suite.live.trials if suite.live else 1}", "passed", "a call"):
        table.add_column(name)
    for row in trial_rows(suite):
        table.add_row(*map(Text, row))
    return table


def task_json(result: TaskResult) -> dict[str, Any]:
    """Return the entry of one run in the JSON report."""
    return {
        "id": result.task.id,
        "tier": result.tier.value,
        "trial": result.trial,
        "why": result.task.why,
        "tags": list(result.task.tags),
        "world": result.task.world,
        "verdict": result.verdict.value,
        "error": result.error and shown(result.error),
        "findings": [_finding(finding) for finding in result.findings],
        "turns": [_turn(seen) for seen in result.turns],
    }


def _finding(finding: CheckFinding) -> dict[str, Any]:
    step = {} if finding.step is None else {"step": finding.step}
    return {"turn": finding.turn, **step, "check": finding.check, "message": shown(finding.message)}


def _turn(seen: SeenTurn) -> dict[str, Any]:
    answer = seen.answer
    return {
        "question": shown(seen.question),
        "status": seen.status,
        "failure": seen.failure,
        "outcome": answer.outcome.value if answer else None,
        "text": shown(answer.text) if answer else None,
        "requests": [str(request) for request in seen.requests],
        "unexpectedRequests": list(seen.unexpected_requests),
        "modelCalls": len(seen.model_requests),
        "toolCalls": [
            {"tool": record.tool, "decision": record.decision, "status": record.status} for record in seen.audit
        ],
    }


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
