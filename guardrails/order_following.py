"""The notifications of an order's changes for a principal who may ask for the order.

A notification shows nothing. Whether the order may be seen, and what it is, is decided and recorded by the lookup that
follows each one (``guardrails/tool_gateway.py``).
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from core.identity.tokens import AUDIENCE_REWARDS, Principal
from guardrails.errors import Denied
from guardrails.fail_closed import FailClosed
from guardrails.lookup_services import LookupServices
from tools.errors import RewardsTimeout
from tools.record_lookups import FOLLOW_ORDER
from tools.registry import ToolRequest

OPEN_WITHIN_S = 4.0
RECHECK = timedelta(seconds=60)  # how long the token of a stream is valid, and so how often access is checked at least


class OrderFollowing:
    """Opens the live stream of the rewards API with a token minted for it, which ends the stream when it expires."""

    def __init__(self, services: LookupServices) -> None:
        self._services = services

    @asynccontextmanager
    async def notifications(
        self, principal: Principal, order: str, *, after: str | None
    ) -> AsyncGenerator[AsyncGenerator[str]]:
        """Yield the ids of the order's changes; ``after`` is the last one that is known.

        Raises:
            Denied: when the principal may not ask for it.
            PolicyUnavailable: when it cannot be decided.
            RewardsError: when the stream cannot be opened, or ends for another reason than its token's expiry.
        """
        services = self._services
        with FailClosed("policy"):
            request = ToolRequest(order=order, customer_id=None)
            decision = services.policy.may_request(principal, FOLLOW_ORDER, request)
        if not decision.allowed:
            raise Denied
        token = services.tokens.mint(principal, audiences=(AUDIENCE_REWARDS,), ttl=RECHECK)
        opening = services.client.with_token(token).changes(order, after=after)
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(OPEN_WITHIN_S):
                    changes = await stack.enter_async_context(opening)
            except TimeoutError as error:
                raise RewardsTimeout from error
            yield changes
