"""Dead letters: records that can never be stored, kept where a person can look at them and send them again."""

import asyncio
import json
import os
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from core.private_files import create_private_file
from rewards.consume.event_decoder import Fault
from rewards.consume.record import Message, Record


class DeadLettersUnavailable(Exception):
    """The destination of dead letters cannot be written. ``place`` names it."""

    def __init__(self, place: str) -> None:
        super().__init__(f"dead letters cannot be written to {place}")
        self.place = place


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that cannot be stored, and why: one fault for each of its events that is wrong."""

    at: datetime
    source: str
    record: Record
    faults: Sequence[Fault]

    @property
    def digest(self) -> str:
        """A text that is the same for the same record and no other one."""
        return sha256(f"{self.source} {self.record.position}".encode()).hexdigest()

    def to_json(self, *, longest_bytes: int | None = None) -> str:
        """Return the letter as one line of JSON, without the record if it would be longer than ``longest_bytes``.

        The record itself is part of it, because a queue deletes what is acknowledged. So a letter holds values, and
        belongs where only operators can read it.
        """
        content = _content(self.record)
        text = self._json(content)
        if longest_bytes is not None and len(text.encode("utf-8", "backslashreplace")) > longest_bytes:
            return self._json({"isTooLong": True})
        return text

    def _json(self, content: dict[str, Any]) -> str:
        record = self.record
        letter: dict[str, Any] = {
            "at": self.at.isoformat(),
            "source": self.source,
            "position": record.position,
            "key": record.key,
            "faults": [
                {"reason": fault.reason.value, "fields": list(fault.fields), "eventId": fault.event_id}
                for fault in self.faults
            ],
            **content,
        }
        return json.dumps(letter, ensure_ascii=False, default=str)


class DeadLetters(Protocol):
    """A destination of dead letters."""

    async def put(self, letters: Sequence[DeadLetter]) -> None:
        """Keep these letters; they are durable when this returns.

        Raises:
            DeadLettersUnavailable: if they could not all be kept.
        """
        ...


class DeadLetterFile:
    """A JSONL file that only its owner can read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def create(self) -> None:
        """Create the file, or tighten an existing one.

        Raises:
            OSError: if it cannot be used.
        """
        create_private_file(self._path)

    async def put(self, letters: Sequence[DeadLetter]) -> None:
        lines = "".join(letter.to_json() + "\n" for letter in letters)
        try:
            await asyncio.to_thread(self._append, lines.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise DeadLettersUnavailable(str(self._path)) from error

    def _append(self, lines: bytes) -> None:
        create_private_file(self._path)  # it may have been moved away since, to be looked at
        with self._path.open("ab") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())


def _content(record: Record) -> dict[str, Any]:
    if not isinstance(record.content, Message):
        return {"database": record.content.database.value, "keys": record.content.keys, "row": record.content.row}
    if record.content.body is None:
        return {"body": None}
    try:
        return {"body": record.content.body.decode()}
    except UnicodeDecodeError:
        return {"bodyBase64": b64encode(record.content.body).decode()}
