"""A model is offered the lookups and nothing else: no tool that changes data, and for a customer no ``customerId``."""

import json
from collections.abc import Iterator
from typing import Any

from core.identity.tokens import Role
from evals.harness.transcript import AskedTurn, SeenTurn

# Spelled out again on purpose: the product's registry is what is tested.
_LOOKUPS = {"get_promotion_execution_details", "get_issuance_history", "get_remaining_cashback"}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    for body in seen.model_requests:
        offered = _offered(body)
        if surplus := offered.keys() - _LOOKUPS:
            yield f"a model is offered {', '.join(sorted(surplus))}"
        if asked.task.principal.role is Role.CUSTOMER and "customerId" in json.dumps(offered):
            yield "the model of a customer's turn may choose a customer"


def _offered(body: str) -> dict[str, Any]:
    """Return the tools of a request by name; none if the body is not a chat request."""
    try:
        tools = json.loads(body)["tools"]
    except (ValueError, KeyError, TypeError):
        return {}
    return {tool["function"]["name"]: tool["function"].get("parameters") for tool in tools}
