"""Cross-origin requests (CORS) of the configured pages, and of no others.

Written by hand, as Starlette's middleware lacks two things: ``Vary: Origin`` on every response that another origin
could have received with other headers, and one list for each part of the service.
"""

from collections.abc import Iterable, Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PREFLIGHT: Mapping[str, str] = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Type, If-None-Match, Last-Event-ID, Mcp-Method, Mcp-Name, MCP-Protocol-Version, "
        "X-Conversation-Id, X-Request-Id"
    ),
    "Access-Control-Max-Age": "7200",  # seconds; Chromium keeps a preflight no longer
}
# What a script may read besides the safelisted headers (Fetch Standard, "CORS-safelisted response-header name").
_EXPOSED = {"Access-Control-Expose-Headers": "ETag, Retry-After, X-Conversation-Id, X-Request-Id"}
_VARY = (b"vary", b"Origin")
_SCOPE_KEY = "api.cross_origin"
_RawHeaders = list[tuple[bytes, bytes]]


class CrossOrigin:
    """Allows pages of these origins to read the responses of the paths below a prefix.

    Credentials (cookies, client certificates) are never allowed: the bearer token is a header that the page sets. The
    response to a page of another origin has no headers of CORS, so the browser keeps it from the page.
    """

    def __init__(self, app: ASGIApp, *, origins: Mapping[str, Iterable[str]]) -> None:
        """``origins``: the origins for each prefix; a prefix without any is left as it is."""
        self._app = app
        self._origins = {prefix: frozenset(allowed) for prefix, allowed in origins.items() if allowed}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        allowed = self._allowed(scope) if scope["type"] == "http" else None
        if allowed is None:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        granted = {"Access-Control-Allow-Origin": origin} if origin in allowed else {}
        if granted and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            lines = [*_encoded(granted | dict(_PREFLIGHT)), _VARY]
            await send({"type": "http.response.start", "status": 204, "headers": lines})
            await send({"type": "http.response.body", "body": b""})
            return
        added = scope[_SCOPE_KEY] = [*(_encoded(granted | _EXPOSED) if granted else []), _VARY]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _allowed(self, scope: Scope) -> frozenset[str] | None:
        path: str = scope["path"]
        return next((allowed for prefix, allowed in self._origins.items() if path.startswith(prefix)), None)


def cross_origin_headers(scope: Scope) -> _RawHeaders:
    """Return the headers for a response that is sent past the middleware; none outside its paths."""
    headers: _RawHeaders = scope.get(_SCOPE_KEY, [])
    return headers


def _encoded(headers: Mapping[str, str]) -> _RawHeaders:
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
