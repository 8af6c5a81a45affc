"""Keys for one purpose each, derived from one secret."""

import hashlib
import hmac


def derived(secret: str, purpose: str) -> bytes:
    """Return the key for one purpose, so that no two uses share one."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()
