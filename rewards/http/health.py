"""The probes of a supervisor: whether the process is alive, and whether it can answer."""

from fastapi import APIRouter

from core.contract import Health
from rewards.http.dependencies import Parts

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def live() -> Health:
    """Answer at all."""
    return Health(status="live")


@router.get("/ready")
async def ready(service: Parts) -> Health:
    """Answer when the store can be read; a 503 otherwise."""
    await service.store.check()
    return Health(status="ready")
