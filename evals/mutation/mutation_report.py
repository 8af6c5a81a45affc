"""Reports of a mutation run: a line for each fault, the totals, and the checks that caught nothing."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.checks.registry import CHECKS
from evals.mutation.mutation_run import Caught, MutationOutcome, PlantingKind

FORMAT = 1
MOST_LUCKY = 3
_HEADS = {
    PlantingKind.FAULT: "faults, each of which must be caught by a check that it names",
    PlantingKind.HARMLESS: "harmless changes, none of which may be noticed",
    PlantingKind.DEGENERATE: "useless agents, which must fail",
}


def exit_status(outcomes: Sequence[MutationOutcome]) -> int:
    """0 if all went as expected, 1 if the suite is too weak or raised a false alarm, 2 if a fault proves nothing."""
    if not outcomes or any(o.caught in (Caught.GONE, Caught.UNREACHED, Caught.CRASHED) for o in outcomes):
        return 2
    is_lucky = sum(o.caught is Caught.LUCKY for o in _of(outcomes, PlantingKind.FAULT)) > MOST_LUCKY
    return 1 if is_lucky or not all(outcome.is_right for outcome in outcomes) else 0


def print_outcomes(outcomes: Sequence[MutationOutcome], console: Console) -> None:
    """Print a table for each kind, and the totals."""
    for kind, head in _HEADS.items():
        if chosen := _of(outcomes, kind):
            console.print(Text(f"\n{head}", style="bold"))
            console.print(_table(chosen))
    console.print(Text("\n" + "; ".join(_sums(outcomes))))
    for line in _idle(outcomes):
        console.print(Text(line))


def as_json(outcomes: Sequence[MutationOutcome]) -> str:
    """Return the whole matrix as JSON."""
    report = {
        "format": FORMAT,
        "exitStatus": exit_status(outcomes),
        "plantings": [_planting(outcome) for outcome in outcomes],
        "dropOne": drop_one(outcomes),
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def drop_one(outcomes: Sequence[MutationOutcome]) -> dict[str, list[str]]:
    """Return the checks that notice nothing, the faults that only one check notices, and the tasks that notice any."""
    faults = [outcome for outcome in _of(outcomes, PlantingKind.FAULT) if outcome.planting.is_whole]
    if not faults:
        return {}
    by_fault = {o.planting.fault_id: {check for checks in o.by.values() for check in checks} for o in faults}
    noticed = {check for checks in by_fault.values() for check in checks}
    alone = {fault: next(iter(checks)) for fault, checks in by_fault.items() if len(checks) == 1}
    by_task = Counter(task for outcome in faults for task in outcome.by)
    ran = {name.partition("@")[0] for name in by_task}
    return {
        "checksThatNoticeNothing": sorted(CHECKS.keys() - noticed),
        "faultsOfOneCheck": [f"{fault}: {check}" for fault, check in sorted(alone.items())],
        "tasksThatNotice": sorted(ran),
    }


def _of(outcomes: Sequence[MutationOutcome], kind: PlantingKind) -> list[MutationOutcome]:
    return [outcome for outcome in outcomes if outcome.planting.kind is kind]


def _table(outcomes: Sequence[MutationOutcome]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("planted", "result", "by", "in"):
        table.add_column(name)
    table.add_column("runs", justify="right")
    for outcome in outcomes:
        style = "" if outcome.is_right else "bold red"
        first, checks = next(iter(outcome.by.items()), ("", ()))
        by = outcome.error if outcome.caught in (Caught.GONE, Caught.CRASHED) else ", ".join(checks)
        row = (outcome.planting.fault_id, _word(outcome), by or "", first, f"{len(outcome.by)}/{outcome.ran}")
        table.add_row(*(Text(cell, style=style) for cell in row))
    return table


def _word(outcome: MutationOutcome) -> str:
    if outcome.planting.kind is PlantingKind.DEGENERATE and outcome.caught is not Caught.GONE:
        return "failed" if outcome.is_right else "passed"
    if outcome.planting.kind is PlantingKind.HARMLESS and outcome.caught is Caught.MISSED:
        return "silent"
    return "false alarm" if outcome.planting.kind is PlantingKind.HARMLESS and outcome.by else outcome.caught.value


def _sums(outcomes: Sequence[MutationOutcome]) -> Iterator[str]:
    faults = _of(outcomes, PlantingKind.FAULT)
    counts = Counter(outcome.caught for outcome in faults)
    if faults:
        by_result = ", ".join(f"{counts[caught]} {caught.value}" for caught in Caught if counts[caught])
        yield f"{counts[Caught.NAMED] + counts[Caught.LUCKY]}/{len(faults)} faults caught ({by_result})"
    if harmless := _of(outcomes, PlantingKind.HARMLESS):
        yield f"{sum(not o.is_right for o in harmless)}/{len(harmless)} false alarms"
    if agents := _of(outcomes, PlantingKind.DEGENERATE):
        yield f"{sum(o.is_right for o in agents)}/{len(agents)} useless agents failed"


def _idle(outcomes: Sequence[MutationOutcome]) -> Iterator[str]:
    for name, values in drop_one(outcomes).items():
        if name != "tasksThatNotice":
            yield f"{name}: {', '.join(values) or 'none'}"


def _planting(outcome: MutationOutcome) -> dict[str, Any]:
    return {
        "id": outcome.planting.fault_id,
        "kind": outcome.planting.kind.value,
        "caught": outcome.caught.value,
        "isRight": outcome.is_right,
        "reached": outcome.times,
        "ran": outcome.ran,
        "by": {name: list(checks) for name, checks in outcome.by.items()},
        "error": outcome.error,
    }
