"""The problem responses of a route in the OpenAPI document, each with an example by its code."""

from typing import Any

from api.problems import PROBLEM_TYPES
from core.http.problem import MEDIA_TYPE, Problem

# What every route with a token can answer.
TOKEN = ("tokenMissing", "tokenInvalid", "tokenExpired", "identityUnavailable", "rateLimited")
_REQUEST_ID = "0" * 32


def problem_responses(*codes: str) -> dict[int | str, dict[str, Any]]:
    """Return the responses for these codes and those of ``TOKEN``, by status."""
    found: dict[int | str, dict[str, Any]] = {}
    for code in (*TOKEN, *codes):
        examples = found.setdefault(PROBLEM_TYPES[code].status, {"model": Problem, "content": {MEDIA_TYPE: {}}})
        examples["content"][MEDIA_TYPE].setdefault("examples", {})[code] = {"value": _example(code)}
    return found


def _example(code: str) -> dict[str, Any]:
    kind = PROBLEM_TYPES[code]
    problem = Problem(title=kind.title, status=kind.status, code=code, request_id=_REQUEST_ID, retryable=kind.retryable)
    return problem.model_dump(mode="json", exclude={"fields"})
