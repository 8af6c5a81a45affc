"""Every response has the headers that its kind needs: never stored, never sniffed, never framed, with a request id."""

import re
from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.wire import answer_of

_ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_POLICY = ("default-src 'none'", "frame-ancestors 'none'")
_STREAM, _JSON, _PROBLEM = "text/event-stream; charset=utf-8", "application/json", "application/problem+json"
_REQUEST_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
_NOTED = re.compile(r"^requestId: (.*)$", re.MULTILINE)
_TELLTALE = {"server", "x-powered-by", "set-cookie"}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    headers = seen.headers
    if not headers:  # a transcript that was built by hand
        return
    for name, value in _ALWAYS.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)!r}, not {value!r}"
    policy = headers.get("content-security-policy", "")
    for directive in _POLICY:
        if directive not in policy:
            yield f"the content security policy lacks {directive}"
    wanted = _PROBLEM if seen.status >= 400 else _STREAM if asked.task.stream else _JSON
    if headers.get("content-type") != wanted:
        yield f"the content type is {headers.get('content-type')!r}, not {wanted!r}"
    if wanted == _STREAM and headers.get("x-accel-buffering") != "no":
        yield "a proxy may hold back the stream"
    for name in sorted(_TELLTALE & headers.keys()):
        yield f"the response has {name}"
    yield from _request_id(seen)


def _request_id(seen: SeenTurn) -> Iterator[str]:
    """The request id can be quoted to a colleague, is new, and is the one in the note of the next step."""
    request_id = seen.headers.get("x-request-id", "")
    if not _REQUEST_ID.match(request_id):
        yield f"the request id is {request_id!r}"
    if any(turn.headers.get("x-request-id") == request_id for turn in seen.earlier):
        yield "the request id is that of an earlier request"
    step = (answer_of(seen.wire) or {}).get("nextStep") or {}
    noted = _NOTED.search(step.get("note", ""))
    if noted and noted[1] != request_id:
        yield f"the note of the next step names request {noted[1]}, and the response {request_id}"
