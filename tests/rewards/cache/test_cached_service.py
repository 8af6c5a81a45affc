"""The cache seen through the service: nothing leaks, nothing acknowledged is missed, every answer says what it is."""

import asyncio
import json
from time import perf_counter
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from core.contract import SourceName
from rewards.demo import STORY_ORDER
from rewards.errors import SourceFailed
from rewards.sources.base import Contribution, EventSource, FirstOwner, SourceKind, Sources
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.rows import EventRow
from rewards.stores.sqlite_store import SqliteStore
from rewards.stores.unreadable_rows import ReadRows
from tests.rewards.conftest import ASHA, LEAD, READER, ROHAN, WRITER, MakeClient, agent_of
from tests.rewards.http.problem_reader import problem
from tests.rewards.world import CUSTOMER, ORDER, event_raw, item_raw, load, ped_raw

STORY = f"/promotion-executions/{STORY_ORDER}"
OWN = f"/promotion-executions/{ORDER}"
OWNER = agent_of(CUSTOMER)

pytestmark = pytest.mark.usefixtures("demo_store")


def timing(response: httpx.Response) -> str:
    """Return the names and words of ``Server-Timing``, without the times."""
    entries = [entry.split(";") for entry in response.headers["server-timing"].split(", ")]
    return " ".join(f"{entry[0]}={entry[-1].removeprefix('desc=')}" for entry in entries)


async def test_timing_shows_what_was_asked(client: httpx.AsyncClient) -> None:
    answers = [
        await client.get(f"{STORY}{query}", headers=ASHA)
        for query in ("?version=2", "?version=2", "?version=2&fresh=true", "/cashback", "/issuances", "?version=1")
    ]
    asked = "ped=ok lineItems=ok concessions=ok"
    expected = [f"cache=miss {asked}", "cache=hit", f"cache=passed {asked}", "cache=hit", "cache=hit", "ped=ok"]
    assert [timing(answer) for answer in answers] == expected


async def test_each_answer_has_its_own_request_id_and_the_instant_of_the_reading(client: httpx.AsyncClient) -> None:
    bodies = [
        (await client.get(f"{STORY}?version=2", headers=ASHA | {"X-Request-Id": f"{number:032x}"})).json()
        for number in range(3)
    ]
    assert [body.pop("requestId") for body in bodies] == [f"{number:032x}" for number in range(3)]
    assert bodies[0] == bodies[1] == bodies[2]


@pytest.mark.parametrize("path", ["?version=2", "/cashback", "/issuances"])
async def test_cached_order_is_as_hidden_as_a_missing_one(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"{STORY}{path}", headers=ASHA)).status_code == 200
    again = {"X-Request-Id": "0191f3c04a5b7c8d9e0f112233445566"}
    foreign = await client.get(f"{STORY}{path}", headers=ROHAN | again)
    missing = await client.get(f"/promotion-executions/404-0000009-0000009{path}", headers=ROHAN | again)
    assert problem(foreign) == (404, "notFound")
    assert (foreign.content, foreign.headers) == (missing.content, missing.headers)
    assert {(await client.get(f"{STORY}{path}", headers=who)).status_code for who in (ASHA, LEAD, READER)} == {200}


async def test_refusal_reveals_nothing_of_a_cached_order_while_a_source_is_down(
    store: SqliteStore, make_client: MakeClient
) -> None:
    down = False
    found = standard_sources(store)

    class Failing:
        name, kind = found.concessions.name, found.concessions.kind

        async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
            if down:
                raise SourceFailed("down")
            return await found.concessions.owner_of_order(business_reference_id)

        async def of_order(self, business_reference_id: str) -> Contribution:
            if down:
                raise SourceFailed("down")
            return await found.concessions.of_order(business_reference_id)

        async def of_gift_card(self, gift_card_id: str) -> ReadRows[EventRow]:
            raise NotImplementedError

        async def places(self, query: PlaceQuery) -> PlacePage | None:
            raise NotImplementedError

    client = make_client(Sources(ped=found.ped, line_items=found.line_items, concessions=Failing()))
    assert (await client.get(f"{STORY}?version=2", headers=ASHA)).status_code == 200
    down = True
    for order in (STORY, "/promotion-executions/404-0000009-0000009"):
        for path in ("?version=2", "/cashback", "/issuances"):
            assert problem(await client.get(f"{order}{path}", headers=ROHAN)) == (503, "ownershipUnproven")


