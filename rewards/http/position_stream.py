"""The position of one order as it changes, as server-sent events.

Each ``position`` event is the whole ``OrderCashback``: a reader who missed some needs only the last. Its ``id``
identifies its content, so a reader who reconnects with ``Last-Event-ID`` is not sent the same position again. The code
of an ``end`` event says why nothing more will come.
"""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from random import uniform
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from core.errors import TokenError
from core.http.event_stream import KEEP_ALIVE, EventStream, format_event
from core.http.problem import ApiProblem
from core.http.request_id import request_id_of
from core.identity.tokens import AUDIENCE_REWARDS, Principal
from core.ids import normalise_order_id
from rewards.auth.owner_lookup import require_first_owner
from rewards.cache.snapshot import Snapshot
from rewards.change_notifier import Follower, TooManyFollowers
from rewards.errors import Unanswered
from rewards.http.dependencies import BearerToken, Caller, Parts, RewardsService
from rewards.http.parameters import BusinessReferenceId
from rewards.order_views import require_answerable
from rewards.sources.gathering import Deadline

router = APIRouter(prefix="/promotion-executions/{brf}", tags=["orders"])

_STOPPED = format_event("end", json.dumps({"code": "serverStopping"}), None)
_UNSURE_RECHECK_S = 1.5  # while changes of other replicas may be missing
_EARLIEST = 0.8  # of the time between rechecks: readers who were notified together do not recheck together


@dataclass(frozen=True, slots=True)
class _Reading:
    """What each read for the stream needs."""

    service: RewardsService
    caller: Principal
    token: str
    business_reference_id: str
    request_id: str

    async def snapshot(self, *, was_notified: bool) -> Snapshot:
        """Read the order, for as long as the caller may.

        All who were notified of one change share what the first of them reads: the publication has invalidated the
        cache. A reader who was not notified reads the databases, unless many readers do so because changes of other
        replicas may be missing: then what is cached is recent, and they share it.

        Raises:
            TokenError: when the token has expired since.
            Unanswered: see ``require_answerable``.
        """
        service = self.service
        await service.tokens.principal_of(self.token, audience=AUDIENCE_REWARDS)
        deadline = self._deadline()
        fresh = not was_notified and service.orders.knows_all_changes()
        served = await service.orders.read(self.business_reference_id, deadline, fresh=fresh, allow_stale=False)
        require_answerable(self.caller, served.snapshot.gathered, allow_partial=True)
        snapshot = served.snapshot
        await service.long_orders.derive(snapshot, lambda: (snapshot.position_id, snapshot.position_parts), deadline)
        return snapshot

    async def require_first_owner(self) -> None:
        """Return when the order may be the caller's.

        Raises:
            Unanswered: see ``rewards.auth.owner_lookup``.
        """
        service = self.service
        forms = (self.business_reference_id,)
        await require_first_owner(self.caller, forms, service.sources, self._deadline(), service.orders.cached_owners)

    def _deadline(self) -> Deadline:
        settings = self.service.settings
        return Deadline.within(deadline_ms=settings.deadline_ms, source_timeout_ms=settings.source_timeout_ms)


_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "`position` events, `end`."}
}


@router.get("/events-stream", response_class=Response, responses=_STREAM)
async def stream_position(
    brf: BusinessReferenceId,
    request: Request,
    service: Parts,
    caller: Caller,
    token: BearerToken,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> Response:
    """Return the position at once, and again whenever it changes, until the token ends or the reader leaves."""
    reading = _Reading(service, caller, token, normalise_order_id(brf), request_id_of(request))
    return _PositionResponse(reading, known_id=last_event_id)


class _PositionResponse(Response):
    """Takes a place among the streams before the first read, and releases it however the connection ends."""

    def __init__(self, reading: _Reading, *, known_id: str | None) -> None:
        super().__init__()
        self._reading = reading
        self._known_id = known_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reading = self._reading
        try:
            with reading.service.notifier.following(reading.business_reference_id) as follower:
                # A caller who may not see the order gets a status, before there is a stream.
                await reading.require_first_owner()
                first = await reading.snapshot(was_notified=False)
                async with aclosing(_events(reading, follower, first, known_id=self._known_id)) as events:
                    await EventStream(events, stop_frame=_STOPPED)(scope, receive, send)
        except TooManyFollowers as error:
            raise ApiProblem("tooManyStreams") from error


async def _events(
    reading: _Reading, follower: Follower, first: Snapshot, *, known_id: str | None
) -> AsyncGenerator[bytes]:
    snapshot = first
    while True:
        event_id = snapshot.position_id
        if event_id == known_id:
            yield KEEP_ALIVE
        else:
            yield format_event("position", reading.request_id.join(snapshot.position_parts), event_id)
        known_id = event_id
        # Not every change is published here: another system may have made it, or the passing of time.
        within_s = _recheck_s(reading.service) * uniform(_EARLIEST, 1)  # noqa: S311  (no secret)
        was_notified = await follower.changed(within_s=within_s)
        try:
            snapshot = await reading.snapshot(was_notified=was_notified)
        except (TokenError, Unanswered) as error:
            yield format_event("end", json.dumps({"code": error.code}), None)
            return


def _recheck_s(service: RewardsService) -> float:
    configured_s = service.settings.stream_recheck_s
    return configured_s if service.orders.knows_all_changes() else min(configured_s, _UNSURE_RECHECK_S)
