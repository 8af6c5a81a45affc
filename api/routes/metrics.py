"""``GET /metrics``: the agent's metrics for Prometheus."""

from fastapi import APIRouter, Request, Response

from agent.turn import Agent
from core.metrics import CONTENT_TYPE

router = APIRouter()


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Return counts and times of turns, lookups and models; no ids and no content."""
    agent: Agent = request.app.state.agent
    return Response(agent.telemetry.figures.exposition(), media_type=CONTENT_TYPE)
