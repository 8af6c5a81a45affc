"""What every exchange carries: a request id, and the word that no answer may be stored on the way; and its time."""

import re
from collections.abc import Iterable
from secrets import token_hex
from time import perf_counter

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rewards.metrics import RewardsMetrics

REQUEST_ID_HEADER = "X-Request-Id"
NO_STORE = {"Cache-Control": "no-store"}
# A caller's own id is taken over if it is safe to log and to send back.
_REQUEST_ID = re.compile(rb"^[A-Za-z0-9._-]{8,64}\Z")
_STATE_KEY = "rewards_request_id"
_ID_NAME = REQUEST_ID_HEADER.lower().encode()
_NO_STORE = (b"cache-control", b"no-store")
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_RawHeaders = Iterable[tuple[bytes, bytes]]


class ExchangeMiddleware:
    """Gives each request its id and each answer its headers, and notes how long it took under its route's template.

    A path holds ids, which a label must not. One layer for the three, on raw headers: every request comes through here.
    """

    def __init__(self, app: ASGIApp, metrics: RewardsMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started_s = perf_counter()
        status = 500
        request_id = _given_id(scope["headers"]) or token_hex(16)
        scope[_STATE_KEY] = request_id

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                # A problem has them already: one for an unforeseen error is sent past this middleware.
                if not any(name == _ID_NAME for name, _ in message["headers"]):
                    message["headers"] = [*message["headers"], (_ID_NAME, request_id.encode()), _NO_STORE]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = getattr(scope.get("route"), "path", "unmatched")
            self._metrics.answered(method=method, route=route, status=status, seconds=perf_counter() - started_s)


def request_id_of(connection: HTTPConnection) -> str:
    """Return the id of this exchange."""
    request_id: str = connection.scope[_STATE_KEY]
    return request_id


def _given_id(headers: _RawHeaders) -> str | None:
    for name, value in headers:
        if name == _ID_NAME:
            return value.decode() if _REQUEST_ID.match(value) else None
    return None
