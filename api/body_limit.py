"""Refuses a request whose body is longer than it may be."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyTooLarge(HTTPException):
    """The body of a request is too long. An HTTP exception, because the framework passes only those on."""

    def __init__(self) -> None:
        super().__init__(413)


class BodyLimit:
    """Refuses a body above ``limit`` bytes, or above that of its path, whether its length was announced or not."""

    def __init__(self, app: ASGIApp, *, limit: int, by_path: Mapping[str, int]) -> None:
        self._app = app
        self._limit = limit
        self._by_path = by_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._by_path.get(scope["path"].removeprefix(scope.get("root_path", "")), self._limit)
        announced = Headers(scope=scope).get("content-length", "")
        seen = int(announced) if announced.isdecimal() else 0

        async def bounded() -> Message:
            nonlocal seen
            if seen > limit:
                raise BodyTooLarge
            message = await receive()
            if message["type"] == "http.request" and not announced.isdecimal():
                seen += len(message.get("body", b""))
                if seen > limit:
                    raise BodyTooLarge
            return message

        await self._app(scope, bounded, send)
