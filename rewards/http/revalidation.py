"""Entity tags of the answers about one order, and the 304 for a caller who holds the current answer.

A tag is taken from the version of the snapshot and from the form of the answer, so a 304 needs the rows and no fold. It
is compared after the caller has been authorised, and refusals have none: what a caller holds reveals nothing.
"""

from collections.abc import Callable, Mapping

from fastapi import Request, Response

from core.http.entity_tags import is_match, weak_tag
from core.identity.tokens import Principal, Role
from rewards.order_reader import CacheResult, ServedSnapshot

_STALE = (CacheResult.STALE, CacheResult.STALE_ON_ERROR)
# A program may keep an answer, and has to ask before each use. In a person's browser nothing is stored: an answer has
# gift card numbers in full.
_CACHE_CONTROL = {True: "private, no-cache", False: "no-store"}


def tag_of(served: ServedSnapshot, *form: str) -> str | None:
    """Return the tag of an answer in a form, None for one that must not be validated.

    That is a partial answer, and a stale one, which says so in its ``sources``.
    """
    if served.lookup in _STALE or not served.snapshot.is_whole:
        return None
    return weak_tag(served.snapshot.version, *form)


def tagged_response(
    request: Request,
    caller: Principal,
    tag: str | None,
    body: Callable[[], bytes | str],
    *,
    headers: Mapping[str, str],
) -> Response:
    """Return the answer, or a 304 if the caller holds it. ``body`` is called only if it is sent."""
    if tag is None:
        return Response(body(), media_type="application/json", headers=headers)
    tagged = {**headers, "ETag": tag, "Cache-Control": _CACHE_CONTROL[caller.role is Role.SERVICE]}
    if is_match(tag, request.headers.getlist("if-none-match")):
        return Response(status_code=304, headers={**tagged, "Vary": "Accept-Encoding"})
    return Response(body(), media_type="application/json", headers=tagged)
