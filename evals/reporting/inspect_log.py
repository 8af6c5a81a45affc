"""The report in the log format of Inspect (inspect_ai), version 2, so that its viewer and its readers can be used.

One sample for each run: its id is ``task@tier``, its epoch the trial, and its only score, ``verdict``, is C or I. The
fields are those that ``inspect_ai.log.read_eval_log`` reads; the library itself is not needed.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from evals.harness.results import RunVerdict, SuiteResult, TaskResult
from evals.harness.transcript import SeenTurn
from evals.reporting.expected_actual import expected_of
from evals.reporting.failures import said_lines
from evals.reporting.redaction import shown

_VERSION = 2
_NAME = "rewards-agent-evals"
_SCORE = "verdict"
_MOST_CHARACTERS = 4000  # of a response of a step
_TARGETS = ("outcome", "amounts", "dates", "giftCards", "reasons", "says", "mustNotSay", "kinds")
_Json = dict[str, Any]


def as_inspect_log(suite: SuiteResult, *, ended_at: datetime) -> str:
    """Return the log as JSON; write it to a file whose name ends in ``.json``."""
    samples = [_sample(result) for result in suite.results]
    began_at = ended_at - timedelta(seconds=suite.duration_s)
    done = [result for result in suite.results if result.verdict is not RunVerdict.BROKEN]
    passed = sum(result.verdict is RunVerdict.PASSED for result in done)
    log = {
        "version": _VERSION,
        "status": "error" if suite.is_broken else "success",
        "eval": _spec(suite, began_at),
        "plan": {"name": "plan", "steps": [], "config": {}},
        "results": {
            "total_samples": len(samples),
            "completed_samples": len(done),
            "scores": [_score(passed / len(done) if done else 0.0, len(done), len(samples))],
        },
        "stats": {"started_at": began_at.isoformat(), "completed_at": ended_at.isoformat(), "model_usage": {}},
        "samples": samples,
    }
    if suite.is_broken:
        log["error"] = _error("at least one run could not be completed")
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _spec(suite: SuiteResult, began_at: datetime) -> _Json:
    ids = [_id(result) for result in suite.results]
    digest = hashlib.sha256("\n".join([began_at.isoformat(), *ids]).encode()).hexdigest()
    return {
        "eval_id": digest[:22],
        "run_id": digest[22:44],
        "task_id": digest[42:64],
        "created": began_at.isoformat(),
        "task": _NAME,
        "task_version": 0,
        "dataset": {"name": _NAME, "samples": len(ids), "sample_ids": list(dict.fromkeys(ids)), "shuffled": False},
        "model": _model(suite),
        "config": {"epochs": max((result.trial for result in suite.results), default=1)},
        "packages": {},
        "metadata": {
            "probes": [
                {"name": probe.name, "findings": list(probe.findings), "error": probe.error} for probe in suite.probes
            ]
        },
    }


def _model(suite: SuiteResult) -> str:
    """Return the model's name as Inspect writes one: who offers it, and what it is called there."""
    return f"rewards-agent/{suite.live.model if suite.live is not None else 'gating-tiers'}"


def _score(accuracy: float, scored: int, total: int) -> _Json:
    return {
        "name": _SCORE,
        "scorer": _SCORE,
        "scored_samples": scored,
        "unscored_samples": total - scored,
        "params": {},
        "metrics": {"accuracy": {"name": "accuracy", "value": accuracy, "params": {}}},
    }


def _id(result: TaskResult) -> str:
    return f"{result.task.id}@{result.tier.value}"


def _sample(result: TaskResult) -> _Json:
    messages = list(_messages(result))
    answers = [message for message in messages if message["role"] == "assistant"]
    sample: _Json = {
        "id": _id(result),
        "epoch": result.trial,
        "input": messages[0]["content"] if messages else "",
        "target": list(_targets(result)),
        "messages": messages,
        "output": _output(result, answers[-1] if answers else None),
        "scores": _scores(result, answers[-1]["content"] if answers else None),
        "metadata": {
            "why": result.task.why,
            "tags": list(result.task.tags),
            "world": result.task.world,
            "tier": result.tier.value,
        },
        "model_usage": _usage(result),
        "total_time": round(result.duration_s, 3),
    }
    if result.error is not None:
        sample["error"] = _error(shown(result.error))
    return sample


def _messages(result: TaskResult) -> Iterator[_Json]:
    if result.steps:
        for step in result.steps:
            yield _message(result, "user", f"{step.title} ({step.actor or 'no one'})")
            if step.status is not None:
                yield _message(result, "assistant", f"HTTP {step.status}\n{step.text[:_MOST_CHARACTERS]}")
        return
    for seen in result.turns:
        yield _message(result, "user", seen.question)
        yield _message(result, "assistant", "\n".join(said_lines(seen)))


def _message(result: TaskResult, role: str, text: str) -> _Json:
    message = {"role": role, "content": shown(text)}
    return message if role == "user" else message | {"source": "generate", "model": result.tier.value}


def _output(result: TaskResult, answer: _Json | None) -> _Json:
    choices = [{"message": answer, "stop_reason": "stop"}] if answer else []
    return {"model": result.tier.value, "choices": choices}


def _scores(result: TaskResult, answer: str | None) -> _Json:
    if result.error is not None:
        return {}
    found = [
        {"place": finding.place, "check": finding.check, "message": shown(finding.message)}
        for finding in result.findings
    ]
    lines = [f"{finding['place']}, {finding['check']}: {finding['message']}" for finding in found]
    return {
        _SCORE: {
            "value": "I" if found else "C",
            "answer": answer,
            "explanation": "\n".join(lines) or "every check passed",
            "metadata": {"findings": found},
        }
    }


def _targets(result: TaskResult) -> Iterator[str]:
    """Yield a line for each kind of expectation of each turn."""
    for number, turn in enumerate(result.task.turns, start=1):
        written = turn.expect.model_dump(exclude_none=True, exclude_defaults=True, by_alias=False)
        for check in _TARGETS:
            key = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in check)
            if key in written and (expected := expected_of(check, turn.expect)):
                yield shown(f"turn {number}, {check}: {expected}")


def _usage(result: TaskResult) -> _Json:
    usage = usage_of(result.turns)
    if usage is None:
        return {}
    read, written = usage
    return {result.tier.value: {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}}


def usage_of(turns: tuple[SeenTurn, ...]) -> tuple[int, int] | None:
    """Return the tokens that a provider's model received and wrote in a conversation; None if that is not known."""
    known = [seen.answer.usage for seen in turns if seen.answer is not None and seen.answer.usage is not None]
    return (known[-1].input_tokens, known[-1].output_tokens) if known else None


def _error(message: str) -> _Json:
    return {"message": message, "traceback": message, "traceback_ansi": message}
