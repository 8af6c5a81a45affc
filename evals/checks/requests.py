"""The requests to the rewards API are those that the question needs, and no others."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from evals.harness.expectations import ExpectedRequests, RequestPattern
from evals.harness.transcript import AskedTurn, RewardsRequest, SeenTurn


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if (expected := asked.turn.expect.requests) is not None:
        yield from unexpected(expected, seen.requests)


def unexpected(expected: ExpectedRequests, requests: Sequence[RewardsRequest]) -> Iterator[str]:
    """Yield each request that was expected and not made, or made and not expected."""
    for pattern in expected.required:
        if not any(_fits(pattern, request) for request in requests):
            yield f"not requested: {_named(pattern)}"
    for request in requests:
        if any(_fits(pattern, request) for pattern in expected.forbidden):
            yield f"forbidden: {request}"
        if expected.allowed is not None and not any(_fits(pattern, request) for pattern in expected.allowed):
            yield f"not allowed: {request}"


def _fits(pattern: RequestPattern, request: RewardsRequest) -> bool:
    return (
        request.method == pattern.method
        and fnmatchcase(request.path, pattern.path)
        and all(_same(value, request.query.get(name)) for name, value in pattern.query.items())
    )


def _same(expected: str, given: str | None) -> bool:
    """Whether two values are equal; instants with an offset are compared as instants, in whatever zone."""
    if given is None or expected == given:
        return expected == given
    instants = [_instant(text) for text in (expected, given)]
    return None not in instants and instants[0] == instants[1]


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


def _named(pattern: RequestPattern) -> str:
    query = "&".join(f"{name}={value}" for name, value in pattern.query.items())
    return f"{pattern.method} {pattern.path}{'?' if query else ''}{query}"
