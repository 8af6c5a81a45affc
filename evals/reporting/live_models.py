"""What a report says about live models and recordings: only what was measured, and always what was not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from evals.harness.results import RunVerdict, SuiteResult, TaskResult
from evals.reporting.comparison import clustered
from evals.tiers.live.live_result import LiveResult, spread_of
from evals.tiers.live.trials import TaskTrials, overall
from evals.tiers.recorded.recording_file import Origin, Recording
from evals.tiers.tier import Tier

NOT_RUN = "live: not run"


def live_lines(suite: SuiteResult) -> list[str]:
    """Return a few lines on the live model's runs, or one line saying that none was run."""
    live = suite.live
    if live is None:
        return [NOT_RUN]
    if not live.was_measured:
        return [f"live: not measured: model {live.model} answered none of {len(live.calls)} calls"]
    runs = _live(suite)
    lines = [f"live: model {live.model}, {len(runs)} of {live.planned} runs ({live.trials} trials a task); never gates"]
    lines += [f"live: not all was run: {live.stopped}"] if live.stopped else []
    lines += [f"live: {_rates(runs, live.trials)}", f"live: {_costs(live)}"]
    return lines


def trials_of(runs: Sequence[TaskResult]) -> list[TaskTrials]:
    """Return for each task how many trials were made and how many passed."""
    made, passed = Counter[str](), Counter[str]()
    for run in runs:
        made[run.task.id] += 1
        passed[run.task.id] += run.verdict is RunVerdict.PASSED
    return [TaskTrials(task_id, trials, passed[task_id]) for task_id, trials in sorted(made.items())]


def trial_rows(suite: SuiteResult) -> Iterator[tuple[str, str, str, str, str]]:
    """Return for each task its pass@1, pass^k, trials, median time of a call, and tokens."""
    runs = _live(suite)
    k = suite.live.trials if suite.live else 1
    for task in trials_of(runs):
        calls = [call for run in runs if run.task.id == task.task_id for call in run.calls if call.is_answered]
        times = spread_of([call.total_ms for call in calls])
        used = [(call.input_tokens or 0) + (call.output_tokens or 0) for call in calls if call.has_usage]
        tokens = str(sum(used)) if calls and len(used) == len(calls) else "not known"
        hat = task.hat(k)
        yield (
            task.task_id,
            f"{task.passed / task.trials:.2f}",
            "not known" if hat is None else f"{hat:.2f}",
            f"{task.passed}/{task.trials}",
            f"{f'{times[0]:.0f} ms' if times else 'no answer'}, {tokens} tokens",
        )


def live_json(suite: SuiteResult) -> dict[str, Any]:
    """Return the live run as JSON values."""
    live = suite.live
    if live is None:
        return {"run": False}
    tasks = trials_of(_live(suite))
    return {
        "run": True,
        "measured": live.was_measured,
        "model": live.model,
        "trials": live.trials,
        "plannedRuns": live.planned,
        "runs": len(_live(suite)),
        "stopped": live.stopped,
        "passHatK": {str(k): overall(tasks, k) for k in range(1, live.trials + 1)},
        "tasks": {
            task.task_id: {"trials": task.trials, "passed": task.passed, "passHatK": _hats(task, live.trials)}
            for task in tasks
        },
        "calls": {"made": len(live.calls), "answered": live.answered},
        "tokens": dict(zip(("input", "output"), live.tokens, strict=True)) if live.tokens else None,
        "cost": str(live.cost) if live.cost is not None else None,
        "firstByteMs": _spread_json(live.first_byte_ms),
        "totalMs": _spread_json(live.total_ms),
    }


def recorded_line(recordings: Sequence[Recording]) -> str:
    """Return a line with the number of recordings that were replayed, by origin."""
    of = Counter(recording.origin for recording in recordings)
    whole = f"recorded: {of[Origin.PROVIDER]} of a provider, {of[Origin.STAND_IN]} of a stand-in"
    kinds = sorted({recording.named() for recording in recordings})
    return whole + (f" ({'; '.join(kinds)})" if kinds else "")


def recorded_json(recordings: Sequence[Recording]) -> list[dict[str, Any]]:
    """Return these recordings as JSON values."""
    return [
        {
            "task": recording.task_id,
            "trial": recording.trial,
            "origin": recording.origin.value,
            "model": recording.model,
            "recordedOn": recording.recorded_on.isoformat(),
        }
        for recording in recordings
    ]


def _live(suite: SuiteResult) -> list[TaskResult]:
    return [result for result in suite.results if result.tier is Tier.LIVE]


def _rates(runs: Sequence[TaskResult], most: int) -> str:
    tasks = trials_of(runs)
    rates = [f"pass^{k} {share:.3f}" for k in range(2, most + 1) if (share := overall(tasks, k)) is not None]
    by_world: dict[str, tuple[int, int]] = {}
    for run in runs:
        passed, of = by_world.get(run.task.world, (0, 0))
        by_world[run.task.world] = (passed + (run.verdict is RunVerdict.PASSED), of + 1)
    interval = clustered(by_world)
    first = overall(tasks, 1)
    once = (
        f"pass@1 {first:.3f} (95 % interval by world {interval.low:.3f} to {interval.high:.3f})"
        if first is not None
        else ""
    )
    return ", ".join([once, *rates]) or "no run"


def _costs(live: LiveResult) -> str:
    parts = [f"{len(live.calls)} calls, {live.answered} answered"]
    for name, times in {"first byte": live.first_byte_ms, "whole answer": live.total_ms}.items():
        parts += [f"{name} p50 {times[0]:.0f} ms, p95 {times[1]:.0f} ms"] if times else []
    parts.append("tokens {} in, {} out".format(*live.tokens) if live.tokens else "tokens not known")
    parts.append(f"cost {live.cost:.4f}" if live.cost is not None and live.tokens else "cost not known")
    return "; ".join(parts)


def _hats(task: TaskTrials, most: int) -> dict[str, float | None]:
    return {str(k): task.hat(k) for k in range(1, most + 1)}


def _spread_json(times: tuple[float, float] | None) -> dict[str, float] | None:
    return {"p50": round(times[0], 1), "p95": round(times[1], 1)} if times else None
