"""Generates a Python client of each service from its OpenAPI document, and calls the service in this process with it.

``python -m project.generated_client`` is ``make client``. The generator, openapi-python-client, is installed beside the
peers of the benchmarks: it wants other releases than the product does.
"""

import asyncio
import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from api.app import create_app
from cli.demo_stack import DemoStack, build_demo
from core.identity.tokens import (
    AUDIENCE_AGENT,
    AUDIENCE_REWARDS,
    SCOPE_INGEST,
    SCOPE_READ,
    Principal,
    Role,
)
from rewards.demo import DEMO_NOW, STORY_ORDER
from rewards.http.openapi_examples import BODIES

_SETTINGS = ("REWARDS_", "OPENAI_", "OTEL_")
_CUSTOMER = "CUST-1001"
_UNKNOWN = "404-0000009-0000009"
_Call = tuple[str, dict[str, Any], str]  # an operation, its arguments, and the type of the answer
_WINDOW = {"from_": datetime(2026, 10, 1, tzinfo=UTC), "to": datetime(2026, 12, 1, tzinfo=UTC)}
_TTL = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Service:
    """A service, the name of its package, a token for it, and what is called, from the models of the package."""

    package: str
    app: FastAPI
    token: str
    calls: Callable[[Any], list[_Call]]


def main() -> int:
    """Generate, call, and print what was called."""
    for name in [name for name in os.environ if name.startswith(_SETTINGS)]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):  # where no `.env` names a model to ask
        folder = Path(name)
        stack = build_demo(Namespace(data=folder / "data", now=DEMO_NOW, fail=None))
        sys.path.insert(0, str(folder))
        try:
            for service in (_rewards(stack), _chat(stack)):
                _generate(service, folder)
                for line in asyncio.run(_call(service)):
                    print(line)
        finally:
            sys.path.remove(str(folder))
            asyncio.run(stack.aclose())
    return 0


def _rewards(stack: DemoStack) -> _Service:
    scopes = frozenset({SCOPE_READ, SCOPE_INGEST})
    principal = Principal(role=Role.SERVICE, subject="client", scopes=scopes)
    token = stack.tokens.mint(principal, audiences=(AUDIENCE_REWARDS,), ttl=_TTL)
    return _Service("generated_rewards_client", stack.rewards, token, _rewards_calls)


def _chat(stack: DemoStack) -> _Service:
    principal = Principal(role=Role.SUPPORT_AGENT, subject="client", case_id="CASE-9001", customer_id=_CUSTOMER)
    token = stack.tokens.mint(principal, audiences=(AUDIENCE_AGENT,), ttl=_TTL)
    app = create_app(agent=stack.service.agent, tokens=stack.tokens, on_close=stack.aclose)
    return _Service("generated_chat_client", app, token, _chat_calls)


def _generate(service: _Service, folder: Path) -> None:
    document = folder / f"{service.package}.json"
    document.write_text(json.dumps(service.app.openapi()))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    command += ["--fail-on-warning", "--path", str(document), "--output-path", str(folder / service.package)]
    subprocess.run(command, check=True)


async def _call(service: _Service) -> list[str]:
    """Call what a platform calls first, and return one line for each answer. An answer of another type is an error."""
    module: Any = importlib.import_module(service.package)
    client = module.AuthenticatedClient(base_url="http://service", token=service.token)
    client.set_async_httpx_client(
        httpx.AsyncClient(
            transport=httpx.ASGITransport(service.app),
            base_url="http://service",
            headers={"Authorization": f"Bearer {service.token}"},
        )
    )
    calls = service.calls(importlib.import_module(f"{service.package}.models"))
    return [
        await _called(f"{service.package}.api.{name}", client, arguments, expected=expected)
        for name, arguments, expected in calls
    ]


def _rewards_calls(models: Any) -> list[_Call]:
    event = models.ConcessionEvent.from_dict(BODIES["postEvent"]["issued"]["value"])
    return [
        ("orders.get_execution", {"brf": STORY_ORDER}, "ExecutionV1"),
        ("orders.get_execution", {"brf": STORY_ORDER, "version": models.GetExecutionVersion("2")}, "ExecutionV2"),
        ("orders.get_cashback", {"brf": STORY_ORDER}, "OrderCashback"),
        ("orders.get_issuances", {"brf": STORY_ORDER, "limit": 1}, "HistoryEntryPage"),
        ("orders.get_execution", {"brf": _UNKNOWN}, "Problem"),
        ("orders.get_cashback", {"brf": STORY_ORDER, "deadline_ms": 1}, "Problem"),
        ("customers.find_executions", {"customer_id": _CUSTOMER, **_WINDOW}, "ExecutionV1Page"),
        (
            "customers.find_executions",
            {"customer_id": _CUSTOMER, "version": models.FindExecutionsVersion("2"), **_WINDOW},
            "ExecutionV2Page",
        ),
        ("gift_cards.get_gift_card_issuances", {"gc_id": "GC-7F3K-9Q2M-1111"}, "HistoryEntryPage"),
        ("events.post_event", {"body": event}, "EventReceipt"),
        ("events.post_events", {"body": models.EventBatch(events=[event])}, "BatchReceipts"),
        ("health.live", {}, "Health"),
    ]


def _chat_calls(models: Any) -> list[_Call]:
    question = models.ChatRequest(message=f"What is left on order {STORY_ORDER}?")
    window = {name: instant.isoformat() for name, instant in _WINDOW.items()}
    return [
        ("turns.ask", {"body": question}, "Answer"),
        ("turns.ask", {"body": models.ChatRequest(message="Why?", case_id="CASE-9002")}, "Problem"),
        ("conversations.list_conversations", {"limit": 1}, "ConversationList"),
        ("conversations.get_conversation", {"conversation_id": "conv_unknown"}, "Problem"),
        (
            "conversations.send_feedback",
            {"body": models.FeedbackRequest(conversation_id="conv_unknown", turn=1, rating=models.Rating.UP)},
            "Problem",
        ),
        ("records.get_case_summary", {}, "CaseSummary"),
        ("records.get_order", {"brf": STORY_ORDER}, "OrderView"),
        ("records.get_order", {"brf": _UNKNOWN}, "Problem"),
        ("records.list_orders", {"customer_id": _CUSTOMER, **window}, "OrderPage"),
        ("lead_views.list_lead_worklist", {}, "Problem"),
        ("health.live", {}, "Health"),
    ]


async def _called(operation: str, client: Any, arguments: dict[str, Any], *, expected: str) -> str:
    module: Any = importlib.import_module(operation)
    response = await module.asyncio_detailed(client=client, **arguments)
    found = type(response.parsed).__name__
    if found != expected:
        raise SystemExit(f"{operation} returned {found} with status {response.status_code}, and not {expected}")
    return f"{operation}: {response.status_code.value} {found}"


if __name__ == "__main__":
    raise SystemExit(main())
