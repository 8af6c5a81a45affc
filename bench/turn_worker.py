"""The measured chat service: complete, in a separate process, over the stub model and the stub rewards API.

``python -m bench.turn_worker STUB_PORT MODE FOLDER`` with the mode ``fast``, ``paced`` or ``offline``. It prints its
port on the first line, then answers each input line with its CPU seconds and resident bytes.
"""

import asyncio
import json
import os
import resource
import socket
import sys
import time
from pathlib import Path

import httpx
import uvicorn
from pydantic import SecretStr

from api.app import create_app
from api.chat_service import build_service
from api.settings import Settings
from core.clock import SystemClock
from core.identity.tokens import Tokens
from tools.rewards_client import TIMEOUT

SECRET = "a secret of the benchmark, long enough for HMAC"  # noqa: S105  (it protects nothing)


def figures() -> str:
    """Return this process's CPU seconds and resident bytes as one line of JSON."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return json.dumps({"cpu_s": time.process_time(), "rss": pages * os.sysconf("SC_PAGE_SIZE")})


async def _main(stub: int, mode: str, folder: Path) -> None:
    clock = SystemClock()
    tokens = Tokens(SECRET, clock=clock)
    has_model = mode != "offline"
    settings = Settings.model_construct(
        environment="development",
        openai_api_key=SecretStr("none") if has_model else None,
        openai_base_url=f"http://127.0.0.1:{stub}/{mode}/v1",
        model="stub",
        chat_rate="10000000/minute",
    )
    rewards = httpx.AsyncClient(base_url=f"http://127.0.0.1:{stub}/", timeout=TIMEOUT)
    service = build_service(settings, data=folder, secret=SECRET, tokens=tokens, clock=clock, rewards=rewards)
    app = create_app(agent=service.agent, tokens=tokens, on_close=service.aclose)
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110  (there is no event to wait for)
        await asyncio.sleep(0.01)
    print(listener.getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(figures(), flush=True)
    server.should_exit = True
    await serving


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with asyncio.Runner(loop_factory=__import__("uvloop").new_event_loop) as runner:
        runner.run(_main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
