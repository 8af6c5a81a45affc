"""HEAD and OPTIONS for every route, and all methods of a path in ``Allow`` (RFC 9110, sections 9.3.2 and 9.3.7)."""

import asyncio
from collections.abc import Sequence

from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class HeadAndOptions:
    """Answers HEAD as GET without the body, and OPTIONS with the methods of the path, without headers of CORS."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        allowed = _allowed(scope) if scope["method"] == "OPTIONS" else b""
        if allowed:
            await send({"type": "http.response.start", "status": 204, "headers": [(b"allow", allowed)]})
            await send({"type": "http.response.body", "body": b""})
        elif scope["method"] == "HEAD":
            await self._head(scope, receive, send)
        else:
            await self._app(scope, receive, _with_all_methods(scope, send))

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = asyncio.Event()

        async def receive_until_started() -> Message:
            """Receive, and report a disconnect once the head is sent: a stream ends as if its reader had gone."""
            tasks = asyncio.ensure_future(receive()), asyncio.ensure_future(started.wait())
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                return {"type": "http.disconnect"} if started.is_set() else tasks[0].result()
            finally:
                for task in tasks:
                    task.cancel()

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.set()
                await send(message)
                await send({"type": "http.response.body", "body": b""})

        # A copy: the server looks into its own scope to know that no body follows.
        as_get = {**scope, "method": "GET"}
        try:
            await self._app(as_get, receive_until_started, _with_all_methods(as_get, send_head))
        finally:
            if "route" in as_get:
                scope["route"] = as_get["route"]


def _with_all_methods(scope: Scope, send: Send) -> Send:
    """Complete the ``Allow`` of a 405: the framework names the methods of the first route that matches the path."""

    async def send_with_methods(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 405 and (allowed := _allowed(scope)):
            others = [header for header in message["headers"] if header[0] != b"allow"]
            message["headers"] = [*others, (b"allow", allowed)]
        await send(message)

    return send_with_methods


def _allowed(scope: Scope) -> bytes:
    """Return the methods of the scope's path as ``Allow`` has them; nothing for a path that is unknown or mounted."""
    routes: Sequence[BaseRoute] = scope["app"].routes
    allowed = {method for method in _METHODS if any(_is_route_of(route, scope, method) for route in routes)}
    if not allowed:
        return b""
    allowed |= {"OPTIONS"} | ({"HEAD"} if "GET" in allowed else set())
    return ", ".join(sorted(allowed)).encode()


def _is_route_of(route: BaseRoute, scope: Scope, method: str) -> bool:
    return not isinstance(route, Mount) and route.matches({**scope, "method": method})[0] is Match.FULL
