"""The probes of a supervisor: whether the process is alive, and whether it can answer."""

from typing import Literal

from fastapi import APIRouter

from core.contract import WireModel
from core.http.problem import ApiProblem
from rewards.errors import StoreUnavailable
from rewards.http.dependencies import Parts

router = APIRouter(prefix="/health", tags=["health"])


class Health(WireModel):
    """The answer of both probes."""

    status: Literal["live", "ready"]


@router.get("/live")
async def live() -> Health:
    """Return OK whenever the process can answer; no dependency is checked."""
    return Health(status="live")


@router.get("/ready")
async def ready(service: Parts) -> Health:
    """Return OK if every table can be read and events can be stored, otherwise a 503."""
    for error in (await service.readiness.failures()).values():
        if isinstance(error, StoreUnavailable):
            raise StoreUnavailable(error.code, error.path) from error
        raise ApiProblem("storeUnavailable")  # the check took too long
    return Health(status="ready")
