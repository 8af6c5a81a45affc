"""Reads the audit log by account, customer and time: pages from its end, and all of it from the beginning.

A page costs what it returns, and at most ``MOST_SCANNED`` lines where few of them match: then it is short, and its
cursor continues. A window is found by halving, as the records are almost in the order of their times.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from guardrails.audit.chain import AuditEntry, Damaged, Seal
from guardrails.audit.file import LOG
from guardrails.audit.queries import SKEW, AuditQuery

MOST_SCANNED = 200_000  # lines for one page, a fraction of a second
EXPORT_CHUNK = 5_000  # lines that an export reads at a time
_BLOCK = 1 << 16
_AT = re.compile(rb'"at":"([^"]{1,40})"')


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Records, the latest first. ``following`` is where the next page begins in the file; None at its beginning."""

    entries: Sequence[AuditEntry]
    following: int | None


@dataclass(frozen=True, slots=True)
class AuditChunk:
    """Records in the order of the file, and where the next chunk begins; None at the end."""

    entries: Sequence[AuditEntry]
    following: int | None


class AuditReader:
    """Reads the log of a folder while it is written. Blocks."""

    def __init__(self, folder: Path, *, key: bytes) -> None:
        self._path = folder / LOG
        self._seal = Seal(key)

    def page(self, query: AuditQuery, *, before: int | None, limit: int) -> AuditPage:
        """Return the last records in question, of those that begin before a place in the file.

        Raises:
            OSError: when the log cannot be read.
        """
        found: list[AuditEntry] = []
        with self._path.open("rb") as file:
            first, last = self._bounds(file, query)
            for number, (place, line) in enumerate(
                _lines_before(file, last if before is None else min(before, last)), start=1
            ):
                if place < first:
                    break
                entry = self._entry(line, query)
                if entry is not None and query.matches(entry.record):
                    found.append(entry)
                if len(found) == limit or number == MOST_SCANNED:
                    return AuditPage(found, place if place else None)
        return AuditPage(found, None)

    def chunk(self, query: AuditQuery, *, start: int | None) -> AuditChunk:
        """Return the records in question among the next lines of the file.

        Raises:
            OSError: when the log cannot be read.
        """
        found: list[AuditEntry] = []
        with self._path.open("rb") as file:
            first, last = self._bounds(file, query)
            file.seek(first if start is None else start)
            for _ in range(EXPORT_CHUNK):
                line = file.readline()
                if not line.endswith(b"\n") or file.tell() > last:
                    return AuditChunk(found, None)
                entry = self._entry(line, query)
                if entry is not None and query.matches(entry.record):
                    found.append(entry)
            return AuditChunk(found, file.tell())

    def _entry(self, line: bytes, query: AuditQuery) -> AuditEntry | None:
        """Return the record of a line that may be in question, if this service sealed it."""
        if not all(needle in line for needle in query.needles):
            return None
        try:
            return self._seal.open_line(line.rstrip(b"\n"))
        except Damaged:
            return None  # the state of the chain reports it

    def _bounds(self, file: BinaryIO, query: AuditQuery) -> tuple[int, int]:
        """Return the places in the file between which the records of the window are."""
        earliest, latest = _earlier(query.start), _later(query.end)
        first = 0 if earliest is None else self._place_of(file, earliest)
        return first, _size(file) if latest is None else self._place_of(file, latest)

    @staticmethod
    def _place_of(file: BinaryIO, instant: datetime) -> int:
        """Return where the first line at an instant or later begins, by halving."""
        low, high = 0, _size(file)  # the line begins in [low, high]
        while high - low > _BLOCK:
            middle = (low + high) // 2
            place, at = _first_dated(file, middle)
            if at is None or at >= instant:
                high = middle
            else:
                low = place
        file.seek(low)
        place = low
        for line in file:
            at = _instant_of(line)
            if at is not None and at >= instant:
                return place
            place += len(line)
        return place


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _first_dated(file: BinaryIO, place: int) -> tuple[int, datetime | None]:
    """Return the first dated line that begins behind a place, and its instant."""
    file.seek(place)
    place += len(file.readline())
    for line in file:
        at = _instant_of(line)
        if at is not None:
            return place, at
        place += len(line)
    return place, None


def _lines_before(file: BinaryIO, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield the whole lines that begin before a place, the last first, each with where it begins."""
    rest = b""
    while end > 0:
        start = max(0, end - _BLOCK)
        file.seek(start)
        block = file.read(end - start) + rest
        lines = block.split(b"\n")
        place = start + len(block)
        for line in reversed(lines[1:]):
            place -= len(line)
            if line:
                yield place, line
            place -= 1
        rest, end = lines[0], start
    if rest:
        yield 0, rest


def _instant_of(line: bytes) -> datetime | None:
    match = _AT.search(line, 0, 200)
    try:
        at = datetime.fromisoformat(match[1].decode()) if match else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def _earlier(instant: datetime) -> datetime | None:
    """Return the instant less the skew of clocks; None for the beginning of time."""
    try:
        return instant - SKEW
    except OverflowError:
        return None


def _later(instant: datetime) -> datetime | None:
    try:
        return instant + SKEW
    except OverflowError:
        return None
