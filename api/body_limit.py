"""Refuses a request whose body is longer than it may be."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyTooLarge(HTTPException):
    """The body of a request is too long. An HTTP exception, because the framework passes only those on."""

    def __init__(self) -> None:
        super().__init__(413)


class BodyLimit:
    """Refuses a body above ``limit`` bytes, whether its length was announced or not."""

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        seen = int(announced) if announced.isdecimal() else 0

        async def bounded() -> Message:
            nonlocal seen
            if seen > self._limit:
                raise BodyTooLarge
            message = await receive()
            if message["type"] == "http.request" and not announced.isdecimal():
                seen += len(message.get("body", b""))
                if seen > self._limit:
                    raise BodyTooLarge
            return message

        await self._app(scope, bounded, send)
