"""The audit log on disk. Every process that appends takes the same lock, so the chain is one, over restarts too."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from core.private_files import create_private_file
from guardrails.audit.chain import EMPTY, AuditEntry, Damaged, Head, Seal
from guardrails.audit.record import AuditRecord
from guardrails.errors import AuditUnavailable

LOG = "audit.jsonl"
HEAD = "audit.head"
_HEAD_BYTES = 512
_LOCKED_WITHIN_S = 5.0  # another process holds the lock for the time of one record
_TRY_AGAIN_S = 0.005


@dataclass(frozen=True, slots=True)
class _End:
    """Where to append, and whether the last line is incomplete."""

    head: Head
    is_torn: bool
    needs_newline: bool = False


class AuditFile:
    """Appends sealed records to the log of a folder.

    A record has been handed to the operating system when ``record`` returns, so a crash of the process loses none. A
    power failure may lose the last seconds; with ``sync`` each record is on the disk first, at the speed of the disk.
    """

    def __init__(self, folder: Path, *, key: bytes, sync: bool = False) -> None:
        """Open the log of a folder, or create it.

        Raises:
            OSError: when a file cannot be opened.
            AuditUnavailable: when the existing log cannot be continued: it was truncated, edited, or sealed with
                another key.
        """
        self._seal = Seal(key)
        self._sync = sync
        self._lock = Lock()
        create_private_file(folder / LOG)
        create_private_file(folder / HEAD)
        self._log = os.open(folder / LOG, os.O_RDWR | os.O_APPEND)
        self._head = os.open(folder / HEAD, os.O_RDWR)
        with self._locked():
            self._end()

    def close(self) -> None:
        os.close(self._log)
        os.close(self._head)

    def record(self, record: AuditRecord) -> None:
        """Append a record.

        Raises:
            AuditUnavailable: when it cannot be written, or the log is not what was written before.
        """
        try:
            with self._locked():
                self._append(record)
        except OSError as error:
            raise AuditUnavailable from error

    def _append(self, record: AuditRecord) -> None:
        end = self._end()
        if end.needs_newline:
            self._write(b"\n")
        line, mac = self._seal.line(record, seq=end.head.seq + 1, prev=end.head.mac, after_torn=end.is_torn)
        self._write(line)
        if self._sync:
            os.fsync(self._log)
        self._keep(Head(end.head.seq + 1, mac, os.fstat(self._log).st_size))
        if self._sync:
            os.fsync(self._head)

    def _end(self) -> _End:
        """Return the end of the log. What a crash left between a line and the head is recovered.

        Raises:
            AuditUnavailable: when the log does not end as the head says.
        """
        written = os.fstat(self._log).st_size
        content = os.pread(self._head, _HEAD_BYTES, 0)
        if not content and not written:
            self._keep(EMPTY)  # from now on, a log without a head is one whose head was removed
            return _End(EMPTY, is_torn=False)
        try:
            head = self._seal.open_head(content)
            if written < head.size:
                raise Damaged
            return self._taken_in(head, os.pread(self._log, written - head.size, head.size))
        except Damaged as error:
            raise AuditUnavailable from error

    def _taken_in(self, head: Head, beyond: bytes) -> _End:
        """Recover what the head does not count yet: a crash leaves at most one whole line, and fragments."""
        *lines, rest = beyond.split(b"\n")
        sealed = [entry for line in lines if (entry := self._opened(line))]
        if len(sealed) > 1 or any((entry.seq, entry.prev) != (head.seq + 1, head.mac) for entry in sealed):
            raise Damaged
        for entry in sealed:
            head = Head(entry.seq, entry.mac, head.size + len(beyond) - len(rest))
            self._keep(head)
        return _End(head, is_torn=bool(rest) or len(lines) > len(sealed), needs_newline=bool(rest))

    def _opened(self, line: bytes) -> AuditEntry | None:
        try:
            return self._seal.open_line(line)
        except Damaged:
            return None

    def _keep(self, head: Head) -> None:
        content = self._seal.head(head)
        os.pwrite(self._head, content, 0)
        os.ftruncate(self._head, len(content))

    def _write(self, content: bytes) -> None:
        if os.write(self._log, content) != len(content):
            raise AuditUnavailable

    def _take_lock(self) -> None:
        """Take the lock that all processes share, or give up: what holds it may never let go."""
        ends_at = time.monotonic() + _LOCKED_WITHIN_S
        while True:
            try:
                return fcntl.flock(self._head, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() >= ends_at:
                    raise AuditUnavailable from error
                time.sleep(_TRY_AGAIN_S)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._lock:
            self._take_lock()
            try:
                yield
            finally:
                fcntl.flock(self._head, fcntl.LOCK_UN)
