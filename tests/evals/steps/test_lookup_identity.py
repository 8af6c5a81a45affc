"""A lookup that is made with another identity than the caller's is found."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from evals.harness.transcript import RewardsRequest
from evals.steps.actor import Actor
from evals.steps.lookup_identity import identity_problems
from evals.steps.seen_step import SeenStep

RAVI = Actor.model_validate(
    {"role": "support_agent", "subject": "ravi", "case": "CASE-1", "customer": "C"}, strict=False
)
REQUEST = RewardsRequest("GET", "/promotion-executions/X", {}, RAVI.principal(), timedelta(seconds=60), 200, "{}")


def problems(request: RewardsRequest) -> list[str]:
    return list(identity_problems(SeenStep(1, "a", "ravi", requests=(request,)), RAVI))


def test_the_callers_own_token_is_no_finding() -> None:
    assert problems(REQUEST) == []
    assert problems(replace(REQUEST, path="/health/ready", bearer=None)) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"customer_id": "D"}, "another customer_id"),
        ({"scopes": frozenset({"rewards:read"})}, "another scopes"),
        ({"subject": "meena", "case_id": "CASE-2"}, "another subject and case_id"),
    ],
)
def test_another_identity_is_found(changes: dict[str, Any], problem: str) -> None:
    [line] = problems(replace(REQUEST, bearer=RAVI.principal().model_copy(update=changes)))

    assert problem in line


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (replace(REQUEST, bearer=None), "no token"),
        (replace(REQUEST, token_ttl=timedelta(seconds=61)), "a token for 0:01:01"),
    ],
)
def test_a_token_that_is_missing_or_lives_too_long_is_found(request_: RewardsRequest, problem: str) -> None:
    [line] = problems(request_)

    assert problem in line
