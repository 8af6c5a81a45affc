"""The position of one order as it changes, as server-sent events.

Each ``position`` event is the whole ``OrderCashback``: a reader who missed some needs only the last. Its ``id`` stands
for what it says, so a reader who comes back with ``Last-Event-ID`` is not told again what is known. An ``end`` event
tells by its code why nothing more will come.
"""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from rewards.aggregate import Deadline
from rewards.contract import OrderCashback
from rewards.errors import Unanswered
from rewards.http.context import BearerToken, Caller, Parts, Service
from rewards.http.exchange import request_id_of
from rewards.http.parameters import BusinessReferenceId
from rewards.http.problems import ApiProblem
from rewards.identity import AUDIENCE_REWARDS, Principal, TokenError
from rewards.ids import normalise
from rewards.orders import Stamp, order_cashback, read_order

router = APIRouter(prefix="/promotion-executions/{brf}", tags=["orders"])

_HEADERS = {"X-Accel-Buffering": "no"}  # a proxy that gathers an answer would hold the events back
_KEEP_ALIVE = ": still here\n\n"
_OF_THE_READ = {"request_id", "as_of", "sources"}  # differ at every read of one position


@dataclass(frozen=True, slots=True)
class _Reading:
    """What each read for the stream needs."""

    service: Service
    caller: Principal
    token: str
    business_reference_id: str
    request_id: str

    async def position(self) -> OrderCashback:
        """Read the position, for as long as the caller may.

        Raises:
            TokenError: when the token has expired since.
            Unanswered: see ``read_order``.
        """
        service, settings = self.service, self.service.settings
        await service.tokens.principal_of(self.token, audience=AUDIENCE_REWARDS)
        deadline = Deadline.within(deadline_ms=settings.deadline_ms, source_timeout_ms=settings.source_timeout_ms)
        gathered = await read_order(service.sources, self.business_reference_id, self.caller, deadline)
        return order_cashback(gathered, Stamp(self.request_id, service.clock.now()), promotion_id=None)


_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "`position` events, `end`."}
}


@router.get("/events-stream", response_class=StreamingResponse, responses=_STREAM)
async def stream_position(
    brf: BusinessReferenceId,
    request: Request,
    service: Parts,
    caller: Caller,
    token: BearerToken,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> StreamingResponse:
    """Give the position at once, and again whenever it changes, until the token ends or the reader leaves."""
    reading = _Reading(service, caller, token, normalise(brf), request_id_of(request))
    if not service.changes.has_room:
        raise ApiProblem("tooManyStreams")
    first = await reading.position()  # who may not see the order is told by a status, before there is a stream
    return _LiveResponse(_events(reading, first, known_id=last_event_id))


class _LiveResponse(StreamingResponse):
    """Ends its events with the connection, whatever the connection ended in."""

    def __init__(self, events: AsyncGenerator[str]) -> None:
        super().__init__(events, media_type="text/event-stream", headers=_HEADERS)
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._events.aclose()


async def _events(reading: _Reading, first: OrderCashback, *, known_id: str | None) -> AsyncGenerator[str]:
    recheck_s = reading.service.settings.stream_recheck_s
    with reading.service.changes.following(reading.business_reference_id) as follower:
        follower.tell()  # what came between the first read and now
        position = first
        while True:
            event_id = _id_of(position)
            yield _KEEP_ALIVE if event_id == known_id else _event("position", position.model_dump_json(), event_id)
            known_id = event_id
            # Not every change is told here: another process may have written it, or time itself.
            await follower.changed(within_s=recheck_s)
            try:
                position = await reading.position()
            except (TokenError, Unanswered) as error:
                yield _event("end", json.dumps({"code": error.code}))
                return


def _event(name: str, data: str, event_id: str | None = None) -> str:
    return f"event: {name}\n{f'id: {event_id}' if event_id else 'id'}\ndata: {data}\n\n"


def _id_of(position: OrderCashback) -> str:
    said = position.model_dump_json(exclude=_OF_THE_READ)
    return sha256(said.encode()).hexdigest()[:16]
