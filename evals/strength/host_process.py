"""Other processes that record or run mutants, because their state must not be that of this one."""

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from evals.harness.errors import HarnessError
from evals.harness.product_functions import PACKAGES, ROOT
from evals.strength.forked import Send

_OURS = {*PACKAGES, "cli", "evals", "bench", "tests", "project"}
_LENGTH = 8  # of the length of a result, in bytes


class HostFailed(HarnessError):
    """A process that runs mutants ended before it had finished."""


def libraries() -> list[str]:
    """Return the modules of other packages that the product has imported by now.

    Not the accelerators: ``_asyncio``, imported before ``asyncio``, keeps a second list of running tasks.
    """
    ours = (name for name in sys.modules if name.partition(".")[0] in _OURS)
    others = sys.modules.keys() - {*ours, "__main__"}
    return sorted(name for name in others if not name.startswith("_"))


def hosted(module: str, work: Any, *, processes: int) -> Iterator[Any]:
    """Have another process do the work, and yield its results as they arrive.

    Raises:
        HostFailed: it ended with an error, after the results that were yielded.
    """
    with tempfile.TemporaryDirectory(prefix="rewards-strength-") as folder:
        source = Path(folder) / "work"
        source.write_bytes(pickle.dumps(work))
        reading, writing = os.pipe()
        command = [sys.executable, "-m", module, str(source), str(writing), str(processes)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, pass_fds=[writing]) as process:  # noqa: S603 -- this program
            os.close(writing)
            with os.fdopen(reading, "rb") as results:
                yield from _results(results)
        if process.returncode:
            raise HostFailed(f"{module} ended with status {process.returncode}")


def serve(host: Callable[[Any, int, Send], None]) -> None:
    """Be such a process: read the work, and have it done by so many processes, which send results."""
    source, descriptor, processes = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    os.set_inheritable(descriptor, False)
    with os.fdopen(descriptor, "wb") as results:

        def send(result: Any) -> None:
            content = pickle.dumps(result)
            results.write(len(content).to_bytes(_LENGTH, "big") + content)
            results.flush()

        host(pickle.loads(source.read_bytes()), processes, send)  # noqa: S301 -- written by the command


def _results(results: IO[bytes]) -> Iterator[Any]:
    while length := results.read(_LENGTH):
        yield pickle.loads(results.read(int.from_bytes(length, "big")))  # noqa: S301 -- sent by this program
