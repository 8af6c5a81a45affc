"""What an event says, so that a replay can be told from another event under the same id."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from rewards.stores.rows import EventRow

# When an event was recorded is no part of what it says: a replay may carry another value or none.
_NOT_CONTENT = {"recorded_at"}


def content_digest(event: EventRow, raw: Mapping[str, Any]) -> str:
    """Return a digest of what the event says, the same for every spelling of its instants and absent fields.

    The digest is stored: another way of making it would turn every replay into a conflict.
    """
    said = event.model_dump(mode="json", exclude=_NOT_CONTENT) | {"memo": raw.get("memo") or None}
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()
