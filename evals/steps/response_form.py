"""What holds for every response of both services, whatever a step expects of it.

A problem has the form that RFC 9457 gives it, names the request as the header does, and means what its code means.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from evals.oracles.problem_codes import MEANINGS, REALMS
from evals.steps.matchers import find, shown
from evals.steps.seen_step import SeenStep

_PROBLEM = "application/problem+json"
_MEMBERS = {"type", "title", "status", "code", "requestId", "retryable"}
_OPTIONAL = {"fields", "missing"}
_SENTENCE = re.compile(r"[A-Z][^.]*\.")
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
_POLICY = ("default-src 'none'", "frame-ancestors 'none'")


def form_problems(seen: SeenStep) -> Iterator[str]:
    """Yield one line for each thing about the form of a response that is wrong."""
    headers = seen.headers or {}
    if "x-request-id" not in headers:
        yield "no X-Request-Id"
    if seen.status == HTTPStatus.UNAUTHORIZED:
        yield from _challenge(seen)
    if not headers.get("content-type", "").startswith(_PROBLEM) or not seen.text:
        return
    yield from _headers(headers)
    if not isinstance(seen.json, dict):
        yield f"the problem is no JSON object: {shown(seen.text)}"
        return
    yield from _members(seen, seen.json)


def _challenge(seen: SeenStep) -> Iterator[str]:
    """A 401 names its realm, and says that a token is wrong only if there was one (RFC 6750, section 3)."""
    challenge = (seen.headers or {}).get("www-authenticate")
    is_missing = find(seen.json, "/code") == "tokenMissing" or find(seen.json, "/error/code") == "tokenMissing"
    expected = f'Bearer realm="{REALMS[seen.service]}"' + ("" if is_missing else ', error="invalid_token"')
    if challenge is None:
        yield "a 401 without a challenge"
    elif challenge != expected:
        yield f"the challenge is {challenge}, not {expected}"


def _headers(headers: Any) -> Iterator[str]:
    for name, value in _HEADERS.items():
        if headers.get(name) != value:
            yield f"problem: {name} is {headers.get(name)!r}, not {value!r}"
    for directive in _POLICY:
        if directive not in headers.get("content-security-policy", ""):
            yield f"problem: the content security policy lacks {directive}"


def _members(seen: SeenStep, problem: dict[str, Any]) -> Iterator[str]:
    expected = {"/status": seen.status, "/requestId": (seen.headers or {}).get("x-request-id"), "/type": "about:blank"}
    for pointer, value in expected.items():
        if (found := find(problem, pointer)) != value:
            yield f"problem {pointer}: expected {shown(value)}, found {shown(found)}"
    if wrong := (problem.keys() ^ _MEMBERS) - _OPTIONAL:
        yield f"problem: {', '.join(sorted(wrong))} is missing or unknown"
    if problem.get("fields") == []:
        yield "problem: fields is there and empty"
    if not _SENTENCE.match(str(problem.get("title"))):
        yield f"problem /title: no sentence: {shown(problem.get('title'))}"
    code = str(problem.get("code"))
    meaning = MEANINGS[seen.service].get(code)
    if meaning != (found := (seen.status, problem.get("retryable"))):
        yield f"problem {code}: expected status and retryable {meaning}, found {found}"
