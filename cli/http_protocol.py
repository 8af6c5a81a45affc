"""uvicorn's HTTP protocol with the limits that it does not have: of the size of a head, and of the time of a request.

A response can see when the server stops (``core.http.server_stop``).

Without them, a client that sends half a request holds its connection for ever. The limits do not apply to a response,
which may be a stream of hours.
"""

import asyncio
from http import HTTPStatus
from typing import Any, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core.http.server_stop import attach_stop

LONGEST_HEAD_BYTES = 32 * 1024  # request line and headers
HEAD_TIMEOUT_S = 10.0  # from the connection, or the first byte of a further request, to the end of its headers
BODY_TIMEOUT_S = 30.0  # from the end of the headers to the end of the body


class BoundedHttpProtocol(HttpToolsProtocol):
    """One connection. Each request is refused (431, 408) or cut off once it exceeds a limit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None
        self._is_in_head = True
        self._head_bytes = 0
        self._stop = asyncio.Event()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_timer(HEAD_TIMEOUT_S)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._head_bytes += len(data)
        super().data_received(data)
        # A header that is not complete yet has not been counted by its callback.
        if self._is_in_head and self._head_bytes > LONGEST_HEAD_BYTES:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._timer is None:
            self._start_timer(HEAD_TIMEOUT_S)

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._start_timer(BODY_TIMEOUT_S)
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > LONGEST_HEAD_BYTES:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return
        attach_stop(cast(Scope, self.scope), self._stop)
        super().on_headers_complete()

    def shutdown(self) -> None:
        """Begin the shutdown of this connection; its response may take as long as the server allows."""
        super().shutdown()
        self._stop.set()

    def on_body(self, body: bytes) -> None:
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._stop_timer()
        self._is_in_head, self._head_bytes = True, 0
        if not self.transport.is_closing():
            super().on_message_complete()

    def _start_timer(self, seconds: float) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, self._refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: HTTPStatus) -> None:
        """Close the connection, with a status unless a response is on its way."""
        self._stop_timer()
        if self.transport.is_closing():
            return
        cycle = getattr(self, "cycle", None)  # None before the first request, whatever its type says
        if cycle is None or cycle.response_complete or not cycle.response_started:
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(head.encode("ascii"))
        self.transport.close()
