"""What holds for every response: the form of a problem, what its code means, and the challenge of a 401."""

import json
from typing import Any

import pytest

from api.problems import PROBLEM_TYPES as OF_CHAT
from evals.oracles.problem_codes import MEANINGS
from evals.steps.response_form import form_problems
from evals.steps.seen_step import SeenStep
from rewards.http.problems import PROBLEM_TYPES as OF_REWARDS

HEADERS = {
    "x-request-id": "r-1",
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
BODY: dict[str, Any] = {
    "type": "about:blank",
    "title": "Nothing was found.",
    "status": 404,
    "code": "notFound",
    "requestId": "r-1",
    "retryable": False,
}
CHALLENGE = {"www-authenticate": 'Bearer realm="rewards", error="invalid_token"'}
INVALID = {"status": 401, "code": "tokenInvalid"}


def found(body: dict[str, Any], headers: dict[str, str], status: int = 404) -> list[str]:
    seen = SeenStep(1, "GET /x", "a", "GET", "rewards", status=status, headers=headers, text=json.dumps(body))
    return list(form_problems(seen))


def test_a_right_problem_has_nothing_wrong() -> None:
    assert found(BODY, HEADERS) == []
    assert found(BODY | {"fields": ["limit"]}, HEADERS) == []
    assert found(BODY | INVALID, HEADERS | CHALLENGE, 401) == []


@pytest.mark.parametrize(
    ("body", "headers", "message"),
    [
        ({"retryable": True}, {}, "problem notFound: expected status and retryable (404, False), found (404, True)"),
        ({"code": "none"}, {}, "problem none: expected status and retryable None, found (404, False)"),
        ({"status": 400}, {}, "problem /status: expected 404, found 400"),
        ({"requestId": "r-2"}, {}, "problem /requestId: expected 'r-1', found 'r-2'"),
        ({"type": "x"}, {}, "problem /type: expected 'about:blank', found 'x'"),
        ({"title": "notFound"}, {}, "problem /title: no sentence: 'notFound'"),
        ({"detail": "x"}, {}, "problem: detail is missing or unknown"),
        ({"fields": []}, {}, "problem: fields is there and empty"),
        ({}, {"cache-control": "private"}, "problem: cache-control is 'private', not 'no-store'"),
        (
            {},
            {"content-security-policy": "frame-ancestors 'none'"},
            "problem: the content security policy lacks default-src 'none'",
        ),
    ],
)
def test_what_is_wrong_with_a_problem(body: dict[str, Any], headers: dict[str, str], message: str) -> None:
    assert found(BODY | body, HEADERS | headers) == [message]


def test_a_challenge_says_that_a_token_is_wrong_only_if_there_was_one() -> None:
    assert found(BODY | INVALID, HEADERS, 401) == ["a 401 without a challenge"]
    [message] = found(BODY | INVALID | {"code": "tokenMissing"}, HEADERS | CHALLENGE, 401)
    assert message.endswith('not Bearer realm="rewards"')


def test_the_list_of_codes_is_that_of_the_services() -> None:
    for service, types in {"rewards": OF_REWARDS, "chat": OF_CHAT}.items():
        assert MEANINGS[service] == {code: (each.status, each.retryable) for code, each in types.items()}
