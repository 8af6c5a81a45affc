#!/bin/sh
# Expected: what a handler raises by mistake reaches the client as a generic error, in every version of the protocol.
# Observed (mcp 2.3.0): it does in version 2026-07-28. In the versions with a handshake, which most clients speak, the
# error's message is str(exception), under code 0.
# Consequence: catch everything in a low-level handler. The text of an exception often quotes records or arguments.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'mcp==2.3.0' 'mcp-types==2.3.0'
"$folder/venv/bin/python" - <<'PY' 2>/dev/null
import asyncio

from mcp import Client, MCPError
from mcp.server.lowlevel import Server


async def call_tool(_, params):
    raise KeyError("card 4111111111111111")


async def main():
    seen = {}
    for mode in ("legacy", "auto"):
        async with Client(Server("cards", on_call_tool=call_tool), mode=mode) as client:
            try:
                await client.call_tool("find", {})
            except MCPError as error:
                seen[client.protocol_version] = (error.error.code, error.error.message)
    print(seen)
    assert seen == {"2025-11-25": (0, "'card 4111111111111111'"), "2026-07-28": (-32603, "Internal server error")}


asyncio.run(main())
PY
