"""Each request is one log line, with the template of its route, and without ids, parameters and tokens."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from cli.log_format import ContentFreeFormatter
from rewards.app import ACCESS_LOG
from rewards.demo import STORY_ORDER
from tests.rewards.conftest import ASHA, READER, WRITER, MakeClient
from tests.rewards.http.problem_reader import SECRET

pytestmark = pytest.mark.usefixtures("demo_store")
REQUEST_ID = "0191f3c04a5b7c8d9e0f112233445566"
ORDER_ROUTE = "/promotion-executions/{brf}"


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The lines as the command writes them."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Keep()
    handler.setFormatter(ContentFreeFormatter())
    level = ACCESS_LOG.level
    ACCESS_LOG.addHandler(handler)
    ACCESS_LOG.setLevel(logging.INFO)
    yield written
    ACCESS_LOG.removeHandler(handler)
    ACCESS_LOG.setLevel(level)


@pytest.mark.parametrize(
    ("method", "path", "headers", "expected"),
    [
        ("GET", f"/promotion-executions/{STORY_ORDER}", ASHA, (ORDER_ROUTE, 200, "support_agent")),
        ("GET", f"/v2/promotion-executions/{STORY_ORDER}", READER, (ORDER_ROUTE, 200, "service")),
        ("HEAD", f"/promotion-executions/{STORY_ORDER}", READER, (ORDER_ROUTE, 200, "service")),
        ("GET", f"/promotion-executions/{SECRET}?version={SECRET}", ASHA, (ORDER_ROUTE, 400, "support_agent")),
        ("GET", f"/promotion-executions/{STORY_ORDER}/cashback", {}, (f"{ORDER_ROUTE}/cashback", 401, "anonymous")),
        ("POST", "/concession-events", WRITER, ("/concession-events", 422, "service")),
        ("GET", f"/{SECRET}", {}, ("unmatched", 404, "anonymous")),
        ("GET", "/health/live", {}, ("/health/live", 200, "anonymous")),
    ],
)
async def test_a_request_is_one_line(
    client: httpx.AsyncClient,
    lines: list[str],
    method: str,
    path: str,
    headers: dict[str, str],
    expected: tuple[str, int, str],
) -> None:
    response = await client.request(
        method, path, headers=headers | {"X-Request-Id": REQUEST_ID, "Accept-Encoding": "identity"}
    )
    (line,) = map(json.loads, lines)
    assert (line["route"], line["status"], line["caller"]) == expected
    assert (line["message"], line["level"], line["method"]) == ("request", "info", method)
    assert (line["request_id"], line["bytes"]) == (REQUEST_ID, len(response.content))
    assert line["duration_ms"] > 0
    assert set(line) == {
        *("at", "level", "logger", "message", "request_id", "method", "route", "status", "duration_ms", "bytes"),
        "caller",
    }
    for secret in (SECRET, STORY_ORDER, "CUST-1001", "agent-1", "Bearer"):
        assert secret not in lines[0]


async def test_a_304_is_a_line_too(client: httpx.AsyncClient, lines: list[str]) -> None:
    path = f"/promotion-executions/{STORY_ORDER}?version=2"
    tag = (await client.get(path, headers=READER)).headers["etag"]
    for _ in range(2):
        await client.get(path, headers=READER | {"If-None-Match": tag})
    found = [json.loads(line) for line in lines]
    assert [(line["status"], line["bytes"], line["caller"]) for line in found[1:]] == [(304, 0, "service")] * 2
    assert {line["route"] for line in found} == {ORDER_ROUTE}


async def test_a_method_that_a_caller_made_up_is_not_logged(client: httpx.AsyncClient, lines: list[str]) -> None:
    await client.request(SECRET, "/health/live")
    assert json.loads(lines[0])["method"] == "other"


async def test_a_failure_is_logged_with_its_places_and_without_its_text(
    make_client: MakeClient, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"{SECRET} in a row")

    monkeypatch.setattr("rewards.cache.snapshot.fold", fail)
    transport = make_client()._transport
    assert isinstance(transport, httpx.ASGITransport)
    transport.raise_app_exceptions = False
    async with httpx.AsyncClient(transport=transport, base_url="http://rewards.test") as client:
        await client.get(f"/promotion-executions/{STORY_ORDER}?version=2", headers=ASHA)
    (line,) = map(json.loads, lines)
    assert (line["level"], line["message"], line["status"], line["route"]) == (
        *("error", "request failed", 500),
        ORDER_ROUTE,
    )
    assert line["exception"][0].startswith("RuntimeError at test_access_log.py:")
    assert SECRET not in lines[0]


async def test_nothing_is_logged_unless_it_is_wanted(client: httpx.AsyncClient, lines: list[str]) -> None:
    ACCESS_LOG.setLevel(logging.WARNING)
    await client.get("/health/live")
    assert lines == []
