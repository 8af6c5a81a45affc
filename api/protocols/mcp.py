"""``POST /mcp``: the lookups of a model as tools of the Model Context Protocol, over streamable HTTP.

It starts no turn: the client's own model asks for a lookup. The tool gateway, the projection and the edge are the same.
"""

import asyncio
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from agent.turn import Agent
from api.embedding import Embedding
from api.problem_responses import problem_responses
from api.rate_limits import Reader
from api.while_connected import while_connected
from core.http.problem import ApiProblem
from core.http.request_id import request_id_of
from core.identity.tokens import Role

PATH = "/mcp"
_JSON = "application/json"
_MESSAGE: dict[str, Any] = {
    "type": "object",
    "description": "One message of JSON-RPC 2.0: a request (with `id`) or a notification.",
    "required": ["jsonrpc", "method"],
    "properties": {
        "jsonrpc": {"const": "2.0"},
        "id": {"type": ["integer", "string"]},
        "method": {"type": "string", "examples": ["tools/list", "tools/call"]},
        "params": {"type": ["object", "null"]},
    },
}
_EXAMPLE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "get_remaining_cashback", "arguments": {"businessReferenceId": "404-1029384-5566778"}},
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The response of JSON-RPC. A lookup without a result is one with `isError`.",
        "content": {_JSON: {"schema": {"type": "object"}}},
    },
    202: {"description": "A notification was accepted."},
    **problem_responses(
        "notAllowed", "originNotAllowed", "notAcceptable", "tooLarge", "mediaTypeUnsupported", "invalidRequest"
    ),
    400: {
        "description": "An error of JSON-RPC: parameters or headers that are not those of the protocol's version.",
        "content": {_JSON: {"schema": {"type": "object"}}},
    },
    404: {"description": "An error of JSON-RPC: there is no such method.", "content": {_JSON: {"schema": {}}}},
}
_OPENAPI = {"requestBody": {"required": True, "content": {_JSON: {"schema": _MESSAGE, "example": _EXAMPLE}}}}


def is_installed() -> bool:
    """Whether the extra ``mcp`` is installed. Without it there is no route."""
    return find_spec("mcp") is not None


router = APIRouter(tags=["protocols"])


@router.post(PATH, response_class=Response, responses=_RESPONSES, openapi_extra=_OPENAPI, operation_id="mcpExchange")
async def exchange(request: HttpRequest, caller: Reader) -> Response:
    """Answer one message of an MCP client: the three lookups as read-only tools, without sessions.

    Each call of a tool is one audited lookup for the token's principal. `GET` and `DELETE` are not allowed, as
    there are no streams and no sessions.
    """
    _require_origin(request)
    _require_media_types(request)
    if caller.role is Role.SERVICE:
        raise ApiProblem("notAllowed")
    agent: Agent = request.app.state.agent
    body = await request.body()
    server = await asyncio.to_thread(import_module, "api.protocols.mcp_server")  # takes a second, once
    work = server.exchange(agent, caller, request_id_of(request), scope=request.scope, body=body)
    response: Response = await while_connected(request, work)
    return response


def _require_origin(request: HttpRequest) -> None:
    """Raise unless the request is none of a script, or of one whose page may call this service.

    The protocol demands it (Streamable HTTP, "Security Warning"): a page that has rebound a name of the Domain Name
    System to this address would otherwise be of the same origin.
    """
    embedding: Embedding = request.app.state.embedding
    origin = request.headers.get("origin")
    if origin is not None and origin not in embedding.script_origins:
        raise ApiProblem("originNotAllowed")


def _require_media_types(request: HttpRequest) -> None:
    if _media_type(request.headers.get("content-type", "")) != _JSON:
        raise ApiProblem("mediaTypeUnsupported")
    accepted = {_media_type(part) for each in request.headers.getlist("accept") for part in each.split(",")}
    if not accepted & {_JSON, "application/*", "*/*"}:
        raise ApiProblem("notAcceptable")


def _media_type(text: str) -> str:
    return text.split(";")[0].strip().lower()
