"""Other processes that run mutants, because their state must not be that of this one."""

import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from evals.harness.errors import HarnessError
from evals.harness.product_functions import PACKAGES, ROOT

_OURS = {*PACKAGES, "cli", "evals", "bench", "tests", "project"}


class HostFailed(HarnessError):
    """A process that runs mutants ended without a result."""


def libraries() -> list[str]:
    """Return the modules of other packages that the product has imported by now.

    Not the accelerators: ``_asyncio``, imported before ``asyncio``, keeps a second list of running tasks.
    """
    ours = (name for name in sys.modules if name.partition(".")[0] in _OURS)
    others = sys.modules.keys() - {*ours, "__main__"}
    return sorted(name for name in others if not name.startswith("_"))


def hosted(module: str, work: Any, *, processes: int) -> Any:
    """Have another process do the work, and return its results."""
    with tempfile.TemporaryDirectory(prefix="rewards-strength-") as folder:
        source, target = Path(folder) / "work", Path(folder) / "results"
        source.write_bytes(pickle.dumps(work))
        command = [sys.executable, "-m", module, str(source), str(target), str(processes)]
        ended = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 -- this program
        if not target.exists():
            raise HostFailed(f"{module} ended with status {ended.returncode} and no result")
        return pickle.loads(target.read_bytes())  # noqa: S301 -- written by the process above
