"""The chat service as an ASGI application."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.applications import Starlette
from starlette.staticfiles import StaticFiles

from agent.turn import OFFLINE, Agent
from agent.warm_up import warm_up
from api import openapi, problems
from api.body_limit import BodyLimit
from api.cross_origin import CrossOrigin
from api.embedding import NOT_EMBEDDED, Embedding
from api.page_headers import PAGE_HEADERS, shared_headers
from api.protocols import ag_ui, ai_sdk, mcp, openai
from api.routes import (
    case_summary,
    chat,
    conversations,
    feedback,
    health,
    lead,
    metrics,
    order_reveal,
    order_stream,
    records,
    reveal,
)
from api.routes.demo import Demo, demo_router
from api.routes.embed import embed_router
from api.routes.support_page import support_page_router
from api.versioned_files import versioned_files, versioned_files_router
from core.garbage_collection import collect_rarely
from core.http.encoded_slashes import EncodedSlashes
from core.http.gzip_accepted import GzipAccepted
from core.http.methods import HeadAndOptions
from core.http.metrics_place import MetricsPlace
from core.http.metrics_server import serving_metrics
from core.http.openapi import operation_id
from core.http.request_id import RequestIdMiddleware
from core.http.response_headers import DefaultHeaders
from core.identity.tokens import TokenVerifier
from core.loop_lag import watched_loop
from core.rate_limits import RateLimits
from core.readiness import ALWAYS_READY, Readiness
from guardrails.audit.log_reader import AuditLogReader

MAX_BODY_BYTES = 64 * 1024
# The clients of these protocols send the whole conversation with every question.
MAX_CONVERSATION_BYTES = 1024 * 1024
_PROTOCOLS = (ag_ui, ai_sdk, openai)
# What every service has; their order is that of the OpenAPI document.
_PARTS = (
    chat,
    *_PROTOCOLS,
    conversations,
    feedback,
    reveal,
    records,
    case_summary,
    order_stream,
    order_reveal,
    lead,
    health,
)
_BODY_LIMITS = dict.fromkeys((protocol.PATH for protocol in _PROTOCOLS), MAX_CONVERSATION_BYTES)
_REVALIDATED = {"Cache-Control": "no-cache"}  # pages may be stored, and are checked at each use
_WEB = Path(__file__).resolve().parent.parent / "web"


def create_app(
    *,
    agent: Agent,
    tokens: TokenVerifier,
    on_close: Callable[[], Awaitable[None]],
    demo: Demo | None = None,
    rewards: Starlette | None = None,
    limits: RateLimits | None = None,
    readiness: Readiness = ALWAYS_READY,
    embedding: Embedding = NOT_EMBEDDED,
    token_provider: str | None = None,
    audit_log: AuditLogReader | None = None,
    metrics_at: MetricsPlace = "public",
) -> FastAPI:
    """Return the service. With ``token_provider`` it serves the page of the support tool (``api.routes.support_page``).

    In the demo it carries the rewards API under ``/rewards`` and the routes for identities.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warm_up(with_model=agent.model_name != OFFLINE)
        collect_rarely()
        async with AsyncExitStack() as running:
            running.push_async_callback(on_close)
            await running.enter_async_context(watched_loop(agent.telemetry.figures.loop_lag_seconds))
            await running.enter_async_context(agent.handoffs.running())
            if isinstance(metrics_at, socket.socket):
                await running.enter_async_context(serving_metrics(metrics_at, agent.telemetry.figures.exposition))
            if limits is not None:
                running.push_async_callback(limits.aclose)
            if rewards is not None:
                # The lifespan of a mounted application is not run by the one that carries it.
                await running.enter_async_context(rewards.router.lifespan_context(rewards))
            yield

    app = FastAPI(
        title="Rewards support agent",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=operation_id,
    )
    app.state.agent = agent
    app.state.tokens = tokens
    app.state.limits = limits
    app.state.readiness = readiness
    app.state.audit_log = audit_log
    app.state.embedding = embedding
    problems.install(app)
    _add_middleware(app, embedding)
    _include_routes(app, metrics_at)
    if token_provider is not None:
        page = _WEB / "support-tool.html"
        app.include_router(support_page_router(page, token_provider=token_provider, headers=_REVALIDATED))
    if demo is not None:
        app.include_router(demo_router(demo))
        app.add_api_route("/", _page, include_in_schema=False)
    if rewards is not None:
        app.mount("/rewards", rewards)
    _serve_pages(app, embedding)
    openapi.install(app)
    return app


def _add_middleware(app: FastAPI, embedding: Embedding) -> None:
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES, by_path=_BODY_LIMITS)
    app.add_middleware(HeadAndOptions)
    app.add_middleware(DefaultHeaders, headers=PAGE_HEADERS)
    for_scripts = dict.fromkeys(("/v1/", mcp.PATH, *_BODY_LIMITS), embedding.script_origins)
    app.add_middleware(CrossOrigin, origins={**for_scripts, "/web/": embedding.file_origins})
    app.add_middleware(RequestIdMiddleware)
    app.add_middleware(EncodedSlashes)  # outermost: it reads the path as it was sent


def _include_routes(app: FastAPI, metrics_at: MetricsPlace) -> None:
    for part in _PARTS:
        app.include_router(part.router)
    if mcp.is_installed():
        app.include_router(mcp.router)
    if metrics_at == "public":
        app.include_router(metrics.router)


def _serve_pages(app: FastAPI, embedding: Embedding) -> None:
    shared = shared_headers(embedding.file_origins)
    files = versioned_files(_WEB / "v1")
    app.include_router(versioned_files_router(files, shared))
    app.include_router(embed_router(_WEB / "embed.html", files, embedding))
    modules = DefaultHeaders(StaticFiles(directory=_WEB), headers={**_REVALIDATED, **shared})
    app.mount("/web", GzipAccepted(modules))


async def _page() -> FileResponse:
    return FileResponse(_WEB / "index.html", headers=_REVALIDATED)
