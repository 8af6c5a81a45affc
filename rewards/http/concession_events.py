"""The routes by which writers post concession events."""

from typing import Any

from fastapi import APIRouter, Request, Response

from core.event_contract import BatchReceipts, EventReceipt
from core.http.problem import ApiProblem, Problem
from core.identity.tokens import SCOPE_INGEST, Principal, Role
from rewards.http.dependencies import Caller, Parts, RewardsService
from rewards.ingest.event_ingest import parse_event, store_event, store_events
from rewards.ingest.row_parsing import NotJson, read_json
from rewards.stores.base import PutOutcome

router = APIRouter(prefix="/concession-events", tags=["events"])


def _takes(model: str) -> dict[str, Any]:
    """Return the declaration of a body, whose model ``rewards.http.openapi`` puts into the document."""
    schema = {"$ref": f"#/components/schemas/{model}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


_REFUSALS: dict[int | str, dict[str, Any]] = {409: {"model": Problem}, 422: {"model": Problem}}


# The body is read by hand: a framework's parsing would come before the token check, and would echo what is wrong.
@router.post(
    "", status_code=201, responses={200: {"model": EventReceipt}, **_REFUSALS}, openapi_extra=_takes("ConcessionEvent")
)
async def post_event(request: Request, response: Response, service: Parts, caller: Caller) -> EventReceipt:
    """Store one event: 201 when it is new, 200 when it was known already, 409 when its id has other content."""
    _require_ingest(caller)
    event = parse_event(await _json_body(request, service))
    outcome = await store_event(service.store, event, received_at=service.clock.now(), changes=service.changes)
    if outcome is PutOutcome.CONFLICT:
        raise ApiProblem("eventConflict")
    if outcome is PutOutcome.REPLAYED:
        response.status_code = 200
    return EventReceipt(event_id=event.event_id, outcome=outcome.value)


@router.post("/batch", responses={422: {"model": Problem}}, openapi_extra=_takes("EventBatch"))
async def post_events(request: Request, service: Parts, caller: Caller) -> BatchReceipts:
    """Store each event of a batch, and report the outcome of each."""
    _require_ingest(caller)
    body = await _json_body(request, service)
    events = body.get("events") if isinstance(body, dict) else None
    if not isinstance(events, list) or not 1 <= len(events) <= service.settings.max_batch_events:
        raise ApiProblem("invalidBody", fields=["events"])
    receipts = await store_events(service.store, events, received_at=service.clock.now(), changes=service.changes)
    return BatchReceipts(receipts=receipts)


def _require_ingest(caller: Principal) -> None:
    if caller.role is not Role.SERVICE or SCOPE_INGEST not in caller.scopes:
        raise ApiProblem("scopeMissing")


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
