"""Reads refusals of the service, and holds every one of them to the same rules."""

import httpx

from core.http.problem import Problem
from rewards.http.problems import PROBLEM_TYPES

SECRET = "Secret9876543210"  # what a caller might type where it does not belong


def problem(response: httpx.Response) -> tuple[int, str]:
    """Return status and code of a problem, and make sure that it is one."""
    found = Problem.model_validate_json(response.content)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert found.request_id == response.headers["x-request-id"]
    assert (found.status, found.retryable) == (response.status_code, PROBLEM_TYPES[found.code].retryable)
    assert SECRET not in response.text
    return found.status, found.code
