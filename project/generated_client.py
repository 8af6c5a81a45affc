"""Generates a Python client from the OpenAPI document, and calls the service in this process with it.

``python -m project.generated_client`` is ``make client``. The generator, openapi-python-client, is installed beside the
peers of the benchmarks: it wants other releases than the product does.
"""

import asyncio
import importlib
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_REWARDS, SCOPE_INGEST, SCOPE_READ, Principal, Role, Tokens
from rewards.app import create_app
from rewards.demo import DEMO_NOW, DEMO_WORLD, STORY_ORDER
from rewards.http.openapi_examples import BODIES
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore

_PACKAGE = "generated_rewards_client"


def main() -> int:
    """Generate, call, and print what was called."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clock = FixedClock(DEMO_NOW)
        tokens = Tokens("a secret for one run, long enough for HS256", clock=clock)
        store = SqliteStore.open(folder / "rewards.sqlite3")
        load_jsonl(DEMO_WORLD, store)
        app = create_app(store=store, tokens=tokens, clock=clock, settings=RewardsSettings(_env_file=None))
        _generate(app, folder)
        sys.path.insert(0, str(folder))
        try:
            for line in asyncio.run(_call(app, tokens)):
                print(line)
        finally:
            sys.path.remove(str(folder))
            store.close()
    return 0


def _generate(app: FastAPI, folder: Path) -> None:
    document = folder / "openapi.json"
    document.write_text(json.dumps(app.openapi()))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    command += ["--fail-on-warning", "--path", str(document), "--output-path", str(folder / _PACKAGE)]
    subprocess.run(command, check=True)


async def _call(app: FastAPI, tokens: Tokens) -> list[str]:
    """Call what a platform calls first, and return one line for each answer. An answer of another type is an error."""
    scopes = frozenset({SCOPE_READ, SCOPE_INGEST})
    principal = Principal(role=Role.SERVICE, subject="client", scopes=scopes)
    token = tokens.mint(principal, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(hours=1))
    client: Any = importlib.import_module(_PACKAGE).AuthenticatedClient(base_url="http://rewards", token=token)
    client.set_async_httpx_client(
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://rewards",
            headers={"Authorization": f"Bearer {token}"},
        )
    )
    models: Any = importlib.import_module(f"{_PACKAGE}.models")
    event = models.ConcessionEvent.from_dict(BODIES["postEvent"]["issued"]["value"])
    window = {"from_": datetime(2026, 10, 1, tzinfo=UTC), "to": datetime(2026, 12, 1, tzinfo=UTC)}
    calls: list[tuple[str, dict[str, Any], str]] = [
        ("orders.get_execution", {"brf": STORY_ORDER}, "ExecutionV1"),
        ("orders.get_execution", {"brf": STORY_ORDER, "version": models.GetExecutionVersion("2")}, "ExecutionV2"),
        ("orders.get_cashback", {"brf": STORY_ORDER}, "OrderCashback"),
        ("orders.get_issuances", {"brf": STORY_ORDER, "limit": 1}, "HistoryEntryPage"),
        ("orders.get_execution", {"brf": "404-0000009-0000009"}, "Problem"),
        ("orders.get_cashback", {"brf": STORY_ORDER, "deadline_ms": 1}, "Problem"),
        ("customers.find_executions", {"customer_id": "CUST-1001", **window}, "ExecutionV1Page"),
        (
            "customers.find_executions",
            {"customer_id": "CUST-1001", "version": models.FindExecutionsVersion("2"), **window},
            "ExecutionV2Page",
        ),
        ("gift_cards.get_gift_card_issuances", {"gc_id": "GC-7F3K-9Q2M-1111"}, "HistoryEntryPage"),
        ("events.post_event", {"body": event}, "EventReceipt"),
        ("events.post_events", {"body": models.EventBatch(events=[event])}, "BatchReceipts"),
        ("health.live", {}, "Health"),
    ]
    return [await _called(client, name, arguments, expected=expected) for name, arguments, expected in calls]


async def _called(client: Any, name: str, arguments: dict[str, Any], *, expected: str) -> str:
    operation: Any = importlib.import_module(f"{_PACKAGE}.api.{name}")
    response = await operation.asyncio_detailed(client=client, **arguments)
    found = type(response.parsed).__name__
    if found != expected:
        raise SystemExit(f"{name} returned {found} with status {response.status_code}, and not {expected}")
    return f"{name}: {response.status_code.value} {found}"


if __name__ == "__main__":
    raise SystemExit(main())
