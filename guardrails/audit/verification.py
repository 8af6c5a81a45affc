"""Verifies an audit log: every line, and its end against the head."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from guardrails.audit.chain import FIRST, AuditEntry, Damaged, Head, Seal
from guardrails.audit.file import HEAD, LOG


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """A defect at a line, counted from 1; 0 is the head file."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class LogVerdict:
    """The result of a check. ``notes`` are what a crash leaves behind, not signs of tampering."""

    records: int
    head: Head
    findings: tuple[AuditFinding, ...]
    notes: tuple[AuditFinding, ...]


def verify(folder: Path, *, key: bytes, kept_head: str | None = None) -> LogVerdict:
    """Check every line of a folder's log, and its end against the head.

    ``kept_head`` is the ``seq:mac`` of an earlier check, stored elsewhere: with it, a log that was rolled back together
    with its head is found.

    Raises:
        OSError: when the log cannot be read.
    """
    seal = Seal(key)
    reader = _Reader(seal)
    with (folder / LOG).open("rb") as file:
        for number, line in enumerate(file, start=1):
            reader.take(number, line)
    head = _head(folder, seal)
    reader.finish(head)
    if kept_head is not None and kept_head not in reader.codes:
        reader.found(0, "the record that was kept as the head is not in this log")
    return LogVerdict(reader.records, Head(reader.seq, reader.mac, 0), tuple(reader.findings), tuple(reader.notes))


def entries(folder: Path, *, key: bytes) -> Iterator[AuditEntry]:
    """Return the records that our key sealed, in the order of the file.

    Raises:
        OSError: when the log cannot be read.
    """
    seal = Seal(key)
    with (folder / LOG).open("rb") as file:
        for line in file:
            try:
                yield seal.open_line(line.rstrip(b"\n"))
            except Damaged:
                continue  # ``verify`` reports it


@dataclass(slots=True)
class _Reader:
    """Follows the chain line by line and continues after a defect, so that each is reported at its place."""

    seal: Seal
    records: int = 0
    seq: int = 0
    mac: str = FIRST
    codes: set[str] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    findings: list[AuditFinding] = field(default_factory=list)
    notes: list[AuditFinding] = field(default_factory=list)
    _unread: list[int] = field(default_factory=list)  # the lines just before that could not be read
    _is_unfinished: bool = False

    def found(self, line: int, text: str) -> None:
        self.findings.append(AuditFinding(line, text))

    def take(self, number: int, line: bytes) -> None:
        try:
            entry = self.seal.open_line(line.rstrip(b"\n"))
        except Damaged:
            self._unread.append(number)
            self._is_unfinished = not line.endswith(b"\n")
            return
        self._judge_unread(is_crash=entry.after_torn)
        self._follow(number, entry)
        if not line.endswith(b"\n"):
            self.notes.append(AuditFinding(number, "its end of line is missing"))

    def finish(self, head: Head | None) -> None:
        is_cut = head is not None and head.seq > self.seq
        self._judge_unread(is_crash=self._is_unfinished and head is not None and not is_cut)
        if head is None:
            self.found(0, "the head is missing or was not written with this key: whether the end was cut is not known")
        elif is_cut:
            self.found(
                self.records + 1, f"cut at the end: {head.seq} records were written, the last here is {self.seq}"
            )
        elif head.seq and f"{head.seq}:{head.mac}" not in self.codes:
            self.found(0, "the head is that of another log")

    def _follow(self, number: int, entry: AuditEntry) -> None:
        if entry.seq in self.seen:
            self.found(number, f"record {entry.seq} stands here once more")
        elif entry.seq < self.seq:
            self.found(number, f"record {entry.seq} is out of order")
        elif entry.seq > self.seq + 1:
            self.found(number, f"{_range(self.seq + 1, entry.seq - 1)} missing before this line")
        elif entry.prev != self.mac:
            self.found(number, f"record {entry.seq} does not follow the one before it")
        self.records += 1
        self.seen.add(entry.seq)
        self.codes.add(f"{entry.seq}:{entry.mac}")
        if entry.seq > self.seq:
            self.seq, self.mac = entry.seq, entry.mac

    def _judge_unread(self, *, is_crash: bool) -> None:
        """Attribute what could not be read to a crash if the next record says so, otherwise to tampering."""
        for line in self._unread:
            if is_crash:
                self.notes.append(AuditFinding(line, "not finished: the process ended while it was written"))
            else:
                self.found(line, "edited, or not written with this key")
        self._unread.clear()


def _head(folder: Path, seal: Seal) -> Head | None:
    try:
        return seal.open_head((folder / HEAD).read_bytes())
    except (FileNotFoundError, Damaged):
        return None


def _range(first: int, last: int) -> str:
    return f"record {first} is" if first == last else f"records {first} to {last} are"
