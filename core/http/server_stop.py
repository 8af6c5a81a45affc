"""How a server lets the responses of open connections know that it stops, so that streams without an end can end.

ASGI has no message for it: the shutdown of the application comes only when all responses have ended.
"""

import asyncio

from starlette.types import Scope

_EXTENSION = "rewards.server_stop"


def attach_stop(scope: Scope, stop: asyncio.Event) -> None:
    """Attach to a request the event that its server sets when it stops."""
    scope["extensions"] = {**scope.get("extensions", {}), _EXTENSION: stop}


async def server_stops(scope: Scope) -> None:
    """Return when the server of this request stops; never with a server that does not say so."""
    stop: asyncio.Event = scope.get("extensions", {}).get(_EXTENSION) or asyncio.Event()
    await stop.wait()
