"""Applies a route fault to an answer of the rewards API."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx

from evals.harness.injected_faults import RouteFault, RouteFaultKind

BODIES = Path(__file__).resolve().parents[1] / "bodies"
_GARBAGE = b'{"promotions": "none", "totals": 64'
_SLOW_S = 0.15  # much longer than an answer takes, and much shorter than every deadline
_AMOUNTS = ("remaining", "granted", "issued")
_JSON = {"content-type": "application/json"}


def replacement(fault: RouteFault, request: httpx.Request) -> httpx.Response | None:
    """Return the answer that replaces the service's; None if the service is asked.

    Raises:
        httpx.TransportError: if the fault is that there is no answer.
    """
    match fault.kind:
        case RouteFaultKind.TIMEOUT:
            raise httpx.ReadTimeout("no answer in time", request=request)
        case RouteFaultKind.DISCONNECT:
            raise httpx.ConnectError("no connection", request=request)
        case RouteFaultKind.GARBAGE:
            return httpx.Response(200, content=_GARBAGE, headers=_JSON)
        case RouteFaultKind.STATUS:
            status = fault.status or 500
            return httpx.Response(status, json={"title": "fault of the task", "status": status})
        case RouteFaultKind.RECORDED:
            return httpx.Response(200, content=(BODIES / str(fault.body)).read_bytes(), headers=_JSON)
        case _:
            return None


def redirected(fault: RouteFault, url: httpx.URL) -> httpx.URL:
    """Return the URL that is requested from the service: that of another order, or ``url`` itself."""
    if fault.kind is not RouteFaultKind.OTHER_ORDER:
        return url
    _, _, rest = url.path.removeprefix("/promotion-executions/").partition("/")
    return url.copy_with(path="/".join(part for part in ("/promotion-executions", fault.other, rest) if part))


async def with_fault(fault: RouteFault, response: httpx.Response, *, number: int) -> httpx.Response:
    """Return the service's answer as the fault alters it; ``number`` counts the pages of an endless history."""
    match fault.kind:
        case RouteFaultKind.SLOW:
            await asyncio.sleep(_SLOW_S)
            return response
        case RouteFaultKind.CUT_OFF:
            half = response.content[: len(response.content) // 2]
            return httpx.Response(response.status_code, content=half, headers=_JSON)
        case RouteFaultKind.MISSING_FIELD:
            return httpx.Response(response.status_code, json=_without_amounts(response.json()))
        case RouteFaultKind.ENDLESS:
            page = response.json() | {"hasMore": True, "nextCursor": f"page-{number + 1}"}
            return httpx.Response(200, content=json.dumps(page), headers=_JSON)
        case _:
            return response


def _without_amounts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_amounts(inner) for name, inner in value.items() if name not in _AMOUNTS}
    return [_without_amounts(inner) for inner in value] if isinstance(value, list) else value
