"""The backfill of a running service: begun by an operator, or by reading."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from core.contract import SourceName
from core.identity.tokens import SCOPE_ADMIN, Principal, Role
from rewards.app import create_app
from rewards.backfill.job import BackfillJob, JobRunning, JobState
from rewards.http.dependencies import RewardsService
from rewards.settings import RewardsSettings
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import CLOCK, LEAD, READER, TOKENS, WRITER, agent_of, bearer
from tests.rewards.http.problem_reader import problem
from tests.rewards.world import CUSTOMER, ORDER, day, event_raw, load, ped_raw

ADMIN = bearer(Principal(role=Role.SERVICE, subject="operator-1", scopes=frozenset({SCOPE_ADMIN})))
LEGACY = ped_raw(createdAt=None, lastUpdatedTime=day(9))


@pytest.fixture
def app(store: SqliteStore) -> FastAPI:
    load(store, ("p", LEGACY), ("e", event_raw("R-1", "RESERVED")))
    return create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings(lazy_backfill=True))


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test")


def service_of(app: FastAPI) -> RewardsService:
    service: RewardsService = app.state.service
    return service


async def created_at(store: SqliteStore) -> Any:
    (row,) = await store.ped_of_order(ORDER)
    return row.get("createdAt")


async def test_operator_begins_it_and_sees_it_end(store: SqliteStore, app: FastAPI) -> None:
    async with client_of(app) as client:
        assert (await client.get("/admin/backfill", headers=ADMIN)).json() == {"state": "idle", "report": None}
        begun = await client.post("/admin/backfill", params={"segments": 2}, headers=ADMIN)
        assert (begun.status_code, begun.json()["state"]) == (202, "running")
        assert begun.json()["report"]["isFinished"] is False
        assert problem(await client.post("/admin/backfill", headers=ADMIN)) == (409, "backfillRunning")
        await service_of(app).backfill.ended()
        status = (await client.get("/admin/backfill", headers=ADMIN)).json()
    assert (status["state"], status["report"]["added"]["createdAt"]) == ("finished", 1)
    assert (status["report"]["isFinished"], status["report"]["segmentsDone"]) == (True, 2)
    assert await created_at(store) == day(1)


@pytest.mark.parametrize(
    "headers", [LEAD, READER, WRITER, agent_of(CUSTOMER)], ids=["lead", "reader", "writer", "agent"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_only_operators_may(app: FastAPI, method: str, headers: dict[str, str]) -> None:
    async with client_of(app) as client:
        assert problem(await client.request(method, "/admin/backfill", headers=headers)) == (403, "scopeMissing")


@pytest.mark.parametrize(
    "query",
    [
        {"segments": 0},
        {"segments": 65},
        {"rate": 0},
        {"rate": "many"},
        {"dryRun": "x"},
        {"segments": 2, "resume": True},
        {"dryRun": True, "resume": True},
    ],
)
async def test_senseless_parameters_are_refused(app: FastAPI, query: dict[str, Any]) -> None:
    async with client_of(app) as client:
        response = await client.post("/admin/backfill", params=query, headers=ADMIN)
    assert problem(response) == (400, "invalidParameter")


async def test_job_that_a_database_stopped_can_be_resumed(store: SqliteStore) -> None:
    load(store, ("p", LEGACY), ("e", event_raw("R-1", "RESERVED")))
    broken = BackfillJob(store, with_failure(standard_sources(store), SourceName.CONCESSIONS), clock=CLOCK)
    for resume in (False, True):
        broken.begin(segments=1, rows_per_s=None, is_dry_run=False, resume=resume)
        with pytest.raises(JobRunning):
            broken.begin(segments=1, rows_per_s=None, is_dry_run=False, resume=False)
        await broken.stop()
        assert broken.status().state is JobState.STOPPED
    mended = BackfillJob(store, standard_sources(store), clock=CLOCK)
    mended.begin(segments=1, rows_per_s=None, is_dry_run=False, resume=True)
    await mended.ended()
    assert mended.status().state is JobState.FINISHED
    assert await created_at(store) == day(1)


async def test_reading_an_old_order_completes_it_and_changes_no_answer(store: SqliteStore, app: FastAPI) -> None:
    path = f"/promotion-executions/{ORDER}?version=2"
    async with client_of(app) as client:
        first = (await client.get(path, headers=LEAD)).json()["promotions"]
        await service_of(app).lazy_backfill.settled()
        assert await created_at(store) == day(1)
        assert (await client.get(path, headers=LEAD)).json()["promotions"] == first
    assert first[0]["benefits"][0]["createdAtSource"] == "derivedFromEvents"


async def test_completed_order_is_not_given_from_the_cache_as_it_was(store: SqliteStore, app: FastAPI) -> None:
    path = f"/promotion-executions/{ORDER}?version=2"
    async with client_of(app) as client:
        before = await client.get(path, headers=LEAD)
        await service_of(app).lazy_backfill.settled()
        after = await client.get(path, headers=LEAD)
    assert [answer.headers["server-timing"].split(",")[0] for answer in (before, after)] == ["cache;desc=miss"] * 2


async def test_reading_completes_nothing_by_default_or_for_a_stranger(store: SqliteStore, app: FastAPI) -> None:
    off = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings())
    path = f"/promotion-executions/{ORDER}?version=2"
    async with client_of(off) as client:
        assert (await client.get(path, headers=LEAD)).status_code == 200
    async with client_of(app) as client:
        assert (await client.get(path, headers=agent_of("CUST-OTHER"))).status_code == 404
    for each in (off, app):
        await service_of(each).lazy_backfill.settled()
    assert await created_at(store) is None


async def test_order_that_its_events_do_not_date_is_not_written(store: SqliteStore) -> None:
    load(store, ("p", LEGACY), ("e", event_raw("I-1")))
    app = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings(lazy_backfill=True))
    async with client_of(app) as client:
        await client.get(f"/promotion-executions/{ORDER}?version=2", headers=LEAD)
    await service_of(app).lazy_backfill.settled()
    assert (await store.ped_of_order(ORDER)) == [LEGACY]


async def test_failure_in_the_background_hurts_nobody(store: SqliteStore, app: FastAPI) -> None:
    store._writer.execute("PRAGMA query_only = ON")
    path = f"/promotion-executions/{ORDER}?version=2"
    async with client_of(app) as client:
        for _ in range(2):
            assert (await client.get(path, headers=LEAD)).status_code == 200
            await service_of(app).lazy_backfill.settled()
    assert await created_at(store) is None


async def test_operator_stops_it_and_resumes_it(store: SqliteStore, app: FastAPI) -> None:
    load(store, *(("p", ped_raw(benefitId=f"BEN-{number}")) for number in range(300)))
    async with client_of(app) as client:
        assert (await client.delete("/admin/backfill", headers=ADMIN)).json()["state"] == "idle"
        await client.post("/admin/backfill", params={"rate": 1}, headers=ADMIN)
        stopped = (await client.delete("/admin/backfill", headers=ADMIN)).json()
        assert (stopped["state"], stopped["report"]["reason"]) == ("stopped", "operator")
        assert stopped["report"]["isFinished"] is False
        await client.post("/admin/backfill", params={"resume": True, "rate": 100_000}, headers=ADMIN)
        await service_of(app).backfill.ended()
        status = (await client.get("/admin/backfill", headers=ADMIN)).json()
    assert (status["state"], status["report"]["rowsRead"]) == ("finished", 300)


async def test_service_that_ends_stops_what_works_in_the_background(store: SqliteStore, app: FastAPI) -> None:
    load(store, *(("p", ped_raw(benefitId=f"BEN-{number}")) for number in range(300)))
    service = service_of(app)
    async with app.router.lifespan_context(app), client_of(app) as client:
        begun = await client.post("/admin/backfill", params={"rate": 1}, headers=ADMIN)
        await client.get(f"/promotion-executions/{ORDER}?version=2", headers=LEAD)
        assert begun.json()["state"] == "running"
    assert service.backfill.status().state is JobState.STOPPED
