"""Whether the chain of the audit log is whole, followed as it grows: each request checks what is new, within bounds."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

from guardrails.audit.chain import FIRST, Damaged, Head, Seal
from guardrails.audit.file import HEAD, LOG

MOST_CHECKED = 50_000  # lines at a time, a fraction of a second
_RECHECKED_AFTER = timedelta(hours=1)  # what was checked may be changed afterwards
_HEAD_OF_LINE = re.compile(rb'\{"seq":([1-9][0-9]{0,17}),')
_TAIL = re.compile(rb'(,"after_torn":true)?,"prev":"([0-9a-f]{64})","mac":"([0-9a-f]{64})"\}')
_LONGEST_TAIL = 200


class ChainStatus(StrEnum):
    INTACT = "intact"  # up to the last record
    CHECKING = "checking"  # the log is long: the next request continues
    DAMAGED = "damaged"  # `rewards-agent audit verify` says where and how


@dataclass(frozen=True, slots=True)
class ChainState:
    """The result so far: the records that were checked, and since when this check has been running."""

    status: ChainStatus
    records: int
    began_at: datetime


class ChainWatch:
    """Follows the chain of a folder's log from its beginning, and begins again every hour. Blocks."""

    def __init__(self, folder: Path, *, key: bytes, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._seal = Seal(key)
        self._now = now
        self._begin()

    def advance(self) -> ChainState:
        """Check what is new, or a part of it, and return the state.

        Raises:
            OSError: when the log cannot be read.
        """
        if self._now() - self._began_at >= _RECHECKED_AFTER:
            self._begin()
        status = ChainStatus.DAMAGED if self._is_damaged else self._follow()
        return ChainState(status, self._seq, self._began_at)

    def _begin(self) -> None:
        self._began_at = self._now()
        self._place, self._seq, self._mac = 0, 0, FIRST
        self._is_unread = self._is_damaged = False

    def _follow(self) -> ChainStatus:
        head = self._head()  # first: what is written meanwhile is checked by the next request
        if head is None:
            return self._damaged()
        with (self._folder / LOG).open("rb") as file:
            file.seek(self._place)
            for _ in range(MOST_CHECKED):
                if self._place >= head.size:
                    break
                line = file.readline()
                self._place += len(line)
                if not line or not self._follows(line.rstrip(b"\n")):
                    return self._damaged()
        if self._place < head.size:
            return ChainStatus.CHECKING
        is_end = (self._place, self._seq, self._mac) == (head.size, head.seq, head.mac)
        return ChainStatus.INTACT if is_end and not self._is_unread else self._damaged()

    def _follows(self, line: bytes) -> bool:
        """Whether a line continues the chain, or may be what a crash left: then the next record says so."""
        head, tail = _HEAD_OF_LINE.match(line), _TAIL.search(line, max(0, len(line) - _LONGEST_TAIL))
        if head is None or tail is None or not self._seal.is_sealed(line):
            self._is_unread = True
            return True
        seq, prev = int(head[1]), tail[2].decode()
        is_whole = seq == self._seq + 1 and prev == self._mac and (not self._is_unread or tail[1] is not None)
        self._seq, self._mac, self._is_unread = seq, tail[3].decode(), False
        return is_whole

    def _damaged(self) -> Literal[ChainStatus.DAMAGED]:
        self._is_damaged = True
        return ChainStatus.DAMAGED

    def _head(self) -> Head | None:
        try:
            return self._seal.open_head((self._folder / HEAD).read_bytes())
        except (FileNotFoundError, Damaged):
            return None
