"""What a request left in the files of the chat service: new audit records, and what is new in the conversations."""

from collections.abc import Sequence
from pathlib import Path

from evals.harness.service_under_test import SECRET, stored_conversations
from guardrails.audit.chain import Seal
from guardrails.audit.file import LOG
from guardrails.key_derivation import derived


class AuditTail:
    """The audit log, read on from where it was read before, as a task reads it hundreds of times."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOG
        self._seal = Seal(derived(SECRET, "audit-chain"))
        self._offset = 0

    def read(self) -> tuple[Sequence[str], str]:
        """Return what is new: ``tool decision status`` of each record, as a task writes it, and the lines as text."""
        if not self._path.exists():
            return (), ""
        with self._path.open("rb") as file:
            file.seek(self._offset)
            lines = [line for line in file if line.endswith(b"\n")]
        self._offset += sum(map(len, lines))
        records = [self._seal.open_line(line.rstrip(b"\n")).record for line in lines]
        return [f"{one.tool} {one.decision} {one.status}" for one in records], b"".join(lines).decode()


class StoredText:
    """What the conversations hold on disk, line by line, each returned once: later steps search what is new alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: set[str] = set()
        self._state: object = None

    def read(self) -> str:
        """Return the lines that were not there before."""
        state = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in self._files()]
        if state == self._state:
            return ""
        self._state = state
        lines = dict.fromkeys(stored_conversations(self._folder).split("\n"))
        new = [line for line in lines if line not in self._known]
        self._known.update(new)
        return "\n".join(new)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("conversations.sqlite3*"))
