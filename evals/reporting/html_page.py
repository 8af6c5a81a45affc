"""The report as one self-contained page.

It holds the summary, and for every run the transcript, requests and findings, and the differences to the baseline and
to an earlier report.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from evals.harness.results import RunVerdict, SuiteResult, TaskResult
from evals.harness.transcript import SeenTurn
from evals.reporting.comparison import Comparison
from evals.reporting.live_models import live_lines, recorded_line, trial_rows
from evals.reporting.redaction import shown
from evals.reporting.run_difference import by_run, difference, key_of_run
from evals.reporting.run_report import task_json
from evals.reporting.summary import figures_of
from evals.tiers.tier import Tier

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1b1b1b; }
summary { cursor: pointer; padding: .2rem 0; } .passed { color: #1a6b32; } .failed, .broken { color: #a1201b; }
pre { background: #f4f4f2; padding: .6rem; white-space: pre-wrap; } .why { color: #555; } li { margin: .1rem 0; }
td, th { text-align: left; padding: .1rem 1rem .1rem 0; } .changed { color: #7a4b00; }
"""


@dataclass(frozen=True, slots=True)
class Against:
    """What a page compares a run with: the baseline and an earlier report. Either may be missing."""

    drift: Comparison | None = None
    baseline: Mapping[str, Any] | None = None
    earlier: Mapping[str, Any] | None = None


def as_page(suite: SuiteResult, against: Against) -> str:
    """Return the page; runs that did not pass come first and are expanded."""
    results = sorted(suite.results, key=lambda result: result.verdict is RunVerdict.PASSED)
    counts = ", ".join(f"{suite.count(verdict)} {verdict.value}" for verdict in RunVerdict)
    changes = against.drift.lines() if against.drift else []
    figures = figures_of(suite.gating)
    lines = [*figures.lines(), recorded_line(suite.recordings), *live_lines(suite)]
    tags = [(tag, str(share)) for tag, share in figures.by_tag.items()]
    baseline, earlier = by_run(against.baseline), by_run(against.earlier)
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Evals</title>'
        f"<style>{_STYLE}</style><h1>Evals</h1><p>{counts} of {len(suite.gating)}</p>"
        f"<h2>Figures</h2>{_list(lines)}<details><summary>By tag</summary>{_table(('tag', 'passed'), tags)}</details>"
        f"{_trials(suite)}<h2>Difference to the baseline</h2>{_list(changes)}"
        f"<h2>Probes</h2>{_probes(suite)}<h2>Tasks</h2>"
        + "".join(_task(result, _changes(result, baseline, earlier, against)) for result in results)
        + "</html>\n"
    )


def _changes(
    result: TaskResult, baseline: Mapping[Any, Any], earlier: Mapping[Any, Any], against: Against
) -> dict[str, list[str]]:
    now = task_json(result)
    key = key_of_run(now)
    changes = {}
    if against.baseline is not None and result.tier is not Tier.LIVE:
        changes["the baseline"] = difference(baseline.get(key), now)
    if against.earlier is not None:
        changes["the earlier report"] = difference(earlier.get(key), now)
    return changes


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines) or '<li>none</li>'}</ul>"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{''.join(f'<th>{escape(name)}</th>' for name in head)}</tr>{cells}</table>"


def _trials(suite: SuiteResult) -> str:
    if suite.live is None:
        return ""
    head = ("task", "pass@1", f"pass^{suite.live.trials}", "passed", "a call")
    return f"<h2>Live</h2>{_table(head, trial_rows(suite))}"


def _probes(suite: SuiteResult) -> str:
    lines = "".join(
        f"<li class={'failed' if p.findings or p.error else 'passed'}>{escape(p.name)}: "
        f"{escape(p.error or '; '.join(p.findings) or 'passed')}</li>"
        for p in suite.probes
    )
    return f"<ul>{lines}</ul>"


def _task(result: TaskResult, changes: Mapping[str, list[str]]) -> str:
    verdict = result.verdict.value
    opened = "" if result.verdict is RunVerdict.PASSED else " open"
    findings = "".join(
        f"<li class=failed>{f.place}, {escape(f.check)}: {escape(shown(f.message))}</li>" for f in result.findings
    )
    error = f"<p class=broken>{escape(shown(result.error))}</p>" if result.error else ""
    trial = f", trial {result.trial}" if result.tier is Tier.LIVE else ""
    has_changed = " <span class=changed>changed</span>" if any(changes.values()) else ""
    return (
        f"<details{opened}><summary><span class={verdict}>{verdict}</span> {escape(result.task.id)} "
        f"({result.tier.value}{trial}, {escape(result.task.world)}){has_changed}</summary>"
        f"<p class=why>{escape(result.task.why)}</p>{error}<ul>{findings}</ul>"
        f"{''.join(_changed(name, lines) for name, lines in changes.items())}"
        f"{''.join(map(_turn, result.turns))}{_steps(result)}</details>"
    )


def _changed(name: str, lines: list[str]) -> str:
    if not lines:
        return f"<p>Difference to {escape(name)}: none</p>"
    return f"<p>Difference to {escape(name)}:</p><pre class=changed>{escape(chr(10).join(lines))}</pre>"


def _steps(result: TaskResult) -> str:
    lines = (f"{s.number}. {s.title} ({s.actor or 'nobody'}) {s.status or ''}".rstrip() for s in result.steps)
    return _list(map(shown, lines)) if result.steps else ""


def _turn(seen: SeenTurn) -> str:
    text = shown(seen.answer.text) if seen.answer else f"no answer (HTTP {seen.status}, {seen.failure})"
    requests = "\n".join(f"{request} -> {request.status}" for request in seen.requests) or "none"
    decisions = "\n".join(f"{record.tool}: {record.decision} ({record.policy})" for record in seen.audit) or "none"
    return (
        f"<p><b>{escape(shown(seen.question))}</b></p><pre>{escape(text)}</pre>"
        f"<p>Requests</p><pre>{escape(requests)}</pre><p>Decisions</p><pre>{escape(decisions)}</pre>"
    )
