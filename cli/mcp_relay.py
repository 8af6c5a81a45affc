"""An MCP server on stdin and stdout whose requests are answered by ``POST /mcp`` of a chat service.

The service decides everything: who the caller is, which tools there are, and what a lookup shows. Requests are sent
without sessions, in the newest version of the protocol that has a handshake, whichever version the client speaks.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import httpx
from mcp import MCPError
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    INTERNAL_ERROR,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
)
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS

from cli.errors import UsageError

_TIMEOUT = httpx.Timeout(30.0, connect=3.0)
_VERSION = max(HANDSHAKE_PROTOCOL_VERSIONS)  # dates
_HEADERS = {"Accept": "application/json", "MCP-Protocol-Version": _VERSION}
_CLIENT = {"protocolVersion": _VERSION, "capabilities": {}, "clientInfo": {"name": "rewards-agent mcp", "version": "1"}}
_UNREACHABLE = "serviceUnreachable: The chat service cannot be reached."
_Context = ServerRequestContext[Any, Any]


class Refused(Exception):
    """The service refused a request, or could not be reached. The message has its code and a fixed sentence."""


class Relay:
    """Sends requests to the service, as the person whose token it is."""

    def __init__(self, http: httpx.AsyncClient, token: Callable[[], str]) -> None:
        self._http = http
        self._token = token
        self._ids = count(1)

    async def request(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Return the result of a request.

        Raises:
            Refused: the service has no result for it.
            MCPError: the error that the service answered with.
        """
        body = {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": params}
        try:
            bearer = {"Authorization": f"Bearer {self._token()}"}
            response = await self._http.post("/mcp", json=body, headers=_HEADERS | bearer)
            answer = response.json()
        except UsageError as error:
            raise Refused(f"tokenMissing: {error}") from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise Refused(_UNREACHABLE) from error
        return _result(answer)

    async def list_tools(self, _: _Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        """Return the tools as the service lists them for the token's role."""
        try:
            return ListToolsResult.model_validate(await self.request("tools/list", {}))
        except Refused as error:
            raise MCPError(code=INTERNAL_ERROR, message=str(error)) from error

    async def call_tool(self, _: _Context, params: CallToolRequestParams) -> CallToolResult:
        """Return the result of a lookup; a refusal is one too, which a model can read."""
        try:
            asked = {"name": params.name, "arguments": params.arguments or {}}
            return CallToolResult.model_validate(await self.request("tools/call", asked))
        except Refused as error:
            return CallToolResult(content=[TextContent(text=str(error))], is_error=True)


async def serve_stdio(url: str, token: Callable[[], str]) -> None:
    """Serve the client at the other end of stdin and stdout until it closes them.

    Raises:
        UsageError: when the service cannot be reached or refuses the token at the start.
    """
    async with _connected(url, token) as (relay, about):
        server: Server[Any] = Server(
            "rewards-agent",
            version="1",
            instructions=about.get("instructions"),
            on_list_tools=relay.list_tools,
            on_call_tool=relay.call_tool,
        )
        server.middleware.clear()  # of spans, whose attributes would be text of the client
        async with stdio_server() as (received, sent):
            await server.run(received, sent, server.create_initialization_options())


@asynccontextmanager
async def _connected(url: str, token: Callable[[], str]) -> AsyncIterator[tuple[Relay, dict[str, Any]]]:
    async with httpx.AsyncClient(base_url=url, timeout=_TIMEOUT) as http:
        relay = Relay(http, token)
        try:
            about = await relay.request("initialize", _CLIENT)
        except (Refused, MCPError) as error:
            raise UsageError(f"the chat service at the address of --url cannot be used ({error})") from error
        yield relay, about


def _result(answer: Any) -> dict[str, Any]:
    match answer:
        case {"result": dict(result)}:
            return result
        case {"error": {"code": int(code), "message": str(message)}}:
            raise MCPError(code=code, message=message)
        case {"code": str(code), "title": str(title)}:
            raise Refused(f"{code}: {title}")
        case _:
            raise Refused(_UNREACHABLE)
