"""What the page shows of a run: its transcript, with facts, menu and selection, and each place that it wrote to."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from evals.harness.results import RunVerdict, TaskResult
from evals.harness.task_sources import TaskPlaces
from evals.harness.transcript import SeenTurn
from evals.reporting.failures import request_lines, said_lines
from evals.reporting.inspect_log import usage_of
from evals.reporting.page.history import run_key
from evals.reporting.redaction import shown
from evals.steps.seen_step import SeenStep
from evals.tiers.scripted.model_request import ModelRequest

_MOST_OF_A_SINK = 20_000  # characters
_Json = dict[str, Any]
_shown = lru_cache(maxsize=50_000)(shown)  # the lines of a menu come back in every turn about the same order


def run_data(result: TaskResult, places: TaskPlaces, *, with_sinks: bool) -> _Json:
    """Return a run as JSON values, redacted. ``with_sinks``: with all that it wrote, which may be long."""
    task = result.task
    place = places.place(task)
    return {
        "key": run_key(task.id, result.tier.value, result.trial),
        "id": task.id,
        "tier": result.tier.value,
        "trial": result.trial,
        "verdict": result.verdict.value,
        "world": task.world,
        "tags": list(task.tags),
        "why": task.why,
        "file": str(place) if place else None,
        "ms": round(result.duration_s * 1000),
        "tokens": usage_of(result.turns),
        "modelCalls": sum(len(seen.model_requests) for seen in result.turns),
        "error": result.error and shown(result.error),
        "checks": sorted({finding.check for finding in result.findings}),
        "findings": [f"{found.place}, {found.check}: {shown(found.message)}" for found in result.findings],
        "turns": [_turn(seen, with_sinks=with_sinks) for seen in result.turns],
        "steps": [_step(step, with_sinks=with_sinks) for step in result.steps],
    }


def has_sinks(result: TaskResult, *, runs: int) -> bool:
    """Whether the page holds what this run wrote: if it did not pass, or if there are only a few runs."""
    return result.verdict is not RunVerdict.PASSED or runs <= 10


def _turn(seen: SeenTurn, *, with_sinks: bool) -> _Json:
    answer = seen.answer
    return {
        "asked": shown(seen.question),
        "said": "\n".join(said_lines(seen)),
        "outcome": answer.outcome.value if answer else None,
        "degraded": answer.degraded if answer else None,
        "facts": [
            [
                fact.fact_id,
                fact.label.value,
                _shown(fact.display),
                " ".join(part for part in (fact.business_reference_id, fact.benefit_id) if part),
                ", ".join(f"{source.source} {source.record_id}" for source in fact.sources[:5]),
            ]
            for fact in (answer.facts if answer else ())
        ],
        "menu": list(_menu(seen)),
        "selection": [[span.statement_id, span.kind] for span in (answer.statements if answer else ())],
        "requests": list(request_lines(seen)),
        "decisions": [f"{record.tool}: {record.decision} ({record.policy}), {record.status}" for record in seen.audit],
        "sinks": _sinks(seen) if with_sinks else None,
    }


def _menu(seen: SeenTurn) -> Iterator[list[str]]:
    """Yield the statements that a model could choose from; none on a tier without one."""
    entries: dict[str, str] = {}
    for body in seen.model_requests:
        try:
            entries |= {entry.statement_id: entry.text for entry in ModelRequest.of(json.loads(body)).menu}
        except (ValueError, KeyError, IndexError, TypeError):
            continue  # a request that is not what every request should be; the check of requests reports it
    yield from ([statement_id, _shown(text)] for statement_id, text in entries.items())


def _sinks(seen: SeenTurn) -> _Json:
    return {
        "Response on the wire": _cut(seen.wire),
        "Requests to the model": _cut("\n\n".join(seen.model_requests)),
        "Stored on disk": _cut(_printable(seen.stored)),
        "Audit": _cut("\n".join(map(str, seen.audit))),
        "Logs": _cut("\n".join(seen.logs)),
        "Unexpected requests": _cut("\n".join(seen.unexpected_requests)),
    }


def _step(step: SeenStep, *, with_sinks: bool) -> _Json:
    return {
        "asked": shown(f"{step.number}. {step.title} ({step.actor or 'no one'})"),
        "status": step.status,
        "requests": list(request_lines(step)),
        "sinks": _step_sinks(step) if with_sinks else None,
    }


def _step_sinks(step: SeenStep) -> _Json:
    return {
        "Response on the wire": _cut(step.text),
        "Headers": _cut("\n".join(f"{name}: {value}" for name, value in (step.headers or {}).items())),
        "Stored on disk": _cut(_printable(step.stored)),
        "Audit": _cut("\n".join(step.audit)),
        "Logs": _cut("\n".join(step.logs)),
        "Unexpected requests": _cut("\n".join(step.unexpected_requests)),
    }


def _cut(text: str) -> str:
    """Return the first part of a text, redacted."""
    left_out = len(text) - _MOST_OF_A_SINK
    note = f"\n... {left_out} more characters" if left_out > 0 else ""
    return shown(text[:_MOST_OF_A_SINK]) + note


def _printable(text: str) -> str:
    """Return a text without the control characters of a database file."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
