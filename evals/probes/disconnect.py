"""A client that disconnects ends its turn: its lookups are cancelled, and no half-finished turn is stored."""

import asyncio
import json
from pathlib import Path
from typing import Any

from evals.harness.injected_faults import RouteFault, RouteFaultKind
from evals.harness.service_under_test import serving
from evals.harness.task_files import TASKS, load_task
from evals.harness.world import load_world

_WAIT_S = 0.5  # longer than a slow lookup takes
_QUESTION = "What is left on order 404-1029384-5566778?"


async def probe(folder: Path) -> list[str]:
    """Disconnect while a slow lookup is running."""
    task = load_task(TASKS / "story-order.yaml")
    slow = RouteFault(route="/promotion-executions/*", kind=RouteFaultKind.SLOW)
    store = load_world(task.world).store(folder)
    found: list[str] = []
    try:
        async with serving(task.model_copy(update={"faults": (slow,)}), store, folder) as served:
            call = _Call(served.token(task.principal.principal()))
            running = asyncio.ensure_future(served.app(call.scope, call.receive, call.send))
            await asyncio.wait_for(call.began.wait(), 5)
            call.left.set()
            await asyncio.wait([running], timeout=5)
            if not running.done():
                found.append("the turn runs on after its client has disconnected")
                running.cancel()
            await asyncio.sleep(_WAIT_S)
            if any(request.status is not None for request in served.double.requests):
                found.append("a lookup was finished for a client that had disconnected")
        audited = (folder / "audit.jsonl").read_text(encoding="utf-8")
        if '"status":"ok"' in audited:
            found.append("a lookup was answered for a client that had disconnected")
    finally:
        store.close()
    return found


class _Call:
    """One ASGI request straight into the application, which learns when its client disconnects."""

    def __init__(self, token: str) -> None:
        self.began, self.left = asyncio.Event(), asyncio.Event()
        self._is_sent = False
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": "POST",
            "path": "/v1/chat",
            "raw_path": b"/v1/chat",
            "query_string": b"",
            "http_version": "1.1",
            "scheme": "http",
            "server": ("chat.eval", 80),
            "client": ("eval", 1),
            "headers": [
                (b"authorization", f"Bearer {token}".encode()),
                (b"content-type", b"application/json"),
                (b"accept", b"text/event-stream"),
            ],
        }

    async def receive(self) -> dict[str, Any]:
        if not self._is_sent:
            self._is_sent = True
            return {"type": "http.request", "body": json.dumps({"message": _QUESTION}).encode(), "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if b"run.started" in message.get("body", b""):
            self.began.set()
