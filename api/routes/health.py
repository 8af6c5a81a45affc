"""Whether the process lives, and whether it can answer."""

from typing import Any, Literal

from fastapi import APIRouter, Request

from core.contract import WireModel
from core.http.problem import ApiProblem, UnreadyProblem
from core.readiness import Readiness

router = APIRouter(prefix="/health", tags=["health"])
_UNREADY: dict[int | str, dict[str, Any]] = {503: {"model": UnreadyProblem}}


class Health(WireModel):
    """The answer of a probe that succeeds."""

    status: Literal["ok", "ready"]


@router.get("/live")
async def live() -> Health:
    """Return OK whenever the process can answer; no dependency is checked."""
    return Health(status="ok")


@router.get("/ready", responses=_UNREADY)
async def ready(request: Request) -> Health:
    """Return OK if policies, database and rewards API can be used, otherwise a 503 that names the missing parts."""
    readiness: Readiness = request.app.state.readiness
    if failures := await readiness.failures():
        raise ApiProblem("notReady", missing=sorted(failures))
    return Health(status="ready")
