"""The rate limits of the routes, per principal."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import Depends, Request

from api.authentication import Caller
from core.identity.tokens import Principal
from core.rate_limits import RateLimits

Purpose = Literal["chat", "reveal", "read", "change"]


def _counted(purpose: Purpose) -> Callable[[Request, Caller], Awaitable[Principal]]:
    async def counted(request: Request, caller: Caller) -> Principal:
        limits: RateLimits | None = request.app.state.limits
        if limits is not None:
            await limits.admit(caller, purpose)
        return caller

    return counted


# The caller of a route, counted against the service's limits where it has any. This comes before the body and the
# parameters are validated, so that a flood of invalid requests is counted too.
Asker = Annotated[Principal, Depends(_counted("chat"))]
Revealer = Annotated[Principal, Depends(_counted("reveal"))]
Reader = Annotated[Principal, Depends(_counted("read"))]
Changer = Annotated[Principal, Depends(_counted("change"))]
