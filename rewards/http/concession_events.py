"""The routes by which writers post concession events."""

from typing import Any, assert_never

from fastapi import APIRouter, Request, Response

from core.event_contract import EventReceipt, EventReceipts
from core.http.problem import ApiProblem, Problem
from core.identity.tokens import SCOPE_INGEST, Principal, Role
from rewards.errors import InvalidEvent
from rewards.http.dependencies import Caller, Parts, RewardsService
from rewards.ingest.event_ingest import parse_event, store_event, store_events
from rewards.ingest.row_parsing import NotJson, read_json

router = APIRouter(prefix="/concession-events", tags=["events"])


def _takes(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


_EVENT = {"$ref": "#/components/schemas/ConcessionEvent"}  # put there by ``rewards.http.openapi``
_BATCH = {
    "type": "object",
    "required": ["events"],
    "properties": {"events": {"type": "array", "items": _EVENT, "minItems": 1}},
}
_REFUSALS: dict[int | str, dict[str, Any]] = {409: {"model": Problem}, 422: {"model": Problem}}


# The body is read by hand: a framework's parsing would come before the token check, and would echo what is wrong.
@router.post("", status_code=201, responses={200: {"model": EventReceipt}, **_REFUSALS}, openapi_extra=_takes(_EVENT))
async def post_event(request: Request, response: Response, service: Parts, caller: Caller) -> EventReceipt:
    """Store one event: 201 when it is new, 200 when it was known already, 409 when its id has other content."""
    _require_ingest(caller)
    data = await _json_body(request, service)
    receipt = await _store(service, data)
    match receipt.outcome:
        case "created":
            return receipt
        case "replayed":
            response.status_code = 200
            return receipt
        case "conflict":
            raise ApiProblem("eventConflict")
        case "invalid":
            raise ApiProblem("invalidEvent")
        case other:
            assert_never(other)


@router.post("/batch", responses={422: {"model": Problem}}, openapi_extra=_takes(_BATCH))
async def post_events(request: Request, service: Parts, caller: Caller) -> EventReceipts:
    """Store each event of a batch, and report the outcome of each."""
    _require_ingest(caller)
    body = await _json_body(request, service)
    events = body.get("events") if isinstance(body, dict) else None
    if not isinstance(events, list) or not 1 <= len(events) <= service.settings.max_batch_events:
        raise ApiProblem("invalidBody")
    receipts = await store_events(service.store, events, received_at=service.clock.now(), changes=service.changes)
    return EventReceipts(receipts=receipts)


def _require_ingest(caller: Principal) -> None:
    if caller.role is not Role.SERVICE or SCOPE_INGEST not in caller.scopes:
        raise ApiProblem("scopeMissing")


async def _store(service: RewardsService, data: Any) -> EventReceipt:
    try:
        event = parse_event(data)
        outcome = await store_event(service.store, event, received_at=service.clock.now(), changes=service.changes)
    except InvalidEvent:
        return EventReceipt(event_id=None, outcome="invalid")
    return EventReceipt(event_id=event.event_id, outcome=outcome.value)


async def _json_body(request: Request, service: RewardsService) -> Any:
    """Return the body as JSON. No more of it is read than is allowed.

    Raises:
        ApiProblem: ``bodyTooLarge`` or ``invalidBody``.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > service.settings.max_body_bytes:
            raise ApiProblem("bodyTooLarge")
    try:
        return read_json(body)
    except NotJson as error:
        raise ApiProblem("invalidBody") from error
