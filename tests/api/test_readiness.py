"""``GET /health/ready``: which of its parts the chat service could not use."""

from collections.abc import AsyncIterator
from pathlib import Path
from unittest import mock

import httpx
import pytest

from api.app import create_app
from api.readiness import build_readiness
from guardrails.authorization.cedar import CedarPolicy
from guardrails.errors import PolicyUnavailable
from tests.harness import Harness, harness


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Harness]:
    async with harness(tmp_path) as world:
        world.router.get("health/ready").respond(200, json={"status": "ready"})
        yield world


async def _ready(world: Harness) -> httpx.Response:
    """Ask a service that has not been asked before: a result is kept for a while."""
    readiness = build_readiness(policy=CedarPolicy(), conversations=world.conversations, rewards=world.client._http)
    app = create_app(agent=world.agent, tokens=world.tokens, on_close=_nothing, readiness=readiness)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://chat") as http:
        return await http.get("/health/ready")


async def _nothing() -> None:
    return


def _missing(response: httpx.Response) -> list[str]:
    body = response.json()
    assert (response.status_code, body["code"], body["retryable"]) == (503, "notReady", True)
    assert response.headers["content-type"] == "application/problem+json"
    missing: list[str] = body["missing"]
    return missing


async def test_a_service_that_can_answer_is_ready(world: Harness) -> None:
    response = await _ready(world)
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


@pytest.mark.parametrize("answer", [httpx.Response(503, json={}), httpx.ConnectError("no"), httpx.ReadTimeout("no")])
async def test_without_the_rewards_api_it_is_not_ready(world: Harness, answer: httpx.Response | Exception) -> None:
    if isinstance(answer, httpx.Response):
        world.router.get("health/ready").mock(return_value=answer)
    else:
        world.router.get("health/ready").mock(side_effect=answer)
    assert _missing(await _ready(world)) == ["rewards"]


@pytest.mark.parametrize("table", ["conversations", "turns"])
async def test_without_a_table_it_is_not_ready(world: Harness, table: str) -> None:
    with world.conversations._database.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO away")
    assert _missing(await _ready(world)) == ["database"]


async def test_a_database_that_cannot_be_written_is_not_ready(world: Harness) -> None:
    with world.conversations._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    assert _missing(await _ready(world)) == ["database"]


async def test_everything_that_is_missing_is_named(world: Harness) -> None:
    world.router.get("health/ready").respond(500)
    with mock.patch.object(CedarPolicy, "may_converse", side_effect=PolicyUnavailable):
        assert _missing(await _ready(world)) == ["policies", "rewards"]


async def test_a_probe_leaves_no_conversation(world: Harness) -> None:
    await _ready(world)
    with world.conversations._database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM conversations").scalar_one() == 0
