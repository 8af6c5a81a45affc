"""A service on a loopback port, and Node processes that ask it as the clients of the protocols do."""

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.types import ASGIApp

_ROOT = Path(__file__).resolve().parents[3]
_CLIENTS = Path(__file__).parent
_TIMEOUT_S = 60
needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (_ROOT / "node_modules").is_dir(),
    reason="THE CLIENTS IN NODE ARE NOT TESTED: there is no node, or `npm ci` has not been run",
)


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an application on a free port of this loop, and yield its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    running = asyncio.ensure_future(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running


async def run_client(script: str, given: dict[str, Any]) -> Any:
    """Run a script of this folder with its input as JSON, and return what it prints as JSON."""
    process = await asyncio.create_subprocess_exec(
        "node",
        str(_CLIENTS / script),
        json.dumps(given),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        printed, errors = await asyncio.wait_for(process.communicate(), _TIMEOUT_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, errors.decode()
    return json.loads(printed)
