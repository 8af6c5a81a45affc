"""Digests of the content of events, which distinguish a replay from a different event under the same id."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from rewards.stores.rows import EventRow

# The recording time is not content: a replay may carry another value or none.
_NOT_CONTENT = {"recorded_at"}


def content_digest(event: EventRow, raw: Mapping[str, Any]) -> str:
    """Return a digest of an event's content, the same however its instants and absent fields are written.

    Digests are stored: computing them in another way would turn every replay into a conflict.
    """
    content = event.model_dump_json(exclude=_NOT_CONTENT)
    if not content.isascii():  # what is hashed has escapes
        content = json.dumps(json.loads(content), separators=(",", ":"))
    memo = json.dumps(raw.get("memo") or None)
    return sha256(f'{content[:-1]},"memo":{memo}}}'.encode()).hexdigest()
