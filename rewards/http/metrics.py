"""``GET /metrics``: the service's metrics for Prometheus."""

from typing import Any

from fastapi import APIRouter, Response

from core.metrics import CONTENT_TYPE
from rewards.http.dependencies import Parts

router = APIRouter(tags=["health"])
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus' text format."}
}


@router.get("/metrics", response_class=Response, responses=_TEXT)
async def metrics(service: Parts) -> Response:
    """Return the metrics of sources, cache, circuits and requests."""
    return Response(service.metrics.exposition(), headers={"Content-Type": CONTENT_TYPE})
