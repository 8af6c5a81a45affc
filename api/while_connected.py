"""Work that ends with the connection of the client that waits for its result."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

from fastapi import Request

from core.http.event_stream import disconnected
from core.http.problem import ApiProblem

_Result = TypeVar("_Result")


async def while_connected(request: Request, work: Coroutine[None, None, _Result]) -> _Result:
    """Return the result, or stop the work as soon as its client is gone, as nobody would read it.

    Raises:
        ApiProblem: ``clientClosedRequest``.
    """
    working = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(disconnected(request.receive))
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ApiProblem("clientClosedRequest")
        return working.result()
    finally:
        for task in (working, gone):
            task.cancel()
        await asyncio.wait({working, gone})
