"""The report of a measurement: who noticed what, by package and by operator, and the survivors."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.strength.outcome import MutantOutcome, Noticed

FORMAT = 1
_COLUMNS = (Noticed.BY_EVALS, Noticed.BY_TESTS, Noticed.BY_NONE, Noticed.UNREACHED, Noticed.EQUIVALENT)
_LISTED = (Noticed.BY_NONE, Noticed.UNREACHED)
_MOST_RUNS = 6  # that are named for a survivor; the JSON report has all


def rates(outcomes: Sequence[MutantOutcome]) -> tuple[int, int, int]:
    """Return how many mutants count, how many the evals noticed, and how many they and the tests noticed together."""
    counts = Counter(outcome.noticed for outcome in outcomes)
    counted = len(outcomes) - counts[Noticed.EQUIVALENT] - counts[Noticed.NOT_PLANTED]
    return counted, counts[Noticed.BY_EVALS], counts[Noticed.BY_EVALS] + counts[Noticed.BY_TESTS]


def summary(outcomes: Sequence[MutantOutcome]) -> str:
    """Return the result in one line."""
    counted, by_evals, by_both = rates(outcomes)
    counts = Counter(outcome.noticed for outcome in outcomes)
    timed_out = sum(outcome.timed_out for outcome in outcomes)
    return (
        f"{by_evals} of {counted} noticed by evals ({_percent(by_evals, counted)}), {by_both} by evals or tests "
        f"({_percent(by_both, counted)}); {counts[Noticed.BY_NONE]} survived, {counts[Noticed.UNREACHED]} not reached, "
        f"{timed_out} by running out of time; not counted: {counts[Noticed.EQUIVALENT]} equivalent, "
        f"{counts[Noticed.NOT_PLANTED]} not planted"
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "none"


def print_report(outcomes: Sequence[MutantOutcome], console: Console) -> None:
    """Print the survivors and a table by package and by operator."""
    for outcome in outcomes:
        if outcome.noticed in _LISTED:
            console.print(Text(survivor(outcome)))
        elif outcome.noticed is Noticed.NOT_PLANTED:
            console.print(Text(f"not planted: {outcome.mutant.place} ({outcome.mutant.operator}): {outcome.detail}"))
    console.print(_table("package", outcomes, lambda outcome: outcome.mutant.package))
    console.print(_table("operator", outcomes, lambda outcome: outcome.mutant.operator))
    console.print(Text(f"\n{summary(outcomes)}", style="bold"))


def print_false_alarms(changes: Sequence[MutantOutcome], console: Console) -> bool:
    """Print which harmless changes were noticed, and return whether one was, or could not be tried."""
    noticed = [each for each in changes if each.noticed in (Noticed.BY_EVALS, Noticed.BY_TESTS)]
    untried = [each for each in changes if each.noticed in (Noticed.UNREACHED, Noticed.NOT_PLANTED)]
    for each in noticed:
        console.print(Text(f"false alarm: {each.mutant.operator} by {each.by} {', '.join(each.checks)}"))
    for each in untried:
        console.print(Text(f"not tried: {each.mutant.operator} ({each.noticed.value}) {each.detail}"))
    console.print(Text(f"harmless changes: {len(noticed)} of {len(changes)} raised an alarm", style="bold"))
    return bool(noticed or untried)


def print_sealed(faults: Sequence[MutantOutcome], console: Console, *, reveal: bool) -> None:
    """Print how many sealed faults were noticed; with ``reveal`` also the ids of those that were not, by evals."""
    console.print(Text(f"sealed faults: {summary(faults)}", style="bold"))
    for each in faults if reveal else ():
        if each.noticed is not Noticed.BY_EVALS:
            console.print(Text(f"  {each.mutant.operator}: {each.noticed.value}"))


def survivor(outcome: MutantOutcome) -> str:
    """Return a survivor as text: where, what changed, and which tasks and tests run the line."""
    mutant = outcome.mutant
    head = f"{mutant.place} {mutant.function or 'module level'}, {mutant.operator} [{mutant.fingerprint}]"
    return f"\n{head}: {_reach(outcome)}\n{mutant.diff}"


def _reach(outcome: MutantOutcome) -> str:
    if outcome.noticed is Noticed.UNREACHED:
        return "nothing that was run executes it"
    return f"run by {_named('task', outcome.tasks)}; by {_named('test', outcome.tests)}"


def _named(kind: str, names: Sequence[str]) -> str:
    if not names:
        return f"no {kind}"
    more = f" and {len(names) - _MOST_RUNS} more" if len(names) > _MOST_RUNS else ""
    return f"the {kind}s {', '.join(names[:_MOST_RUNS])}{more}"


def _table(head: str, outcomes: Sequence[MutantOutcome], group: Callable[[MutantOutcome], str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(head)
    for name in ("mutants", *_COLUMNS, "evals %", "both %"):
        table.add_column(name, justify="right")
    for name in sorted({group(outcome) for outcome in outcomes}):
        chosen = [outcome for outcome in outcomes if group(outcome) == name]
        counts = Counter(outcome.noticed for outcome in chosen)
        counted, by_evals, by_both = rates(chosen)
        cells = (len(chosen), *(counts[column] for column in _COLUMNS))
        table.add_row(name, *map(str, cells), _percent(by_evals, counted), _percent(by_both, counted))
    return table


def as_json(outcomes: Sequence[MutantOutcome], *, seed: int, problems: Sequence[str] = ()) -> str:
    """Return the whole measurement."""
    counted, by_evals, by_both = rates(outcomes)
    report = {
        "format": FORMAT,
        "seed": seed,
        "counted": counted,
        "byEvals": by_evals,
        "byEvalsOrTests": by_both,
        "problems": list(problems),
        "mutants": list(_entries(outcomes)),
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _entries(outcomes: Sequence[MutantOutcome]) -> Iterator[dict[str, Any]]:
    for outcome in outcomes:
        yield {
            "fingerprint": outcome.mutant.fingerprint,
            "path": outcome.mutant.path,
            "line": outcome.mutant.lines[0],
            "function": outcome.mutant.function,
            "operator": outcome.mutant.operator,
            "diff": outcome.mutant.diff,
            "noticed": outcome.noticed.value,
            "by": outcome.by,
            "checks": list(outcome.checks),
            "timedOut": outcome.timed_out,
            "tasks": list(outcome.tasks),
            "tests": list(outcome.tests),
            "detail": outcome.detail,
            "cpuSeconds": round(outcome.cpu_s, 2),
        }
