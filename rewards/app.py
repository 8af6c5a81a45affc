"""The rewards API as an ASGI application."""

import logging
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from core.clock import Clock
from core.http.access_log import AccessLog
from core.http.encoded_slashes import EncodedSlashes
from core.http.gzip_accepted import GzipAccepted
from core.http.methods import HeadAndOptions
from core.http.metrics_place import MetricsPlace
from core.http.metrics_server import serving_metrics
from core.http.openapi import operation_id
from core.http.rate_limit_headers import RateLimitHeaders
from core.http.request_id import RequestIdMiddleware
from core.http.response_headers import API_HEADERS, DefaultHeaders
from core.identity.tokens import TokenVerifier
from core.rate_limits import RateLimits
from core.readiness import Readiness
from rewards.backfill.job import BackfillJob
from rewards.backfill.lazy import LazyBackfill
from rewards.change_notifier import ChangeNotifier
from rewards.http import (
    backfill,
    concession_events,
    customers,
    gift_cards,
    health,
    metrics,
    openapi,
    position_stream,
    problems,
    promotion_executions,
    worklist,
)
from rewards.http.cursors import Cursors
from rewards.http.dependencies import RewardsService
from rewards.http.remembered_answers import RememberedAnswers, RepeatedRequests
from rewards.http.request_metrics import RequestMetricsMiddleware
from rewards.http.version_aliases import VersionAliases
from rewards.long_orders import LongOrders
from rewards.metrics import RewardsMetrics
from rewards.settings import RewardsSettings
from rewards.sources.base import Sources
from rewards.sources.standard import standard_sources
from rewards.stores.base import Store
from rewards.wiring import build_changes, build_reading, keep_worklist

if TYPE_CHECKING:
    from rewards.consume.table_changes import TableChanges  # imports the SDK of AWS

_ROUTERS = tuple(
    module.router
    for module in (
        promotion_executions,
        position_stream,
        customers,
        gift_cards,
        worklist,
        concession_events,
        backfill,
        health,
        metrics,
    )
)
_WRITING = (concession_events.router, backfill.router)

ACCESS_LOG = logging.getLogger("rewards.access")
# Headers that pages of other origins may send and read, where some are allowed. There are no cookies to send.
_FROM_BROWSERS = ("Authorization", "If-None-Match", "Last-Event-ID", "X-Request-Id")
_TO_BROWSERS = ("ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "Server-Timing", "X-Request-Id")


def create_app(
    *,
    store: Store,
    sources: Sources | None = None,
    tokens: TokenVerifier,
    clock: Clock,
    settings: RewardsSettings,
    table_changes: "TableChanges | None" = None,
    metrics_at: MetricsPlace = "public",
) -> FastAPI:
    """Return the service over a store, which the caller closes. ``sources`` are those of the store by default.

    The store is connected in the application's lifespan, and background work ends before it is disconnected.
    ``table_changes`` are those that other services make to the store's tables.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service: RewardsService = app.state.service
        async with store.connected(), service.changes.running(), AsyncExitStack() as stack:
            if table_changes is not None:
                await stack.enter_async_context(table_changes.announced(service.changes))
            if isinstance(metrics_at, socket.socket):
                await stack.enter_async_context(serving_metrics(metrics_at, service.metrics.exposition))
            try:
                yield
            finally:
                for background in (service.backfill, service.lazy_backfill, service.orders, service.long_orders):
                    await background.aclose()

    app = FastAPI(
        lifespan=lifespan,
        title="Rewards API",
        version="2",
        summary="GPED v1 and v2: promotions, cashback and gift cards of an order, from every source.",
        docs_url=None,  # the interactive pages load scripts from elsewhere
        redoc_url=None,
        generate_unique_id_function=operation_id,
        redirect_slashes=False,  # a redirect would come before the token check, to whatever host the request names
    )
    service = _build_service(store, sources or standard_sources(store), tokens=tokens, clock=clock, settings=settings)
    if table_changes is not None:
        service.metrics.include(table_changes.metrics.exposition)
    app.state.service = service
    left_out = (*(_WRITING if settings.read_only else ()), *(() if metrics_at == "public" else (metrics.router,)))
    for router in _ROUTERS:
        if router not in left_out:
            app.include_router(router)
    problems.install(app, failures=service.metrics.store_failures)
    openapi.install(app)
    _add_middleware(app, service)
    return app


def _add_middleware(app: FastAPI, service: RewardsService) -> None:
    """Wrap the routes; each wraps the ones before it."""
    app.add_middleware(GzipAccepted)
    app.add_middleware(HeadAndOptions)
    app.add_middleware(
        RepeatedRequests,
        remembered=service.remembered,
        orders=service.orders,
        clock=service.clock,
        limits=service.limits,
    )
    if service.limits is not None:
        app.add_middleware(RateLimitHeaders)
    if service.settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=service.settings.cors_origins,
            allow_methods=["GET", "HEAD"],
            allow_headers=_FROM_BROWSERS,
            expose_headers=_TO_BROWSERS,
        )
    app.add_middleware(RequestMetricsMiddleware, metrics=service.metrics)
    app.add_middleware(AccessLog, logger=ACCESS_LOG)
    app.add_middleware(DefaultHeaders, headers=API_HEADERS)
    app.add_middleware(RequestIdMiddleware)
    app.add_middleware(VersionAliases)
    app.add_middleware(EncodedSlashes)  # outermost: it reads the path as it was sent


def _build_service(
    store: Store, sources: Sources, *, tokens: TokenVerifier, clock: Clock, settings: RewardsSettings
) -> RewardsService:
    measured = RewardsMetrics()
    reading = build_reading(sources, clock=clock, settings=settings, metrics=measured)
    notifier = ChangeNotifier(max_followers=settings.max_streams)
    changes = keep_worklist(
        build_changes(reading, notifier, settings=settings, metrics=measured),
        store,
        reading.sources,
        clock=clock,
        settings=settings,
        metrics=measured,
    )
    return RewardsService(
        store=store,
        sources=reading.sources,
        orders=reading.orders,
        metrics=measured,
        tokens=tokens,
        clock=clock,
        settings=settings,
        cursors=Cursors(_cursor_secret(settings)),
        changes=changes,
        notifier=notifier,
        backfill=BackfillJob(store, sources, clock=clock, on_completed=changes.publish),
        lazy_backfill=LazyBackfill(store, sources, on_completed=changes.publish),
        long_orders=LongOrders(),
        readiness=Readiness({"store": store.check_readable if settings.read_only else store.check}),
        remembered=RememberedAnswers(),
        limits=RateLimits(settings.rates, is_approximate=True) if settings.rates else None,
    )


def _cursor_secret(settings: RewardsSettings) -> bytes:
    configured = settings.cursor_secret
    return configured.get_secret_value().encode() if configured else secrets.token_bytes(32)
