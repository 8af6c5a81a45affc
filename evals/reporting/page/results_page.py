"""The report as one self-contained page: no network, and no script or style but its own, which its policy names."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from evals.harness.results import SuiteResult
from evals.harness.task_sources import TaskPlaces
from evals.reporting.comparison import Comparison
from evals.reporting.failures import FailedTask, Failure, Said, failed_tasks
from evals.reporting.json_report import task_json
from evals.reporting.live_models import live_lines, recorded_line, trial_rows
from evals.reporting.page.history import PastReport, as_data, records
from evals.reporting.page.run_data import has_sinks, run_data
from evals.reporting.summary import figures_of
from evals.reporting.terminal_report import last_line

_HERE = Path(__file__).resolve().parent
# A table may be wider than a narrow screen: then it scrolls, also by keyboard.
_WIDE = '<div class="wide" role="region" tabindex="0" aria-label="{name}">'
_POLICY = "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class PageOptions:
    """What a page needs beside the results."""

    places: TaskPlaces
    at: datetime  # when the run ended
    drift: Comparison | None = None
    history: Sequence[PastReport] = ()


def as_page(suite: SuiteResult, options: PageOptions) -> str:
    """Return the page. What failed is in it as it is; a script adds the list of all runs, filters and comparisons."""
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    policy = _POLICY.format(style=_hash(style), script=_hash(script))
    data = json.dumps(_data(suite, options), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>Evals: {escape(last_line(suite, options.drift))}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"{_body(suite, options)}"
        f'<script type="application/json" id="data">{data}</script>\n<script>{script}</script>\n</body>\n</html>\n'
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data(suite: SuiteResult, options: PageOptions) -> Mapping[str, Any]:
    now = PastReport("this run", records(task_json(result) for result in suite.results))
    return {
        "runs": [
            run_data(result, options.places, with_sinks=has_sinks(result, runs=len(suite.results)))
            for result in suite.results
        ],
        "history": as_data([*options.history, now]),
    }


def _body(suite: SuiteResult, options: PageOptions) -> str:
    failed = failed_tasks(suite, options.places)
    is_good = suite.exit_status == 0 and not (options.drift and options.drift.has_drifted)
    figures = figures_of(suite.gating)
    lines = [*figures.lines(), recorded_line(suite.recordings), *live_lines(suite)]
    return (
        f'<header><h1>Evals</h1><p class="verdict {"passed" if is_good else "failed"}">'
        f"<strong>{'Passed' if is_good else 'Failed'}.</strong> {escape(last_line(suite, options.drift))}.</p>"
        f"<p>{options.at:%Y-%m-%d %H:%M} UTC, {suite.duration_s:.1f} s.</p></header>\n<main>\n"
        f'<section aria-labelledby="wrong"><h2 id="wrong">What is wrong</h2>{_wrong(suite, failed, options)}</section>'
        '\n<section aria-labelledby="all"><h2 id="all">All runs</h2><div id="runs">'
        "<noscript><p>The list of all runs needs the page's script.</p></noscript></div></section>\n"
        '<section aria-labelledby="past"><h2 id="past">History</h2><div id="history"></div></section>\n'
        '<section aria-labelledby="two"><h2 id="two">Compare two runs</h2><div id="compare"></div></section>\n'
        f'<section aria-labelledby="figures"><h2 id="figures">Figures</h2>{_list(lines)}'
        f"{_folded('Passed by tag', _table('Passed by tag', ('tag', 'passed'), _tags(figures.by_tag)))}"
        f"{_trials(suite)}</section>\n</main>\n"
    )


def _wrong(suite: SuiteResult, failed: Sequence[FailedTask], options: PageOptions) -> str:
    changes = options.drift.lines() if options.drift else []
    probes = [
        f"<li><strong>Probe {escape(probe.name)}</strong>: {escape(probe.error or '; '.join(probe.findings))}</li>"
        for probe in suite.probes
        if probe.error or probe.findings
    ]
    parts = [f"<ul>{''.join(probes)}</ul>"] if probes else []
    parts += [_overview(failed, tasks=len({result.task.id for result in suite.gating}))] if failed else []
    parts += map(_block, failed)
    parts += [_folded(f"Difference to the baseline ({len(changes)})", _list(changes))] if changes else []
    return "\n".join(parts) or "<p>Nothing: every task and every probe passed.</p>"


def _overview(failed: Sequence[FailedTask], *, tasks: int) -> str:
    rows = "".join(
        f'<tr><td><a href="#t-{escape(block.task.id)}">{escape(block.task.id)}</a></td>'
        f"<td>{escape(block.headline)}</td><td>{escape(block.task.world)}</td><td>{escape(_and(block.tiers))}</td></tr>"
        for block in failed
    )
    names = "".join(f'<th scope="col">{name}</th>' for name in ("task", "first thing that is wrong", "world", "tiers"))
    return (
        f"<p>{len(failed)} of {tasks} tasks did not pass.</p>{_WIDE.format(name='Tasks that did not pass')}"
        f"<table><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{content}</details>"


def _block(failed: FailedTask) -> str:
    name = escape(failed.task.id)
    passed = f", passed on {escape(_and(failed.passed_on))}" if failed.passed_on else ""
    return (
        f'<article class="block" aria-labelledby="t-{name}"><h3 id="t-{name}">{name}</h3>'
        f'<p class="headline">{escape(failed.headline)}</p>'
        f"<dl><dt>Guards against</dt><dd>{escape(failed.task.why)}</dd>"
        f"<dt>World</dt><dd>{escape(failed.task.world)}</dd>"
        f"<dt>{escape(failed.verdict.value.capitalize())} on</dt><dd>{escape(_and(failed.tiers))}{passed}</dd>"
        f"<dt>File</dt><dd><code>{escape(str(failed.place or 'none'))}</code></dd></dl>"
        f"{''.join(f'<p>Could not be run: {escape(error)}</p>' for error, _ in failed.errors)}"
        f"{''.join(_spot(failed, spot) for spot in sorted({failure.spot for failure in failed.failures}))}"
        f'<p><a href="#run={name}@{escape(failed.tiers[0])}">Whole transcript of {name}</a></p></article>'
    )


def _spot(failed: FailedTask, spot: Any) -> str:
    said = [passage for passage in failed.said if passage.spot == spot]
    found = [failure for failure in failed.failures if failure.spot == spot]
    asked = "".join(
        f"<p>{escape(str(spot).capitalize())}, asked: <q>{escape(question)}</q></p>"
        for question in dict.fromkeys(passage.question for passage in said)
    )
    return asked + "".join(_failure(one, failed) for one in found) + "".join(_said(one, failed) for one in said)


def _failure(failure: Failure, failed: FailedTask) -> str:
    messages = "".join(f"<li>{escape(message)}</li>" for message in failure.messages)
    return (
        f"<h4>{escape(failure.check)}{_only(failure.tiers, failed)}</h4><ul>{messages}</ul>"
        f'<dl class="pair"><dt>Expected</dt><dd>{escape(failure.expected or "see the check")}</dd>'
        f"<dt>Actual</dt><dd>{escape(failure.actual or 'see the message')}</dd>"
        f"<dt>Line</dt><dd><code>{escape(str(failure.place or 'none'))}</code></dd></dl>"
    )


def _said(said: Said, failed: FailedTask) -> str:
    requests = f"<p>Requests</p><pre>{escape(chr(10).join(said.requests))}</pre>" if said.requests else ""
    text = escape("\n".join(said.lines))
    return f"<p>What was said{_only(said.tiers, failed)}:</p><blockquote><pre>{text}</pre></blockquote>{requests}"


def _only(tiers: Sequence[str], failed: FailedTask) -> str:
    return "" if tuple(tiers) == failed.tiers else f" (on {escape(_and(tiers))})"


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _tags(by_tag: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((tag, str(share)) for tag, share in by_tag.items())


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _table(name: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    names = "".join(f'<th scope="col">{escape(column)}</th>' for column in head)
    table = f"<table><thead><tr>{names}</tr></thead><tbody>{cells}</tbody></table>"
    return f"{_WIDE.format(name=escape(name))}{table}</div>"


def _trials(suite: SuiteResult) -> str:
    if suite.live is None:
        return ""
    head = ("task", "pass@1", f"pass^{suite.live.trials}", "passed", "a call")
    return f"<h3>Live</h3>{_table('Live', head, trial_rows(suite))}"
