"""The audit log as it grows: what each step has added to it."""

import json
from pathlib import Path

from guardrails.audit.file import LOG


class AuditTail:
    """Reads each line of a log once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOG
        self._read = 0  # bytes

    def added(self) -> tuple[str, ...]:
        """Return the lines that were added since the last call."""
        if not self._path.exists():
            return ()
        with self._path.open("rb") as file:
            file.seek(self._read)
            whole, _, _ = file.read().rpartition(b"\n")
        self._read += len(whole) + 1 if whole else 0
        return tuple(whole.decode().splitlines())


def shortened(line: str) -> str:
    """Return a line as a task writes it: tool, decision and status."""
    record = json.loads(line)
    return f"{record['tool']} {record['decision']} {record['status']}"
