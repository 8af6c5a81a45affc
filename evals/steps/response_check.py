"""Judges the response to a request of a step: what the task expects, and what holds for every response."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from evals.checks.canaries import found_in
from evals.checks.requests import unexpected
from evals.checks.wording import quoted, says
from evals.steps.matchers import MISSING, Fill, find, mismatch, shown
from evals.steps.response_form import form_problems
from evals.steps.seen_step import SeenStep
from evals.steps.step import ResponseExpect

_OF_ONE_REQUEST = {"x-request-id", "date", "content-length", "server-timing"}
_IDS = re.compile(r"\d{3}-\d{7}-\d{7}|conv_[A-Za-z0-9_-]+|\b(?:CUST|CASE|GC|PROMO|TXN)-[A-Z0-9-]+|\b[0-9a-f]{32}\b")


def problems_of(
    expect: ResponseExpect, seen: SeenStep, fill: Fill, *, earlier: Mapping[str, SeenStep], secrets: Iterable[str]
) -> Iterator[str]:
    """Yield one line for each thing that is wrong with a response."""
    if seen.status != expect.status:
        yield f"status: expected {expect.status}, found {seen.status}: {shown(seen.text)}"
        return
    yield from _differences(expect, seen, fill)
    yield from _words(expect, seen, fill)
    yield from _secrets(expect, seen, fill, secrets)
    yield from form_problems(seen)
    if expect.same_as is not None:
        yield from _other(seen, earlier[expect.same_as], expect.same_as)
    if expect.requests is not None:
        yield from (f"request to the rewards API {line}" for line in unexpected(expect.requests, seen.requests))
    if expect.audit is not None and list(expect.audit) != list(seen.audit):
        yield f"audit: expected {list(expect.audit)}, found {list(seen.audit)}"
    for request in seen.unexpected_requests:
        yield f"unexpected request: {request}"


def _differences(expect: ResponseExpect, seen: SeenStep, fill: Fill) -> Iterator[str]:
    if expect.code is not None:
        codes = [find(seen.json, pointer) for pointer in ("/code", "/error/code")]
        if expect.code not in codes:
            yield f"code: expected {expect.code}, found {shown(next((c for c in codes if c is not MISSING), MISSING))}"
    for name, expected in expect.headers.items():
        found = (seen.headers or {}).get(name.lower(), MISSING)
        if (line := mismatch(expected, found, fill)) is not None:
            yield f"header {name}: {line}"
    for pointer, expected in expect.body.items():
        if (line := mismatch(expected, find(seen.json, pointer), fill)) is not None:
            yield f"body {pointer or 'as a whole'}: {line}"


def _words(expect: ResponseExpect, seen: SeenStep, fill: Fill) -> Iterator[str]:
    for saying in expect.says:
        if not says(seen.text, fill(saying)):
            yield f"the body does not say {quoted(saying)}: {shown(seen.text)}"
    for saying in expect.must_not_say:
        if says(seen.text, fill(saying)):
            yield f"the body says {quoted(saying)}"


def _secrets(expect: ResponseExpect, seen: SeenStep, fill: Fill, secrets: Iterable[str]) -> Iterator[str]:
    revealed = [fill(secret) for secret in expect.reveals]
    for secret in revealed:
        if secret not in seen.text:
            yield f"the body does not reveal {secret[:2]}…{secret[-4:]}"
    known = [*secrets, *expect.canaries]
    hidden = [secret for secret in known if secret not in revealed]
    yield from (f"{secret} is in the response" for secret in found_in(seen.text, hidden))
    sinks = {
        "headers": json.dumps(dict(seen.headers or {})),
        "audit": seen.audit_text,
        "logs": "\n".join(seen.logs),
        "stored conversations": seen.stored,
    }
    for sink, text in sinks.items():
        yield from (f"{secret} is in the {sink}" for secret in found_in(text, known))


def secrets_in(seen: SeenStep, secrets: Iterable[str]) -> Iterator[str]:
    """Yield the secrets that a response holds, of which it may hold none."""
    yield from (f"{secret} is in the response" for secret in found_in(seen.text, secrets))


def _other(seen: SeenStep, other: SeenStep, name: str) -> Iterator[str]:
    """Yield each difference between a response and an earlier one, other than ids."""
    pairs = {
        "status": (other.status, seen.status),
        "headers": (_headers(other), _headers(seen)),
        "body": (_without_ids(other), _without_ids(seen)),
        "audit": (sorted(other.audit), sorted(seen.audit)),
    }
    for what, (expected, found) in pairs.items():
        if expected != found:
            yield f"the {what} is not that of step {name!r}: expected {shown(expected)}, found {shown(found)}"


def _headers(seen: SeenStep) -> dict[str, str]:
    return {name: value for name, value in (seen.headers or {}).items() if name not in _OF_ONE_REQUEST}


def _without_ids(seen: SeenStep) -> str:
    text = seen.text.replace((seen.headers or {}).get("x-request-id", "\0"), "ID")
    return _IDS.sub("ID", text)
