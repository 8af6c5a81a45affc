"""The report as one page that needs nothing else: the transcript, the requests and the findings of every run."""

from html import escape

from evals.comparison import Comparison
from evals.redaction import shown
from evals.results import SuiteResult, TaskResult, Verdict
from evals.transcript import SeenTurn

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1b1b1b; }
summary { cursor: pointer; padding: .2rem 0; } .passed { color: #1a6b32; } .failed, .broken { color: #a1201b; }
pre { background: #f4f4f2; padding: .6rem; white-space: pre-wrap; } .why { color: #555; } li { margin: .1rem 0; }
"""


def as_page(suite: SuiteResult, drift: Comparison | None) -> str:
    """Give the page; what failed stands open and first. ``drift`` is the difference to the baseline, if any."""
    results = sorted(suite.results, key=lambda result: result.verdict is Verdict.PASSED)
    counts = ", ".join(f"{suite.count(verdict)} {verdict.value}" for verdict in Verdict)
    probes = "".join(
        f"<li class={'failed' if p.findings or p.error else 'passed'}>{escape(p.name)}: "
        f"{escape(p.error or '; '.join(p.findings) or 'passed')}</li>"
        for p in suite.probes
    )
    lines = drift.lines() if drift else []
    changes = "".join(f"<li>{escape(line)}</li>" for line in lines) or "<li>none</li>"
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Evals</title>'
        f"<style>{_STYLE}</style><h1>Evals</h1><p>{counts} of {len(suite.results)}</p>"
        f"<h2>Difference to the baseline</h2><ul>{changes}</ul><h2>Probes</h2><ul>{probes}</ul><h2>Tasks</h2>"
        + "".join(map(_task, results))
        + "</html>\n"
    )


def _task(result: TaskResult) -> str:
    verdict = result.verdict.value
    opened = "" if result.verdict is Verdict.PASSED else " open"
    findings = "".join(
        f"<li class=failed>turn {f.turn}, {escape(f.check)}: {escape(shown(f.message))}</li>" for f in result.findings
    )
    error = f"<p class=broken>{escape(shown(result.error))}</p>" if result.error else ""
    return (
        f"<details{opened}><summary><span class={verdict}>{verdict}</span> {escape(result.task.id)} "
        f"({result.tier.value}, {escape(result.task.world)})</summary><p class=why>{escape(result.task.why)}</p>"
        f"{error}<ul>{findings}</ul>{''.join(map(_turn, result.turns))}</details>"
    )


def _turn(seen: SeenTurn) -> str:
    text = shown(seen.answer.text) if seen.answer else f"no answer (HTTP {seen.status}, {seen.failure})"
    requests = "\n".join(f"{request} -> {request.status}" for request in seen.requests) or "none"
    decisions = "\n".join(f"{record.tool}: {record.decision} ({record.policy})" for record in seen.audit) or "none"
    return (
        f"<p><b>{escape(shown(seen.question))}</b></p><pre>{escape(text)}</pre>"
        f"<p>Requests</p><pre>{escape(requests)}</pre><p>Decisions</p><pre>{escape(decisions)}</pre>"
    )
