"""``rewards-agent serve``: run the chat service and the sidebar against a separate rewards API."""

import argparse
import socket
from typing import TYPE_CHECKING

from cli.dynamodb_settings import dynamodb_settings
from cli.errors import UsageError
from cli.metrics_place import metrics_place
from cli.options import add_data, add_host, add_now, add_port, clock, data_folder, settings
from cli.rate_limits import configured_rate_limits
from cli.server import address, listen, require_host_allowed, serve
from cli.token_trust import data_secret, delegation, verifier

if TYPE_CHECKING:
    import httpx


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rewards-url", metavar="URL", help="address of the rewards API; REWARDS_URL if omitted")
    add_port(parser, 8080)
    add_host(parser)
    add_data(parser)
    add_now(parser)


def run(arguments: argparse.Namespace) -> int:
    require_host_allowed(arguments.host, is_production=settings().is_production)
    with listen(arguments.port, host=arguments.host) as listener:
        return _run(arguments, listener)


def _run(arguments: argparse.Namespace, listener: socket.socket) -> int:
    from api.app import create_app
    from api.chat_service import build_service
    from cli.startup_errors import startup_errors_reported
    from core.protected_url import is_protected_url

    configured = settings()
    dynamodb_settings()  # people may ask for the identifiers that the mapping of the tables accepts
    time = clock(arguments, configured)
    url = (arguments.rewards_url or configured.rewards_url).rstrip("/") + "/"
    if configured.is_production and not is_protected_url(url):
        raise UsageError("--rewards-url must be an https address in production")
    metrics_at = metrics_place(configured.metrics, name="REWARDS_AGENT_METRICS")
    data = data_folder(arguments.data)
    with startup_errors_reported(data):
        service = build_service(
            configured,
            data=data,
            secret=data_secret(configured, data),
            tokens=delegation(configured, data, time),
            clock=time,
            rewards=rewards_client(url),
        )
    app = create_app(
        agent=service.agent,
        tokens=verifier(configured, data, time),
        on_close=service.aclose,
        limits=configured_rate_limits(configured),
        readiness=service.readiness,
        audit_log=service.audit_log,
        embedding=configured.embedding,
        token_provider=configured.token_provider,
        metrics_at=metrics_at,
    )
    return serve(
        app,
        listener,
        announce=lambda: print(f"chat service on {address(arguments)} (model: {service.agent.model_name})"),
    )


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
