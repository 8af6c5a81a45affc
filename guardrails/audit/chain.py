"""The form of the audit log: one JSON object a line, each sealed with a key and bound to the line before it.

A line ends in ``,"mac":"..."}``; the code is over all bytes before it, which hold the number of the record and the code
of the one before. So without the key no line can be edited, left out, moved or added. The *head*, a small file beside
the log, says how many records there are: without it a log that was cut at its end would look whole.
"""

import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from guardrails.audit.record import AuditRecord

FIRST = "0" * 64  # what stands for the code of a line before the first
_ADDED = {"customer"}  # which records of earlier versions lack
_SEALED = re.compile(rb'(\{"seq":[1-9][0-9]{0,17},.*),"mac":"([0-9a-f]{64})"\}', re.DOTALL)


class _Line(BaseModel):
    """What a line adds to its record."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    seq: int
    prev: str
    after_torn: bool = False


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line that was sealed with this key."""

    seq: int
    prev: str
    mac: str
    after_torn: bool  # the line before this one is incomplete: a crash
    record: AuditRecord


class Damaged(Exception):
    """A line or a head that was not sealed with this key, or is malformed."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ends: the number and code of the last record, and the size of the file in bytes."""

    seq: int
    mac: str
    size: int


EMPTY = Head(seq=0, mac=FIRST, size=0)


class Seal:
    """Seals and opens lines and heads with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def line(self, record: AuditRecord, *, seq: int, prev: str, after_torn: bool) -> tuple[bytes, str]:
        """Return the line of a record, with its newline, and its code."""
        fields: dict[str, object] = {"seq": seq, **asdict(record)}
        if after_torn:
            fields["after_torn"] = True
        text = json.dumps(fields | {"prev": prev}, separators=(",", ":"), ensure_ascii=False)
        body = text[:-1].encode()  # without the closing brace
        mac = self._code(b"line", body)
        return body + f',"mac":"{mac}"}}\n'.encode(), mac

    def open_line(self, line: bytes) -> AuditEntry:
        """Read a line, given without its newline.

        Raises:
            Damaged: when our key did not seal it.
        """
        match = self._sealed(line)
        if match is None:
            raise Damaged
        try:
            fields = json.loads(match[1] + b"}")
            envelope = _Line.model_validate(fields)
            missing = _ADDED - fields.keys()
            record = AuditRecord(**{name: fields[name] for name in AuditRecord.__slots__ if name not in missing})
        except (ValueError, ValidationError, KeyError, TypeError) as error:
            raise Damaged from error
        return AuditEntry(envelope.seq, envelope.prev, match[2].decode(), envelope.after_torn, record)

    def is_sealed(self, line: bytes) -> bool:
        """Whether this key sealed a line, given without its newline; for a third of the time of reading it."""
        return self._sealed(line) is not None

    def _sealed(self, line: bytes) -> re.Match[bytes] | None:
        match = _SEALED.fullmatch(line)
        if match is None or not hmac.compare_digest(self._code(b"line", match[1]), match[2].decode()):
            return None
        return match

    def head(self, head: Head) -> bytes:
        """Return the content of the head file."""
        body = f"{head.seq} {head.mac} {head.size}"
        return f"{body} {self._code(b'head', body.encode())}\n".encode()

    def open_head(self, content: bytes) -> Head:
        """Read the head file.

        Raises:
            Damaged: when our key did not seal it.
        """
        body, _, code = content.rstrip(b"\n").rpartition(b" ")
        if not hmac.compare_digest(self._code(b"head", body).encode(), code):
            raise Damaged
        seq, mac, size = body.decode().split(" ")
        return Head(int(seq), mac, int(size))

    def _code(self, purpose: bytes, body: bytes) -> str:
        return hmac.new(self._key, purpose + b"\0" + body, hashlib.sha256).hexdigest()
