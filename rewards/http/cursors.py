"""Cursors: opaque, signed, and valid only for the search and the caller that they were issued to."""

import base64
import binascii
import hmac
import json
from collections.abc import Sequence
from hashlib import sha256

from rewards.errors import InvalidCursor

_LONGEST_CURSOR = 4000


class Cursors:
    """Seals and opens cursors with one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @property
    def key_id(self) -> str:
        """A digest that differs between secrets, and reveals nothing of them."""
        return hmac.digest(self._secret, b"id of the key", "sha256").hex()[:16]

    def seal(self, place: Sequence[str], *, bound_to: Sequence[str]) -> str:
        """Return a cursor for a position in a list. ``bound_to`` names the search and the caller."""
        payload = json.dumps(list(place), separators=(",", ":")).encode()
        return f"{_encode(payload)}.{_encode(self._signature(payload, bound_to))}"

    def open(self, cursor: str, *, bound_to: Sequence[str]) -> list[str]:
        """Return the position that a cursor holds.

        Raises:
            InvalidCursor: when it was not given out by this secret for the same search and caller.
        """
        payload_text, _, signature_text = cursor[:_LONGEST_CURSOR].partition(".")
        payload = _decode(payload_text)
        if not hmac.compare_digest(_decode(signature_text), self._signature(payload, bound_to)):
            raise InvalidCursor
        place: list[str] = json.loads(payload)  # signed, so it is what ``seal`` made
        return place

    def _signature(self, payload: bytes, bound_to: Sequence[str]) -> bytes:
        bound = json.dumps(list(bound_to)).encode()
        return hmac.digest(self._secret, sha256(bound).digest() + payload, "sha256")


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidCursor from error
