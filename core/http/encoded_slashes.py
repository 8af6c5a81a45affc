"""``%2F`` in a path: a slash inside an identifier, and not the end of a segment.

Servers decode the path before it is routed. Where ``%2F`` was sent, the routes get a path with a private character,
which reading an identifier turns back into a slash.
"""

import re
from urllib.parse import quote, unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from core.ids import SITE_IDENTIFIERS, SLASH_IN_SEGMENT

_ENCODED = re.compile(rb"%2f", re.IGNORECASE)
_STAND_IN = quote(SLASH_IN_SEGMENT).encode()


class EncodedSlashes:
    """Keeps an encoded slash in its segment of the path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_needed = scope["type"] == "http" and SITE_IDENTIFIERS.may_contain_slash
        raw: bytes | None = scope.get("raw_path") if is_needed else None
        if raw is not None and _ENCODED.search(raw):
            scope["path"] = unquote(_ENCODED.sub(_STAND_IN, raw).decode("latin-1"))
        await self._app(scope, receive, send)
