"""Records which lines of the product are executed by its import, and by the first tasks of a process.

A warm process executes some of them never again: what is cached, and what is set up once.
"""

import pickle
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.strength.line_recording import LineTrace


def main(arguments: Sequence[str]) -> int:
    """Read the names of tasks from a file, and write the lines to another."""
    source, target = Path(arguments[0]), Path(arguments[1])
    _, names = pickle.loads(source.read_bytes())  # noqa: S301 -- written by the command
    with LineTrace().running() as trace:
        trace.begin("all")
        from evals.strength.task_runs import checks_of, runs_by_name

        runs = runs_by_name()
        for name in names:
            checks_of(runs[name])
        lines = trace.finished()["all"]
    target.write_bytes(pickle.dumps({(path, number) for path, numbers in lines.items() for number in numbers}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