@pytest.mark.parametrize("batch", [False, True])
async def test_acknowledged_event_is_in_the_next_answer(
    client: httpx.AsyncClient, store: SqliteStore, *, batch: bool
) -> None:
    load(store, ("p", ped_raw()), ("e", event_raw("E-1", amount=1500)))

    async def granted() -> int:
        body = (await client.get(f"{OWN}?version=2", headers=OWNER)).json()
        amount: int = body["totals"][0]["granted"]["amountMinor"]
        return amount

    assert [await granted(), await granted()] == [1500, 1500]
    event = event_raw("E-2", amount=2100, lineItemId="LI-2")
    path, body = ("/batch", {"events": [event]}) if batch else ("", event)
    await client.post(f"/concession-events{path}", headers=WRITER, content=json.dumps(body))
    assert await granted() == 3600


async def test_what_another_system_wrote_is_seen_by_a_fresh_read(client: httpx.AsyncClient, store: SqliteStore) -> None:
    load(store, ("p", ped_raw()))
    first = await client.get(f"{OWN}?version=2", headers=OWNER)
    load(store, ("l", item_raw()))
    again = await client.get(f"{OWN}?version=2", headers=OWNER)
    fresh = await client.get(f"{OWN}?version=2&fresh=true", headers=OWNER)

    def items(response: httpx.Response) -> int:
        return len(response.json()["promotions"][0]["benefits"][0]["lineItems"])

    assert [items(first), items(again), items(fresh)] == [0, 0, 1]


async def test_history_that_is_past_its_time_is_stale_and_not_partial(
    store: SqliteStore, make_client: MakeClient
) -> None:
    load(store, ("p", ped_raw()), ("e", event_raw("E-1")))
    client = make_client(cache_open_ms=0)
    first, again = [(await client.get(f"{OWN}/issuances", headers=OWNER)).json() for _ in range(2)]
    assert {report["status"] for report in again["sources"]} == {"stale"}
    assert [(page["data"][0]["eventId"], page["partial"]) for page in (first, again)] == [("E-1", False)] * 2


async def test_history_that_lacks_a_source_is_partial(store: SqliteStore, make_client: MakeClient) -> None:
    load(store, ("p", ped_raw()), ("e", event_raw("E-1")))
    client = make_client(with_failure(standard_sources(store), SourceName.LINE_ITEMS))
    assert (await client.get(f"{OWN}/issuances", headers=OWNER)).json()["partial"]


class _Stalled:
    """Concessions that never answers."""

    name = "concessions"
    kind = SourceKind.EVENTS

    async def of_order(self, business_reference_id: str) -> Contribution:
        await asyncio.Event().wait()
        raise AssertionError

    owner_of_order: Any = of_order
    of_gift_card: Any = of_order
    places: Any = of_order


def stalled(store: SqliteStore) -> Sources:
    found = standard_sources(store)
    events: EventSource = _Stalled()
    return Sources(ped=found.ped, line_items=found.line_items, concessions=events)


async def test_stalled_source_costs_the_deadline_and_then_nothing(store: SqliteStore, make_client: MakeClient) -> None:
    client = make_client(stalled(store), deadline_ms=400, source_timeout_ms=40)
    started_s = perf_counter()
    answers = [await client.get(f"{STORY}?version=2", headers=ASHA) for _ in range(6)]
    assert perf_counter() - started_s < 5
    statuses = [answer.json()["sources"][2]["status"] for answer in answers]
    assert statuses == ["timeout"] * 5 + ["circuitOpen"]
    assert timing(answers[-1]) == "cache=miss ped=ok lineItems=ok concessions=circuitOpen"
    assert {answer.json()["totals"][0]["remaining"] for answer in answers} == {None}


async def test_metrics_count_and_name_nobody(client: httpx.AsyncClient) -> None:
    for _ in range(2):
        await client.get(f"{STORY}?version=2", headers=ASHA)
    await client.get(f"/{STORY_ORDER}", headers=ASHA)
    await client.request("BREW", STORY, headers=ASHA)
    response = await client.get("/metrics")
    text = response.text
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["rewards_source_reads_total", "ped", "ok"] == 2  # the owner, and the whole order
    assert samples["rewards_source_read_seconds_count", "concessions"] == 1
    assert samples["rewards_cache_lookups_total", "hit"] == 1
    assert samples["rewards_source_circuit", "lineItems", "closed"] == 1
    route = "/promotion-executions/{brf}"
    assert samples["rewards_http_request_seconds_count", "GET", route, "200"] == 2
    assert samples["rewards_http_request_seconds_count", "GET", "unmatched", "404"] == 1
    assert samples["rewards_http_request_seconds_count", "other", route, "405"] == 1
    assert not [secret for secret in (STORY_ORDER, "CUST-1001", "CASE-9001", "BREW") if secret in text]
