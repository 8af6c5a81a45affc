"""Whether the process lives, and whether it can answer."""

from fastapi import APIRouter

router = APIRouter(prefix="/health")


@router.get("/live")
async def live() -> dict[str, str]:
    """Return at all."""
    return {"status": "ok"}
