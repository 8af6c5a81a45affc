"""Every order of every world, and windows of every customer, read from the rewards API and compared with the oracles.

Tasks ask about some orders, and always for windows of creation, ten orders a page, newest first. This reads the rest:
each order in both versions with its history and a further form, and windows of each time field, in both orders, in
small pages, from and to the very instants at which something happened.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_REWARDS, SCOPE_READ, Principal, Role, Tokens
from evals.checks.ledger import history_problems, order_problems
from evals.checks.windows import page_problems
from evals.checks.world_state import AllowedValues, WorldState
from evals.harness.rewards_app import rewards_app
from evals.harness.transcript import RewardsRequest
from evals.harness.world import WORLDS, World, load_world
from evals.oracles.window_search import CREATED, ISSUED, RESERVED, Window, search
from evals.oracles.wire import Json
from evals.oracles.world_rows import Sources, gift_cards, key_of
from evals.probes.further_reads import further_reads

_NOW = datetime.fromisoformat("2026-12-01T10:00:00+05:30")  # after everything that is not in the future on purpose
_SECRET = "a secret of this probe and of nothing else, long enough"  # noqa: S105 -- it protects nothing
_READER = Principal(role=Role.SERVICE, subject="probe", scopes=frozenset({SCOPE_READ}))
_PAGE = 2
_MOST_PAGES = 100
# Nearly the longest window that is answered; it holds all but the oldest rows.
_WIDE = (datetime.fromisoformat("2025-12-15T00:00:00+00:00"), datetime.fromisoformat("2026-12-10T00:00:00+00:00"))


async def probe(folder: Path) -> list[str]:
    """Return what differs, each line with the name of its world."""
    found: list[str] = []
    for path in sorted(WORLDS.glob("*.jsonl")):
        found += [f"{path.stem}: {line}" for line in await read_world(path.stem, folder / path.stem)]
    return found


async def read_world(name: str, folder: Path) -> list[str]:
    """Return what differs in one world; ``folder`` is created."""
    return [line async for line in _of_world(load_world(name), folder)]


async def _of_world(world: World, folder: Path) -> AsyncIterator[str]:
    store = world.store(folder)
    clock = FixedClock(_NOW)
    tokens = Tokens(_SECRET, clock=clock)
    token = tokens.mint(_READER, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(minutes=5))
    app = rewards_app(store, tokens=tokens, clock=clock, faults=())
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {token}"}
    allowed = AllowedValues(WorldState(world.rows), [frozenset()], frozenset())
    orders = allowed.state.world.orders
    try:
        async with httpx.AsyncClient(base_url="http://rewards.eval", transport=transport, headers=headers) as client:
            for number, (order, sources) in enumerate(orders.items()):
                async for line in _of_order(client, number, order, sources, allowed):
                    yield line
            for customer in sorted({owner for sources in orders.values() for owner in sources.owners}):
                for query in _windows(customer, allowed):
                    pages = [page async for page in _pages(client, customer, query)]
                    if pages[-1].status != httpx.codes.OK:
                        yield f"{pages[-1]} is answered with status {pages[-1].status}: {pages[-1].body[:200]}"
                        continue
                    for line in page_problems(pages, orders):
                        yield line
    finally:
        store.close()


async def _of_order(
    client: httpx.AsyncClient, number: int, order: str, sources: Sources, allowed: AllowedValues
) -> AsyncIterator[str]:
    path = f"/promotion-executions/{order}"
    whole = await client.get(path, params={"version": "2"})
    if whole.status_code != httpx.codes.OK:
        yield f"{order} is answered with status {whole.status_code}"
        return
    for line in order_problems(whole.json(), allowed, _NOW):
        yield line
    if sources.ped:
        first = await client.get(path, params={"version": "1"})
        for line in _first_version(first.json(), sources):
            yield f"{order} in version 1: {line}"
    size = max(_PAGE, len(sources.own_events) // 10)
    events = [event async for event in _events(client, f"{path}/issuances", size)]
    for line in history_problems(events, order, allowed):
        yield line
    async for line in further_reads(client, number, order, whole.json(), allowed):
        yield line
    if len(events) != len({row["eventId"] for row in sources.own_events}):
        yield f"the history of {order} has {len(events)} events, and the rows {len(sources.own_events)}"


def _first_version(body: Json, sources: Sources) -> Iterator[str]:
    """Version 1 is what PED holds: its values as they are, and the last of several gift cards."""
    rows = {key_of(row): row for row in sources.ped or ()}
    found = {(each["promotionId"], each["benefitId"]): each for each in body["promotions"]}
    if found.keys() != rows.keys():
        yield f"the benefits are {sorted(found)}, and in PED {sorted(rows)}"
        return
    for key, each in found.items():
        row = rows[key]
        stored = {
            "benefitType": row["benefitType"],
            "benefitValue": row["eligibleMinor"],
            "currency": row["currency"],
            "benefitIssuanceStatus": row["benefitIssuanceStatus"],
        }
        for name, value in stored.items():
            if each[name] != value:
                yield f"{name} of {key[1]} is {each[name]}, and in PED {value}"
        cards = gift_cards(row)
        if (each["gcId"] or None) not in ({cards[-1], row.get("gcId")} if cards else {None}):
            yield f"gcId of {key[1]} is another than in PED"


async def _events(client: httpx.AsyncClient, path: str, size: int) -> AsyncIterator[Json]:
    query = {"limit": str(size)}
    for _ in range(_MOST_PAGES):
        body = (await client.get(path, params=query)).json()
        for event in body["data"]:
            yield event
        if not body["hasMore"]:
            return
        query["cursor"] = body["nextCursor"]


def _windows(customer: str, allowed: AllowedValues) -> Iterator[dict[str, str]]:
    """Yield a search by each field: from the first instant to the last, which is outside, or over nearly all time."""
    for field, order in ((CREATED, "asc"), (RESERVED, "desc"), (ISSUED, "asc")):
        found = search(allowed.state.world.orders, customer, Window(*_WIDE, field))
        has_edges = len(found) > 1 and found[0].at < found[-1].at and field != RESERVED
        start, end = (found[0].at, found[-1].at) if has_edges else _WIDE
        size = max(_PAGE, len(found) // 10)
        yield {
            "from": start.isoformat(),
            "to": end.isoformat(),
            "timeField": field,
            "order": order,
            "limit": str(size),
        }


async def _pages(client: httpx.AsyncClient, customer: str, query: dict[str, str]) -> AsyncIterator[RewardsRequest]:
    path = f"/customers/{customer}/promotion-executions"
    asked = {**query, "version": "2"}
    for _ in range(_MOST_PAGES):
        response = await client.get(path, params=asked)
        yield RewardsRequest("GET", path, asked, _READER, None, response.status_code, response.text)
        if response.status_code != httpx.codes.OK or not response.json()["hasMore"]:
            return
        asked = asked | {"cursor": response.json()["nextCursor"]}
