#!/bin/sh
# Expected: a pydantic model as structured_content is sent as it validates: a field that is null is null.
# Observed (mcp 2.3.0): the result of a low-level handler is dumped with exclude_none, and a model within it too: its
# nulls are gone. Where the schema of the output requires the field, the client rejects the result. A plain dictionary
# keeps them.
# Consequence: pass model_dump(mode="json") as structured_content, never the model.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'mcp==2.3.0' 'mcp-types==2.3.0'
"$folder/venv/bin/python" - <<'PY'
import asyncio

import mcp_types as types
from mcp import Client
from mcp.server.lowlevel import Server
from pydantic import BaseModel


class Balance(BaseModel):
    remaining: int | None


async def list_tools(*_):
    schema = Balance.model_json_schema(mode="serialization")
    tools = [types.Tool(name=name, input_schema={"type": "object"}, output_schema=schema) for name in ("model", "dict")]
    return types.ListToolsResult(tools=tools)


async def call_tool(_, params):
    balance = Balance(remaining=None)
    content = balance if params.name == "model" else balance.model_dump(mode="json")
    return types.CallToolResult(content=[], structured_content=content)


async def main():
    seen = {}
    async with Client(Server("balances", on_list_tools=list_tools, on_call_tool=call_tool)) as client:
        for name in ("model", "dict"):
            try:
                seen[name] = (await client.call_tool(name, {})).structured_content
            except RuntimeError as error:
                seen[name] = str(error).splitlines()[0]
    print(seen)
    assert "'remaining' is a required property" in seen["model"]
    assert seen["dict"] == {"remaining": None}


asyncio.run(main())
PY
