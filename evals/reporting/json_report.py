"""The report of a run as JSON, which two runs can be compared by."""

import json
from collections.abc import Mapping
from typing import Any

from evals.checks.base import CheckFinding
from evals.harness.results import RunVerdict, SuiteResult, TaskResult
from evals.harness.transcript import SeenTurn
from evals.reporting.live_models import live_json, recorded_json
from evals.reporting.redaction import shown
from evals.reporting.summary import RunSummary, Share, figures_of
from evals.tiers.tier import Tier

FORMAT = 3  # of the JSON report; raised when a reader of the older format would misread the new one


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


def finding_line(finding: Mapping[str, Any]) -> str:
    """Return a finding of a JSON report in a line."""
    place = f"step {finding['step']}" if "step" in finding else f"turn {finding['turn']}"
    return f"{place}, {finding['check']}: {finding['message']}"
