"""``rewards-agent mcp``: the relay on stdin and stdout, as the ``mcp`` package starts it."""

import os
import sys
from pathlib import Path

import pytest
from mcp import Client, MCPError, StdioServerParameters, stdio_client

from api.protocols import mcp_server
from cli.main import main
from tests.api.protocols.conftest import Service
from tests.api.protocols.loopback import served
from tests.api.protocols.test_mcp import ABOUT_ORDER, DETAILS, MISSING, text_of
from tools.registry import TOOLS

_ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ([], "a bearer token is needed"),
        (["--token-file", "/nowhere/token"], "the file of --token-file cannot be read"),
        (["--url", "http://rewards.example"], "--url must be an https address, or an http address of this machine"),
        (["--url", "file:///etc"], "--url must be"),
    ],
)
def test_what_the_relay_needs(
    given: list[str], problem: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MCP_REWARDS_TOKEN", raising=False)
    assert main(["mcp", *given]) == 2
    assert problem in capsys.readouterr().err


async def test_over_stdio(service: Service, tmp_path: Path) -> None:
    service.world.router.get(f"promotion-executions/{MISSING}").respond(404)
    token = tmp_path / "token"
    token.write_text(service.token())
    async with served(service.app) as url:
        command = ["-m", "cli.main", "mcp", "--url", url, "--token-file", str(token)]
        server = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ), cwd=_ROOT)
        async with Client(stdio_client(server)) as client:
            tools, instructions = (await client.list_tools()).tools, client.instructions
            found = await client.call_tool(DETAILS, ABOUT_ORDER)
            missing = await client.call_tool(DETAILS, {"businessReferenceId": MISSING})
            with pytest.raises(MCPError):
                await client.call_tool("read_order", ABOUT_ORDER)
            token.write_text("no.valid.token")
            refused = await client.call_tool(DETAILS, ABOUT_ORDER)

    assert [tool.name for tool in tools] == list(TOOLS)
    assert instructions == mcp_server.INSTRUCTIONS
    assert found.structured_content["orders"][0]["totals"][0]["remaining"]["amountMinor"] == 6400
    assert text_of(missing) == "notFound: Nothing was found."
    assert (refused.is_error, text_of(refused).split(":")[0]) == (True, "tokenInvalid")
