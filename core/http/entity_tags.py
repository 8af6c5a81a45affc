"""Entity tags, and whether a caller holds the one of the current answer (RFC 9110, sections 8.8.3 and 13.1.2)."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256

_DIGEST_BYTES = 18  # 24 characters without padding
_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def weak_tag(*parts: str) -> str:
    """Return a weak entity tag: equal for equal parts, and otherwise different.

    Weak, as the answers that share one say the same and may differ in bytes: each has its own request id.
    """
    content = b"".join(b"%d:%b" % (len(part), part) for part in (text.encode() for text in parts))
    return f'W/"{urlsafe_b64encode(sha256(content).digest()[:_DIGEST_BYTES]).decode()}"'


def is_match(tag: str, if_none_match: Sequence[str]) -> bool:
    """Whether the values of ``If-None-Match`` name this tag, compared weakly, or ``*``, which is any."""
    opaque = tag.removeprefix("W/")[1:-1]
    return any(value.strip() == "*" or opaque in _TAG.findall(value) for value in if_none_match)
