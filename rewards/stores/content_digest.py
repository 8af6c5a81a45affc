"""Digests of the content of events, which distinguish a replay from a different event under the same id."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from rewards.stores.rows import EventRow, row_adapter

# The recording time is not content: a replay may carry another value or none.
_NOT_CONTENT = {"recorded_at"}
_EVENT = row_adapter(EventRow)


def content_digest(event: EventRow, raw: Mapping[str, Any]) -> str:
    """Return a digest of an event's content, the same however its instants and absent fields are written.

    Digests are stored: computing them in another way would turn every replay into a conflict.
    """
    content = _EVENT.dump_json(event, exclude=_NOT_CONTENT)
    if not content.isascii():  # what is hashed has escapes
        content = json.dumps(json.loads(content), separators=(",", ":")).encode()
    memo = json.dumps(raw["memo"]).encode() if raw.get("memo") else b"null"
    return sha256(b'%b,"memo":%b}' % (content[:-1], memo)).hexdigest()
