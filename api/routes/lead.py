"""The routes of the lead views, all under ``/v1/lead``."""

from fastapi import APIRouter

from api.routes import lead_audit, lead_conversations, lead_worklist

router = APIRouter(prefix="/v1/lead", tags=["lead views"])
for _module in (lead_worklist, lead_conversations, lead_audit):
    router.include_router(_module.router)
