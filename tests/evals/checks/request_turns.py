"""Good and bad turns for the checks of requests: to the rewards API, to the model, and how many."""

import json
from datetime import timedelta
from typing import Any

from core.identity.tokens import Principal, Role
from evals.harness.transcript import SeenTurn, Step
from tests.evals.checks.transcripts import AGENT, CUSTOMER, ORDER, Row, asked, request, seen


def model_offered(*names: str, customer_id: bool = False) -> SeenTurn:
    parameters: dict[str, Any] = {"properties": {"customerId": {}}} if customer_id else {}
    tools = [{"function": {"name": name, "parameters": parameters}} for name in names]
    return seen(model_requests=(json.dumps({"tools": tools}),))


TABLE: list[Row] = [
    ("requests", asked({"requests": {"required": [{"path": "/promotion-executions/*"}]}}), seen(), None),
    (
        "requests",
        asked({"requests": {"required": [{"path": "/customers/*", "query": {"from": "x"}}]}}),
        seen(),
        "not requested: GET /customers/*?from=x",
    ),
    (
        "requests",
        asked({"requests": {"required": [{"path": "/p", "query": {"from": "2026-09-26T00:00:00+05:30"}}]}}),
        seen(requests=(request("/p", query={"from": "2026-09-25T18:30:00+00:00"}),)),
        None,
    ),
    (
        "requests",
        asked({"requests": {"required": [{"path": "/p", "query": {"from": "2026-09-26T00:00:00+05:30"}}]}}),
        seen(requests=(request("/p", query={"from": "2026-09-26T00:00:00+00:00"}),)),
        "not requested",
    ),
    (
        "requests",
        asked({"requests": {"required": [{"path": "/p", "query": {"from": "2026-09-26T00:00:00+05:30"}}]}}),
        seen(requests=(request("/p", query={"from": "2026-09-26T00:00:00"}),)),
        "not requested",
    ),
    ("requests", asked({"requests": {"forbidden": [{"path": "/promotion-*"}]}}), seen(), "forbidden: GET"),
    ("requests", asked({"requests": {"allowed": []}}), seen(), "not allowed: GET"),
    ("requests", asked({"requests": {"allowed": []}}), seen(requests=()), None),
    ("unexpectedRequests", asked(), seen(), None),
    (
        "unexpectedRequests",
        asked(),
        seen(unexpected_requests=("POST elsewhere/refunds",)),
        "an unexpected request: POST elsewhere/refunds",
    ),
    ("access", asked(), seen(), None),
    ("access", asked(), seen(requests=(request(f"/promotion-executions/{ORDER}/cashback", query={}),)), None),
    ("access", asked(), seen(requests=(request(query={}),)), "not of version 2"),
    ("access", asked(), seen(requests=(request(query={"version": "1"}),)), "not of version 2"),
    ("access", asked(), seen(requests=(request(method="POST"),)), "not a read"),
    ("access", asked(), seen(requests=(request(bearer=None, token_ttl=None),)), "without a good token"),
    ("access", asked(), seen(requests=(request(token_ttl=timedelta(hours=1)),)), "with a token for 1:00:00"),
    (
        "access",
        asked(),
        seen(requests=(request(bearer=AGENT.model_copy(update={"customer_id": "CUST-2"})),)),
        "made with another identity",
    ),
    (
        "access",
        asked(),
        seen(requests=(request(bearer=Principal(role=Role.SERVICE, subject="ravi", scopes=frozenset({"all"}))),)),
        "with more scopes",
    ),
    ("denied", asked(), seen(), None),
    ("denied", asked(), seen(requests=(), steps=(Step(ORDER, is_allowed=False),)), None),
    ("denied", asked(), seen(steps=(Step(ORDER, is_allowed=None),)), "for which there was no decision"),
    ("denied", asked(), seen(steps=(Step(ORDER, is_allowed=None), Step(ORDER, is_allowed=True))), "no decision"),
    ("denied", asked(), seen(steps=(Step(ORDER, is_allowed=False), Step(ORDER, is_allowed=None))), "had been denied"),
    # The lookup was allowed, and its result denied: any request after that is one too many.
    (
        "denied",
        asked(),
        seen(
            requests=(request(), request()),
            steps=tuple(Step(ORDER, is_allowed) for is_allowed in (True, None, False, True, None)),
        ),
        "had been denied",
    ),
    (
        "denied",
        asked(),
        seen(steps=(Step("CUST-1", is_allowed=True), Step("CUST-2", is_allowed=None))),
        "a request for CUST-2",
    ),
    ("denied", asked(), seen(steps=()), "1 requests, of which 0"),
    ("offeredTools", asked(), model_offered("get_remaining_cashback"), None),
    ("offeredTools", asked(), model_offered("get_remaining_cashback", customer_id=True), None),
    ("offeredTools", asked(), model_offered("get_remaining_cashback", "issue_cashback"), "is offered issue_cashback"),
    (
        "offeredTools",
        asked(**CUSTOMER),
        model_offered("get_remaining_cashback", customer_id=True),
        "may choose a customer",
    ),
    ("budgets", asked({"budgets": {"model_calls": 2, "tool_calls": 1}}), seen(), None),
    ("budgets", asked({"budgets": {"requests": 0}}), seen(), "1 requests to the rewards API, at most 0"),
    ("budgets", asked({"budgets": {"model_calls": 1}}), seen(), "2 model calls, at most 1"),
    ("budgets", asked({"budgets": {"tool_calls": 0}}), seen(), "1 tool calls, at most 0"),
    ("budgets", asked(), seen(model_requests=("{}",) * 7), "7 model calls, at most 6"),
]
