"""Requests to the records routes, over a rewards API that respx plays."""

from typing import Any

import httpx

from core.identity.tokens import Principal
from tests.api.conftest import Chat, chat
from tests.harness import AGENT

__all__ = ["chat", "looked_up", "without_request_id"]


async def looked_up(chat: Chat, path: str, who: Principal = AGENT, **headers: str) -> httpx.Response:
    """Send a GET as this principal."""
    bearer = {"Authorization": f"Bearer {chat.token(who)}"}
    return await chat.http.get(path, headers=bearer | headers)


def without_request_id(response: httpx.Response) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Return status, body and headers without what differs between any two requests."""
    body = {name: value for name, value in response.json().items() if name != "requestId"}
    return response.status_code, body, {n: v for n, v in response.headers.items() if n != "x-request-id"}
