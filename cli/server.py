"""Runs an ASGI application in one process or several, until a signal stops it."""

import errno
import logging
import signal
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from cli.errors import UsageError
from cli.log_format import log_to_stderr

if TYPE_CHECKING:
    from uvicorn import Config

LOOPBACK = "127.0.0.1"
# Requests and turns under way may take this long to end, and streams without an end are ended at once. Supervisors
# commonly kill a process 30 s after they have asked it to stop.
STOP_WITHIN_S = 25


def listen(port: int, *, host: str = LOOPBACK) -> socket.socket:
    """Return a listening socket on an IP address.

    Raises:
        UsageError: when the port is in use or not permitted, or the address is not one of this machine.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} is in use; choose another with --port") from error
        if error.errno == errno.EADDRNOTAVAIL:
            raise UsageError("--host is not an address of this machine") from error
        raise UsageError(f"port {port} cannot be used: {error.strerror}") from error
    return listener


def require_host_allowed(host: str, *, is_production: bool) -> None:
    """Raise if other machines would reach a service that accepts development tokens.

    Raises:
        UsageError: for an address other than a loopback address outside production.
    """
    if not is_production and not ip_address(host).is_loopback:
        raise UsageError("--host other than a loopback address requires REWARDS_AGENT_ENV=production")


def address(arguments: Any) -> str:
    """Return the address of ``--host`` and ``--port`` for a message."""
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    return f"http://{host}:{arguments.port}"


def serve(app: Any, listener: socket.socket, *, announce: Callable[[], None]) -> int:
    """Serve until SIGINT or SIGTERM, which shut the server down cleanly. Returns the exit status."""
    import uvicorn

    log_to_stderr(logging.WARNING)
    config = _config(app)
    announce()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # from here on uvicorn handles the signal
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        # uvicorn has shut down by now and re-raises the signal.
        print("\nstopped")
    return 0


def serve_in_processes(
    make_app: Callable[[], Any], listener: socket.socket, *, workers: int, announce: Callable[[], None]
) -> int:
    """Serve from several processes on one socket; one that dies is replaced. Returns the exit status.

    ``make_app`` is called in each of them, so it has to be picklable. It sets up the logs of its process.
    """
    from uvicorn.supervisors import Multiprocess

    log_to_stderr(logging.WARNING)
    announce()
    Multiprocess(_config(make_app, is_factory=True, workers=workers), sockets=[listener]).run()
    return 0


def _config(app: Any, *, is_factory: bool = False, workers: int = 1) -> "Config":
    import uvicorn

    from cli.http_protocol import BoundedHttpProtocol

    return uvicorn.Config(
        app,
        factory=is_factory,
        workers=workers,
        http=BoundedHttpProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
