"""Compares a run of a task with the same run in an earlier report: verdict, findings, requests and text."""

from collections.abc import Mapping
from difflib import unified_diff
from typing import Any


def key_of_run(task: Mapping[str, Any]) -> tuple[str, str, int]:
    """Return the key of a run in any report; a baseline has no trials, so its trial is 1."""
    return task["id"], task["tier"], task.get("trial", 1)


def by_run(report: Mapping[str, Any] | None) -> dict[tuple[str, str, int], Mapping[str, Any]]:
    """Return the runs of a report by their keys; nothing if there is no report."""
    return {key_of_run(task): task for task in report["tasks"]} if report else {}


def difference(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[str]:
    """Return a line for each change. A baseline holds verdicts only, so only these are compared with it."""
    if before is None:
        return ["is new"]
    lines = []
    if before["verdict"] != after["verdict"]:
        lines.append(f"verdict: {before['verdict']} before, {after['verdict']} now")
    if "findings" in before:
        lines += _diff("findings", _findings(before), _findings(after))
    earlier, later = before.get("turns"), after.get("turns", [])
    if earlier is None:
        return lines
    for number, (old, new) in enumerate(zip(earlier, later, strict=False), start=1):
        lines += _turn(number, old, new)
    if len(earlier) != len(later):
        lines.append(f"turns: {len(earlier)} before, {len(later)} now")
    return lines


def _turn(number: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    lines = [
        f"turn {number}, {name}: {before.get(name)} before, {after.get(name)} now"
        for name in ("question", "outcome", "failure", "status", "modelCalls")
        if before.get(name) != after.get(name)
    ]
    lines += _diff(f"turn {number}, text", _lines(before.get("text")), _lines(after.get("text")))
    return lines + _diff(f"turn {number}, requests", sorted(before["requests"]), sorted(after["requests"]))


def _findings(task: Mapping[str, Any]) -> list[str]:
    return [f"turn {found['turn']}, {found['check']}: {found['message']}" for found in task["findings"]]


def _lines(text: str | None) -> list[str]:
    return (text or "").splitlines()


def _diff(what: str, before: list[str], after: list[str]) -> list[str]:
    """Return the removed and added lines, without the position markers of a diff."""
    changed = [
        line for line in unified_diff(before, after, lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))
    ]
    return [f"{what}:", *changed] if changed else []
