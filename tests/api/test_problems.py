"""The table of problem types covers every error below the service, and agrees with it."""

from collections.abc import Iterator
from typing import Any

import pytest

import agent.errors
import guardrails.errors
import rewards.errors
import tools.errors
from api.problems import PROBLEM_TYPES
from rewards.http.problems import PROBLEM_TYPES as REWARDS_TYPES


def _with_subclasses(error: type[Any]) -> Iterator[type[Any]]:
    yield error
    for below in error.__subclasses__():
        yield from _with_subclasses(below)


_ERRORS = [
    error
    for base in (agent.errors.AgentError, guardrails.errors.GuardrailError, tools.errors.RewardsError)
    for error in _with_subclasses(base)
]


@pytest.mark.parametrize("error", _ERRORS)
def test_every_error_has_its_problem_type(error: Any) -> None:
    assert PROBLEM_TYPES[error.public_code].retryable == error.retryable


@pytest.mark.parametrize("error", [*_with_subclasses(rewards.errors.Unanswered)][1:])
def test_every_refusal_of_the_rewards_api_has_its_problem_type(error: Any) -> None:
    assert error.code in REWARDS_TYPES
