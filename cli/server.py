"""Runs an ASGI application on 127.0.0.1 until a signal stops it."""

import errno
import logging
import signal
import socket
from collections.abc import Callable
from typing import Any

from cli.errors import UsageError
from cli.log_format import log_to_stderr

_STOP_WITHIN_S = 3  # open streams get this long to end


def listen(port: int) -> socket.socket:
    """Return a listening socket on the loopback address.

    Raises:
        UsageError: when the port is in use or not permitted.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} is in use; choose another with --port") from error
        raise UsageError(f"port {port} cannot be used: {error.strerror}") from error
    return listener


def serve(app: Any, listener: socket.socket, *, announce: Callable[[], None]) -> int:
    """Serve until SIGINT or SIGTERM, which shut the server down cleanly. Returns the exit status."""
    import uvicorn

    from cli.http_protocol import BoundedHttpProtocol

    log_to_stderr(logging.WARNING)
    config = uvicorn.Config(
        app,
        http=BoundedHttpProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_STOP_WITHIN_S,
    )
    announce()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # from here on uvicorn handles the signal
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        # uvicorn has shut down by now and re-raises the signal.
        print("\nstopped")
    return 0
