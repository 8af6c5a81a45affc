"""The processes of a measured turn (stub, chat service, peers), each controlled by lines on its standard input."""

import json
import subprocess  # each candidate is measured in a separate process
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

_CLOSE_WITHIN_S = 15


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that answers each line with a line of JSON."""

    process: "subprocess.Popen[str]"
    first_line: str

    @property
    def port(self) -> int:
        return int(self.first_line)

    def ask(self, line: str = "") -> dict[str, Any]:
        """Send a line and return the answer.

        Raises:
            RuntimeError: if the process has ended.
        """
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the process has no pipes")
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("a measured process has ended")
        return cast("dict[str, Any]", json.loads(answer))


@contextmanager
def worker(module: str, *arguments: str | int | Path) -> Iterator[Worker]:
    """Run ``python -m module`` while the block runs; it is ready when it has written its first line."""
    process = subprocess.Popen(  # noqa: S603  (our own modules)
        [sys.executable, "-m", module, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise RuntimeError(f"{module} did not start")
        yield Worker(process, line.strip())
    finally:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(_CLOSE_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()
