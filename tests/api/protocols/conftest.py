"""Every protocol over one service whose rewards API respx plays."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from agent.answer_builder import AnswerBuilder
from agent.conversations.conversation import Conversation
from agent.finished_answer import build_answer
from agent.provider.chat_model import ProviderModel
from agent.turn_events import Answer
from api.app import create_app
from api.embedding import Embedding
from core.identity.tokens import AUDIENCE_AGENT, Principal
from core.rate_limits import RateLimits
from tests.api.protocols.edges import EDGES, Edge
from tests.harness import AGENT, Harness, answer_json, harness
from tests.story_order import ORDER, execution

DESK = "https://desk.example"  # the origin of a page whose scripts may ask
QUESTION = f"What is left on order {ORDER}?"


async def nothing() -> None:
    return


@dataclass
class Service:
    """The chat service, and the world behind it."""

    app: FastAPI
    world: Harness

    def token(self, principal: Principal = AGENT, *, audience: str = AUDIENCE_AGENT, ttl_s: int = 600) -> str:
        return self.world.tokens.mint(principal, audiences=(audience,), ttl=timedelta(seconds=ttl_s))

    def fail_in(self, thread: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let every turn of a thread fail when its text has been sent."""
        key = self.world.conversations.id_of_thread(AGENT, thread)
        original = build_answer

        def build(answer: AnswerBuilder, conversation: Conversation, *, has_model: bool) -> Answer:
            if conversation.conversation_id == key:
                raise RecursionError
            return original(answer, conversation, has_model=has_model)

        monkeypatch.setattr("agent.turn.build_answer", build)


@asynccontextmanager
async def serving(
    path: Path, provider: ProviderModel | None = None, limits: RateLimits | None = None
) -> AsyncIterator[Service]:
    async with harness(path, provider=provider) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        app = create_app(
            agent=world.agent,
            tokens=world.tokens,
            on_close=nothing,
            limits=limits,
            embedding=Embedding(script_origins=(DESK,), frame_origins=()),
        )
        yield Service(app, world)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with serving(tmp_path) as found:
        yield found


@dataclass
class Asking:
    """Asks through one protocol."""

    edge: Edge
    http: httpx.AsyncClient
    service: Service

    @property
    def world(self) -> Harness:
        return self.service.world

    def bearer(
        self, principal: Principal = AGENT, *, audience: str = AUDIENCE_AGENT, ttl_s: int = 600
    ) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.service.token(principal, audience=audience, ttl_s=ttl_s)}"}

    async def ask(self, message: str, principal: Principal = AGENT, conversation: str | None = None) -> httpx.Response:
        return await self.send(self.edge.body(message, conversation), self.bearer(principal))

    async def send(self, body: object, headers: dict[str, str]) -> httpx.Response:
        return await self.http.post(self.edge.path, json=body, headers=self.edge.headers | headers)


Opened = Callable[..., AbstractAsyncContextManager[Asking]]


@pytest.fixture(params=EDGES, ids=lambda edge: edge.name)
def edge(request: pytest.FixtureRequest) -> Edge:
    found: Edge = request.param
    return found


@pytest.fixture
def opened(edge: Edge, tmp_path: Path) -> Opened:
    """Open the service, with a model or with rate limits if they are given."""

    @asynccontextmanager
    async def opening(provider: ProviderModel | None = None, limits: RateLimits | None = None) -> AsyncIterator[Asking]:
        async with serving(tmp_path, provider, limits) as service:
            transport = httpx.ASGITransport(app=service.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://chat") as http:
                yield Asking(edge, http, service)

    return opening


@pytest.fixture
async def asking(opened: Opened) -> AsyncIterator[Asking]:
    async with opened() as found:
        yield found


async def send_and_leave(
    app: ASGIApp, path: str, body: object, headers: dict[str, str], leaving: asyncio.Event
) -> None:
    """Send a request straight into the application, and hang up when the event is set."""
    sent: list[dict[str, Any]] = []
    given_headers = {"content-type": "application/json"} | headers
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("chat", 80),
        "client": ("test", 1),
        "headers": [(name.lower().encode(), value.encode()) for name, value in given_headers.items()],
    }

    async def receive() -> dict[str, Any]:
        if not sent:
            sent.append({"type": "http.request", "body": json.dumps(body).encode(), "more_body": False})
            return sent[0]
        await leaving.wait()
        return {"type": "http.disconnect"}

    async def send(_: Any) -> None:
        return

    await asyncio.wait_for(app(scope, receive, send), 5)
