"""The id of a request: the caller's own when it is a UUID or a ULID, a new one otherwise."""

import re
from collections.abc import Iterable
from uuid import uuid4

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID_HEADER = "X-Request-Id"
# A UUID, with dashes or without, or a ULID: what tracing systems send. The id goes into logs and audit records as it
# is, so it must have no room for a telephone number, a card number or a name.
_ACCEPTED = re.compile(
    rb"[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-7][0-9A-HJKMNP-TV-Z]{25}", re.ASCII
)
_SCOPE_KEY = "core.request_id"
_HEADER_NAME = REQUEST_ID_HEADER.lower().encode()
_RawHeaders = Iterable[tuple[bytes, bytes]]


class RequestIdMiddleware:
    """Assigns each request an id and returns it in the response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # In an application that is mounted in another one, the outer middleware has done this already.
        if scope["type"] != "http" or _SCOPE_KEY in scope:
            await self._app(scope, receive, send)
            return
        request_id = scope[_SCOPE_KEY] = _accepted_id(scope["headers"]) or uuid4().hex

        async def send_with_id(message: Message) -> None:
            # A problem has it already: one for an unexpected error is sent past this middleware.
            if message["type"] == "http.response.start" and all(name != _HEADER_NAME for name, _ in message["headers"]):
                message["headers"] = [*message["headers"], (_HEADER_NAME, request_id.encode())]
            await send(message)

        await self._app(scope, receive, send_with_id)


def request_id_of(connection: HTTPConnection) -> str:
    """Return the id of this request."""
    return request_id_in(connection.scope)


def request_id_in(scope: Scope) -> str:
    """Return the id of the request with this scope."""
    request_id: str = scope[_SCOPE_KEY]
    return request_id


def _accepted_id(headers: _RawHeaders) -> str | None:
    for name, value in headers:
        if name == _HEADER_NAME:
            return value.decode() if _ACCEPTED.fullmatch(value) else None
    return None
