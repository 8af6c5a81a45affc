"""Faults survived, as figures: ``python -m bench.resilience`` (about ten minutes), ``--only PART`` for one part.

Exit status 1 when an answer was wrong, something acknowledged was lost, or the service did not recover.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.resilience.drill import Trial, as_json, running_drill
from bench.resilience.fault_proxy import Fault
from bench.resilience.rewards_process import DATABASES

RESULTS = Path(__file__).parents[1] / "results" / "resilience.json"
_NETWORK = (Fault.DOWN, Fault.SLOW, Fault.GARBAGE, Fault.CUT, Fault.RESTARTED, Fault.KILLED)
PLAN: tuple[tuple[str, tuple[Fault, ...]], ...] = (
    *((database, (Fault.DOWN, Fault.SLOW, Fault.GARBAGE)) for database in DATABASES),
    ("rewards", _NETWORK),
    ("redis", (*_NETWORK, Fault.FULL)),
    ("postgres", _NETWORK),
    ("model", _NETWORK),
    ("chat", (Fault.RESTARTED, Fault.KILLED, Fault.FULL)),
)


async def _run(only: list[str], *, fault_s: float, console: Console) -> list[Trial]:
    trials: list[Trial] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with running_drill(Path(folder)) as drill:
            await drill.warm_up()
            for part, faults in PLAN:
                for fault in faults if not only or part in only else ():
                    trial = await drill.trial(part, fault, fault_s=fault_s)
                    trials.append(trial)
                    console.print(f"{part} {fault.value}: {trial.during} | after: {trial.after}", soft_wrap=True)
    return trials


def _is_survived(trial: Trial) -> bool:
    return not (trial.wrong or trial.lost_events or trial.lost_turns) and trial.recovered_s is not None


def main() -> int:
    """Run the drill and print its table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--only", nargs="*", default=[], choices=[part for part, _ in PLAN], metavar="PART")
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each fault lasts")
    arguments = parser.parse_args()
    console = Console(width=200)
    trials = asyncio.run(_run(arguments.only, fault_s=arguments.seconds, console=console))
    table = Table("part", "fault", "answers while it lasted", "wrong", "slowest", "right again after", "lost")
    for trial in trials:
        recovered = "not within two minutes" if trial.recovered_s is None else f"{trial.recovered_s} s"
        lost = f"{trial.lost_events} events, {trial.lost_turns} turns"
        row = (trial.part, trial.fault, trial.during, str(trial.wrong), f"{trial.slowest_s} s", recovered, lost)
        table.add_row(*row)
    console.print(table)
    if not arguments.only:
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(as_json(trials), encoding="utf-8")
    return 0 if all(map(_is_survived, trials)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
