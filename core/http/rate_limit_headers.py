"""What a caller has left of a rate, in the fields of draft-ietf-httpapi-ratelimit-headers-10."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.rate_limits import Usage

_SCOPE_KEY = "core.rate_limit_usage"


def note_usage(scope: Scope, usage: Usage | None) -> None:
    """Keep the usage for the response to this request, if its headers are wanted."""
    if usage is not None and (noted := scope.get(_SCOPE_KEY)) is not None:
        noted.append(usage)


class RateLimitHeaders:
    """Adds ``RateLimit`` and ``RateLimit-Policy`` to every response for which a usage was noted."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        noted: list[Usage] = []  # which copies of the scope share

        async def send_with_usage(message: Message) -> None:
            if message["type"] == "http.response.start" and noted:
                message["headers"] = [*message["headers"], *_fields(noted[-1])]
            await send(message)

        scope[_SCOPE_KEY] = noted

        await self._app(scope, receive, send_with_usage)


def _fields(usage: Usage) -> list[tuple[bytes, bytes]]:
    policy = f'"{usage.purpose}";q={usage.limit};w={usage.window_s}'
    left = f'"{usage.purpose}";r={usage.remaining};t={usage.reset_s}'
    return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", left.encode())]
