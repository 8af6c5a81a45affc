"""``GET /v1/orders/{brf}/events-stream``: an order as it changes, as server-sent events.

Each ``order`` event is the whole view, with its ``revision`` as the id; an ``end`` event has the code of why no more
will follow. The rewards API notifies of a change; each view is a separate lookup, authorised and audited anew. The
caller's token is verified again before each, and at least as often as ``guardrails.order_following.RECHECK`` says.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from agent.turn import Agent
from api.rate_limits import Reader
from api.records import examples
from api.records.order_view import OrderView
from api.routes.records import BusinessReferenceId, reader_for, responses
from core.contract import WireModel
from core.errors import TokenError
from core.http.bearer import bearer_token
from core.http.event_stream import KEEP_ALIVE, EventStream, format_event
from core.http.problem import ApiProblem
from core.identity.tokens import AUDIENCE_AGENT, Principal, TokenVerifier
from core.ids import normalise_order_id
from guardrails.errors import GuardrailError
from tools.errors import RewardsError
from tools.record_lookups import FOLLOW_ORDER

router = APIRouter(prefix="/v1/orders/{brf}", tags=["records"])


class StreamEnd(WireModel):
    """The data of an ``end`` event: why no more views follow. ``serverStopping``, or the code of a problem."""

    code: str


_STREAM: dict[int | str, dict[str, Any]] = responses(examples.ORDER) | {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "`order` events, `end`."}
}


def _end(code: str) -> bytes:
    return format_event("end", StreamEnd(code=code).model_dump_json(), None)


@router.get("/events-stream", response_class=Response, responses=_STREAM, operation_id="followOrder")
async def follow_order(
    brf: BusinessReferenceId,
    request: Request,
    caller: Reader,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> Response:
    """Return the order at once unless the reader knows it, and again whenever it changes, until the token ends."""
    return _OrderStream(request, caller, normalise_order_id(brf), known=last_event_id)


class _OrderStream(Response):
    """The first lookup is made before the stream begins: whoever may not see the order gets a status."""

    def __init__(self, request: Request, caller: Principal, order: str, *, known: str | None) -> None:
        super().__init__()
        self._request = request
        self._caller = caller
        self._order = order
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._views()) as views:
            first = await anext(views)
            async with aclosing(_frames(first, views, known=self._known)) as frames:
                await EventStream(frames, stop_frame=_end("serverStopping"))(scope, receive, send)

    async def _views(self) -> AsyncGenerator[OrderView]:
        """Yield the order at once and after each change.

        Raises:
            TokenError: the caller's token has expired.
            ApiProblem, GuardrailError: the order cannot be shown or followed any more.
        """
        agent: Agent = self._request.app.state.agent
        reader = reader_for(self._request, self._caller)
        last: str | None = None
        while True:
            await self._recheck()
            try:
                following = agent.tool_gateway.following.notifications(self._caller, self._order, after=last)
                async with following as changes:
                    async for change in changes:
                        last = change
                        await self._recheck()
                        yield await reader.order(self._order, tool=FOLLOW_ORDER)
            except (GuardrailError, RewardsError) as error:
                # A refusal is decided and recorded by the lookup. What can still be looked up is shown once more.
                yield await reader.order(self._order, tool=FOLLOW_ORDER)
                raise ApiProblem(error.public_code) from error

    async def _recheck(self) -> None:
        tokens: TokenVerifier = self._request.app.state.tokens
        await tokens.principal_of(bearer_token(self._request), audience=AUDIENCE_AGENT)


async def _frames(first: OrderView, views: AsyncGenerator[OrderView], *, known: str | None) -> AsyncGenerator[bytes]:
    view = first
    try:
        while True:
            is_known = view.revision == known
            yield KEEP_ALIVE if is_known else format_event("order", view.model_dump_json(), view.revision)
            known = view.revision
            view = await anext(views)
    except (TokenError, ApiProblem) as error:
        yield _end(error.code)
    except GuardrailError as error:
        yield _end(error.public_code)
