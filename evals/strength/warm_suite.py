"""The suite, loaded and warm in this process, so that a forked child can run a task at once."""

import threading

from evals.harness.world import WORLDS, load_world
from evals.strength.task_runs import RunFindings, first_of, runs_by_name
from evals.tiers.tier import GATING


class WarmSuite:
    """Every gating run by name, after one of each tier has run in this process."""

    def __init__(self) -> None:
        self.runs = runs_by_name()
        self.findings = RunFindings()
        for path in sorted(WORLDS.glob("*.jsonl")):
            load_world(path.stem)
        for tier in GATING:
            self.findings.checks(self.runs[first_of(self.runs, tier)])
        others = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
        assert not others, f"a fork would lose threads: {others}"
