"""Measures every request."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.http.access_log import method_label, route_label
from rewards.metrics import RewardsMetrics


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
            seconds = perf_counter() - started_s
            self._metrics.answered(method=method_label(scope), route=route_label(scope), status=status, seconds=seconds)
