"""Text that sorts as what it stands for: instants, and identifiers joined into one key."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

_ESCAPED = re.compile(r"[!-%]")


def instant_text(instant: datetime) -> str:
    """Return an instant as text that sorts chronologically: UTC, with all digits."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def joined(*identifiers: str) -> str:
    """Return identifiers as parts of a key, separated by "#" and in the same order as the identifiers."""
    return "#".join(map(_as_part, identifiers))


def split(key: str) -> list[str]:
    """Return the identifiers of a key that ``joined`` made."""
    return [unquote(part) for part in key.split("#")]


def _as_part(identifier: str) -> str:
    # Escaped are the separator, the sign of the escape, and what sorts before them: the order stays.
    return _ESCAPED.sub(lambda found: f"%{ord(found[0]):02X}", identifier)
