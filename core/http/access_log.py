"""One log line for every request: what was asked, by its template, how it ended, and never by whom or about what."""

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.http.request_id import request_id_in

_SCOPE_KEY = "core.access_log_caller"
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
ANONYMOUS = "anonymous"  # no token, or one that proves nothing


def note_caller_kind(scope: Scope, kind: str) -> None:
    """Keep the kind of the caller, such as a role, for the log line of this request."""
    if (noted := scope.get(_SCOPE_KEY)) is not None:
        noted.append(kind)


def method_label(scope: Scope) -> str:
    """Return the method, or ``other``: a caller may make up any word."""
    method: str = scope["method"]
    return method if method in _METHODS else "other"


def route_label(scope: Scope) -> str:
    """Return the template of the route: the path itself holds ids."""
    label: str = getattr(scope.get("route"), "path", "unmatched")
    return label


class AccessLog:
    """Logs each request when its response is complete: at INFO, or at ERROR with the exception that ended it."""

    def __init__(self, app: ASGIApp, *, logger: logging.Logger) -> None:
        self._app = app
        self._logger = logger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._logger.isEnabledFor(logging.ERROR):
            await self._app(scope, receive, send)
            return
        started_s = perf_counter()
        sent = _Sent(send)
        callers = scope[_SCOPE_KEY] = [ANONYMOUS]  # which copies of the scope share
        error: Exception | None = None
        try:
            await self._app(scope, receive, sent)
        except Exception as raised:
            error = raised
            raise
        finally:
            if error is not None or self._logger.isEnabledFor(logging.INFO):
                duration_ms = round((perf_counter() - started_s) * 1000, 3)
                self._log(scope, sent, caller=callers[-1], duration_ms=duration_ms, error=error)

    def _log(self, scope: Scope, sent: "_Sent", *, caller: str, duration_ms: float, error: Exception | None) -> None:
        fields = {
            "request_id": request_id_in(scope),
            "method": method_label(scope),
            "route": route_label(scope),
            "status": sent.status,
            "duration_ms": duration_ms,
            "bytes": sent.body_bytes,
            "caller": caller,
        }
        if error is None:
            self._logger.info("request", extra=fields)
        else:
            self._logger.error("request failed", exc_info=error, extra=fields)


class _Sent:
    """Passes on what is sent, and keeps its status and size; without a response, the status is 500."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 500
        self.body_bytes = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.body_bytes += len(message.get("body", b""))
        await self._send(message)
