"""Responses compressed with gzip for clients that accept it (RFC 9110, section 12.5.3)."""

import re

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_SMALLEST_BYTES = 1024  # of a body; a smaller one fits into one packet anyway
# The cheapest level: an answer of 8 KB becomes 18 % of it, and 16 % at the highest level, which for large answers takes
# six times as long.
_LEVEL = 1
_REFUSED = re.compile(r"\bgzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)", re.IGNORECASE)


class GzipAccepted:
    """Starlette's middleware, except for a client that names gzip to refuse it.

    A body above 128 KiB is compressed in a thread. Streams of events are never compressed: an event would wait in the
    compressor for the next one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._gzip = GZipMiddleware(app, minimum_size=_SMALLEST_BYTES, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_wanted = scope["type"] == "http" and any(
            accepts_gzip(value.decode("latin-1")) for name, value in scope["headers"] if name == b"accept-encoding"
        )
        await (self._gzip if is_wanted else self._app)(scope, receive, send)


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether a value of ``Accept-Encoding`` names gzip, and not to refuse it."""
    return "gzip" in accept_encoding and not _REFUSED.search(accept_encoding)
