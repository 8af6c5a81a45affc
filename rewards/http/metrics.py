"""The route that Prometheus asks, and the middleware that times every request."""

from time import perf_counter
from typing import Any

from fastapi import APIRouter, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rewards.http.context import Parts
from rewards.metrics import CONTENT_TYPE, Metrics

router = APIRouter(tags=["health"])
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus' text format."}
}


@router.get("/metrics", response_class=Response, responses=_TEXT)
async def metrics(service: Parts) -> Response:
    """Give counts and times of sources, cache, circuits and requests."""
    return Response(service.metrics.exposition(), headers={"Content-Type": CONTENT_TYPE})


class MetricsMiddleware:
    """Times each request under its route's template: paths hold ids, and a label must not."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started_s = perf_counter()
        status = 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = getattr(scope.get("route"), "path", "unmatched")
            self._metrics.answered(method=method, route=route, status=status, seconds=perf_counter() - started_s)
