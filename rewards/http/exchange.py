"""What every exchange carries: a request id, and the word that no answer may be stored on the way."""

import re
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID_HEADER = "X-Request-Id"
NO_STORE = {"Cache-Control": "no-store"}
# A caller's own id is taken over if it is safe to log and to send back.
_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}\Z")
_STATE_KEY = "rewards_request_id"


class ExchangeMiddleware:
    """Gives each request its id, and each answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        request_id = given if _REQUEST_ID.match(given) else uuid4().hex
        scope[_STATE_KEY] = request_id

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID_HEADER] = request_id
                headers.update(NO_STORE)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def request_id_of(connection: HTTPConnection) -> str:
    """Give the id of this exchange."""
    request_id: str = connection.scope[_STATE_KEY]
    return request_id
