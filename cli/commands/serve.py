"""``rewards-agent serve``: run the chat service and the sidebar against a separate rewards API."""

import argparse
import asyncio
import logging
import socket
from functools import partial
from typing import TYPE_CHECKING

from cli.dynamodb_settings import dynamodb_settings
from cli.errors import UsageError
from cli.log_format import log_to_stderr
from cli.metrics_place import metrics_place, require_metrics_for_workers
from cli.options import add_data, add_host, add_now, add_port, add_workers, clock, data_folder, settings
from cli.rate_limits import configured_rate_limits
from cli.server import address, listen, require_host_allowed, serve, serve_in_processes
from cli.token_trust import data_secret, delegation, verifier

if TYPE_CHECKING:
    import httpx
    from fastapi import FastAPI

    from api.chat_service import ChatService
    from api.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rewards-url", metavar="URL", help="address of the rewards API; REWARDS_URL if omitted")
    add_port(parser, 8080)
    add_host(parser)
    add_data(parser)
    add_now(parser)
    add_workers(parser, "REWARDS_AGENT_DATABASE_URL and REWARDS_AGENT_LIMITS_URL")


def run(arguments: argparse.Namespace) -> int:
    require_host_allowed(arguments.host, is_production=settings().is_production)
    with listen(arguments.port, host=arguments.host) as listener:
        return _run(arguments, listener)


def _run(arguments: argparse.Namespace, listener: socket.socket) -> int:
    configured = settings()
    if arguments.workers > 1:
        _require_shared(configured)
    # Built here in any case: what is wrong is reported once, and not by each worker.
    service = _service(arguments, configured)

    def announce() -> None:
        print(f"chat service on {address(arguments)} (model: {service.agent.model_name})", flush=True)

    if arguments.workers == 1:
        return serve(_app(arguments, configured, service), listener, announce=announce)
    asyncio.run(service.aclose())
    return serve_in_processes(partial(_worker_app, arguments), listener, workers=arguments.workers, announce=announce)


def _worker_app(arguments: argparse.Namespace) -> "FastAPI":
    """Return the application of a worker process, which closes its service."""
    log_to_stderr(logging.WARNING)
    configured = settings()
    return _app(arguments, configured, _service(arguments, configured))


def _service(arguments: argparse.Namespace, configured: "Settings") -> "ChatService":
    from api.chat_service import build_service
    from cli.startup_errors import startup_errors_reported
    from core.protected_url import is_protected_url

    dynamodb_settings()  # people may ask for the identifiers that the mapping of the tables accepts
    time = clock(arguments, configured)
    url = (arguments.rewards_url or configured.rewards_url).rstrip("/") + "/"
    if configured.is_production and not is_protected_url(url):
        raise UsageError("--rewards-url must be an https address in production")
    data = data_folder(arguments.data)
    with startup_errors_reported(data):
        return build_service(
            configured,
            data=data,
            secret=data_secret(configured, data),
            tokens=delegation(configured, data, time),
            clock=time,
            rewards=rewards_client(url),
        )


def _app(arguments: argparse.Namespace, configured: "Settings", service: "ChatService") -> "FastAPI":
    from api.app import create_app

    return create_app(
        agent=service.agent,
        tokens=verifier(configured, data_folder(arguments.data), clock(arguments, configured)),
        on_close=service.aclose,
        limits=configured_rate_limits(configured),
        readiness=service.readiness,
        audit_log=service.audit_log,
        embedding=configured.embedding,
        token_provider=configured.token_provider,
        metrics_at=metrics_place(configured.metrics, name="REWARDS_AGENT_METRICS"),
    )


def _require_shared(configured: "Settings") -> None:
    """Raise if processes would each have conversations or counts, or want one address. The audit log has a lock.

    Raises:
        UsageError: naming the settings that are missing, or that are for one process.
    """
    needed = {
        "REWARDS_AGENT_DATABASE_URL": configured.database_url,
        "REWARDS_AGENT_LIMITS_URL": configured.limits_url,
    }
    if missing := [name for name, value in needed.items() if value is None]:
        raise UsageError(f"--workers above 1 requires {' and '.join(missing)}")
    require_metrics_for_workers(configured.metrics, name="REWARDS_AGENT_METRICS")


def rewards_client(url: str) -> "httpx.AsyncClient":
    """Return the HTTP client of the rewards API at this address.

    Raises:
        UsageError: if it is not an http or https URL.
    """
    import httpx

    from tools.rewards_client import LIMITS, TIMEOUT

    try:
        client = httpx.AsyncClient(base_url=url, timeout=TIMEOUT, limits=LIMITS)
    except httpx.InvalidURL as error:
        raise UsageError("the address of the rewards API is not an http or https URL") from error
    if client.base_url.scheme not in ("http", "https") or not client.base_url.host:
        raise UsageError("the address of the rewards API is not an http or https URL")
    return client
