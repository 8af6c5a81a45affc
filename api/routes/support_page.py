"""``GET /support-tool``: the support tool as a page, for a site that says where its people's tokens come from."""

from html import escape
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

_PLACEHOLDER = "{token_provider}"


def support_page_router(page: Path, *, token_provider: str, headers: dict[str, str]) -> APIRouter:
    """Build the route. ``token_provider`` is the path of a module of this origin that returns a person's token."""
    text = page.read_text(encoding="utf-8").replace(_PLACEHOLDER, escape(token_provider))
    router = APIRouter()

    @router.get("/support-tool", include_in_schema=False)
    async def support_tool() -> HTMLResponse:
        """Return the page. It holds no data: the page asks for it with a token."""
        return HTMLResponse(text, headers=headers)

    return router
