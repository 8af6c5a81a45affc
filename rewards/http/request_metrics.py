"""Measures every request."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rewards.metrics import RewardsMetrics

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class RequestMetricsMiddleware:
    """Records how long a request took, under the template of its route: a path holds ids, which a label must not."""

    def __init__(self, app: ASGIApp, metrics: RewardsMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started_s = perf_counter()
        status = 500

        async def send_and_note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note_status)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = getattr(scope.get("route"), "path", "unmatched")
            self._metrics.answered(method=method, route=route, status=status, seconds=perf_counter() - started_s)
