"""``GET /embed``: the sidebar alone, for a frame of another page."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.embedding import Embedding
from api.page_headers import frame_headers
from api.versioned_files import VersionedFile

_SCRIPTS = ("rewards-sidebar.js", "embed.js")


def embed_router(page: Path, files: Mapping[str, VersionedFile], embedding: Embedding) -> APIRouter:
    """Build the route. The page is completed once: the hosts it listens to, and its scripts at their digests."""
    html = page.read_text(encoding="utf-8").replace("{hosts}", escape(" ".join(embedding.frame_origins)))
    for name in _SCRIPTS:
        html = html.replace(f"{{{name}}}", files[name].digest_name)
    headers = frame_headers(embedding.frame_origins)
    router = APIRouter()

    @router.get("/embed", include_in_schema=False)
    async def embed() -> HTMLResponse:
        """Return the page. Who may show it in a frame is decided by the browser, from its headers."""
        return HTMLResponse(html, headers=headers)

    return router
