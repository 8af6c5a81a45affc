"""The chat service over an agent whose rewards API respx plays."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from core.identity.tokens import AUDIENCE_AGENT, Principal
from tests.harness import AGENT, Harness, answer_json, harness
from tests.story_order import ORDER, execution


@dataclass
class Chat:
    """A client of the service, and the world behind it."""

    http: httpx.AsyncClient
    world: Harness

    def token(self, principal: Principal = AGENT, *, ttl_s: int = 600, audience: str = AUDIENCE_AGENT) -> str:
        return self.world.tokens.mint(principal, audiences=(audience,), ttl=timedelta(seconds=ttl_s))

    async def post(self, body: object, principal: Principal = AGENT, **headers: str) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.token(principal)}"}
        return await self.http.post("/v1/chat", json=body, headers=bearer | headers)


async def _nothing() -> None:
    return


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with harness(tmp_path) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        app = create_app(agent=world.agent, tokens=world.tokens, on_close=_nothing)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat") as http:
            yield Chat(http, world)
