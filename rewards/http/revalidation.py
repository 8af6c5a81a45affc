"""Entity tags of the answers about one order, and the 304 for a caller who holds the current answer.

A tag is taken from the version of the snapshot and from the form of the answer, so a 304 needs the rows and no fold. It
is compared after the caller has been authorised, and refusals have none: what a caller holds reveals nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response

from core.http.bearer import bearer_token
from core.http.entity_tags import is_match, weak_tag
from core.identity.tokens import Principal, Role, verified_expiry
from core.ids import order_forms
from rewards.cache.snapshot import Snapshot
from rewards.http.dependencies import RewardsService
from rewards.http.execution_body import timing_headers
from rewards.http.remembered_answers import RememberedAnswer, answer_key, held_tags
from rewards.order_reader import CacheResult, ServedSnapshot
from rewards.sources.gathering import Deadline

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {}}  # described by ``rewards.http.openapi``
Body = Callable[[], Awaitable[bytes | str]]
_STALE = (CacheResult.STALE, CacheResult.STALE_ON_ERROR)
_MAX_TAGS = 32  # kept with a snapshot: callers choose what else is in a form
_HIT = {"Server-Timing": f"cache;desc={CacheResult.HIT.value}"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, who makes it, and the service that answers it."""

    request: Request
    caller: Principal
    service: RewardsService


async def tagged_response(asked: Asked, tag: str | None, body: Body, *, headers: Mapping[str, str]) -> Response:
    """Return the answer, or a 304 if the caller holds it. ``body`` is awaited only if it is sent."""
    if tag is None:
        return Response(await body(), media_type="application/json", headers=headers)
    if is_match(tag, held_tags(asked.request.scope)):
        return Response(status_code=304, headers={**headers, **_not_modified_headers(tag, asked.caller)})
    tagged = {**headers, **_tag_headers(tag, asked.caller)}
    return Response(await body(), media_type="application/json", headers=tagged)


async def order_response(
    asked: Asked, served: ServedSnapshot, form: tuple[str, ...], body: Body, deadline: Deadline
) -> Response:
    """Return the answer in a form, or a 304 if the caller holds it.

    A partial answer has no tag, and neither has a stale one, which says so in its ``sources``.

    Raises:
        AnswerLate: if the version of a long order is not known by the deadline.
    """
    snapshot = served.snapshot
    is_current = not snapshot.gathered.is_partial and served.lookup not in _STALE
    if is_current and not snapshot.is_version_at_hand:
        await asked.service.long_orders.derive(snapshot, lambda: snapshot.version, deadline)
    tag = _tag(snapshot, form) if is_current else None
    response = await tagged_response(asked, tag, body, headers=timing_headers(served))
    if tag is not None and response.status_code == 304 and served.lookup is not CacheResult.PASSED:
        _remember(asked, snapshot, tag)
    return response


def _tag(snapshot: Snapshot, form: tuple[str, ...]) -> str:
    tag = snapshot.tags.get(form)
    if tag is None:
        tag = weak_tag(snapshot.version, *form)
        if len(snapshot.tags) < _MAX_TAGS:
            snapshot.tags[form] = tag
    return tag


def _remember(asked: Asked, snapshot: Snapshot, tag: str) -> None:
    request, key = asked.request, answer_key(asked.request.scope)
    order = snapshot.evidence.business_reference_id
    # Of several forms of an order's number, only the first is certain to be read first again.
    if key is None or order_forms(request.path_params["brf"])[0] != order:
        return
    headers = _HIT | _not_modified_headers(tag, asked.caller)
    answer = RememberedAnswer(
        tag=tag,
        business_reference_id=order,
        version=snapshot.version,
        caller=asked.caller,
        token_expires_at=verified_expiry(bearer_token(request)),
        route=request.scope.get("route"),
        headers=tuple((name.lower().encode(), value.encode()) for name, value in headers.items()),
    )
    asked.service.remembered.add(key, answer)


def _tag_headers(tag: str, caller: Principal) -> dict[str, str]:
    """Return the tag, and who may keep the answer.

    A program may, and has to ask before each use. In a person's browser nothing is stored: an answer has gift card
    numbers in full.
    """
    return {"ETag": tag, "Cache-Control": "private, no-cache" if caller.role is Role.SERVICE else "no-store"}


def _not_modified_headers(tag: str, caller: Principal) -> dict[str, str]:
    return _tag_headers(tag, caller) | {"Vary": "Accept-Encoding"}
