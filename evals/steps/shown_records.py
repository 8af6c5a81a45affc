"""What the chat service shows of an order, whatever a step expects: what the role may see of what was looked up."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from evals.oracles.shown_order import view_problems
from evals.steps.matchers import MISSING, find
from evals.steps.seen_step import SeenStep

_RESULT = "/result/structuredContent"  # of a tool of the Model Context Protocol
_OF_PAGE = ("hasMore", "partial")


def shown_problems(seen: SeenStep, role: str) -> Iterator[str]:
    """Yield what about the orders of a response is not what this role may see of the bodies of the rewards API."""
    if seen.service != "chat" or seen.status != 200 or seen.json is MISSING:
        return
    bodies, pages = _looked_up(seen)
    for view in _views(seen):
        body = bodies.get(view["businessReferenceId"])
        if body is None:
            yield f"{view['businessReferenceId']} is shown and was not looked up"
        else:
            yield from view_problems(view, body, role=role)
    if pages and urlsplit(seen.url).path.startswith("/v1/customers/"):
        yield from (
            f"{name} is {seen.json[name]}, and was {pages[-1][name]}"
            for name in _OF_PAGE
            if seen.json[name] != pages[-1][name]
        )


def _views(seen: SeenStep) -> Iterator[Mapping[str, Any]]:
    path = urlsplit(seen.url).path
    if path.startswith("/v1/orders/") and not path.endswith("/reveal"):
        yield seen.json
    elif path.startswith("/v1/customers/"):
        yield from seen.json["data"]
    elif path == "/mcp" and isinstance(result := find(seen.json, _RESULT), dict):
        yield from result.get("orders", ())
        if "order" in result:
            yield result["order"]


def _looked_up(seen: SeenStep) -> tuple[dict[str, Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Return the orders that the rewards API answered by number, and the pages of searches."""
    orders: dict[str, Mapping[str, Any]] = {}
    pages: list[Mapping[str, Any]] = []
    for request in seen.requests:
        if request.status != 200 or not request.body or request.path.endswith("/issuances"):
            continue
        body = json.loads(request.body)
        if request.path.startswith("/customers/"):
            pages.append(body)
        found = body.get("data", [body])
        orders |= {each["businessReferenceId"]: each for each in found if "promotions" in each}
    return orders, pages
