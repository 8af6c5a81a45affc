"""The policies of docs/dynamodb.md allow each role exactly what it calls: no operation fails, and none is spare."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.identity.tokens import SCOPE_INGEST, Principal, Role
from rewards.app import create_app
from rewards.backfill.row_completer import RowCompleter
from rewards.backfill.table_walk import TableWalk
from rewards.settings import RewardsSettings
from rewards.sources.standard import standard_sources
from rewards.stores.dynamodb.bulk_load import BulkLoad
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.requests import Calls
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.rows import EventRow, parse_row
from rewards.worklist.refresh import WorklistRefresh
from tests.rewards.conftest import CLOCK, LEAD, TOKENS, bearer
from tests.rewards.world import CUSTOMER, ORDER, day, event_raw, item_raw, load, ped_raw

pytestmark = pytest.mark.slow

Allowed = set[tuple[str, str]]  # an action of IAM, and the table or index that it is allowed on
_DOCUMENT = Path(__file__).parents[3] / "docs" / "dynamodb.md"
_ARN = "arn:aws:dynamodb:REGION:ACCOUNT:"
_INGEST = bearer(Principal(role=Role.SERVICE, subject="writer", scopes=frozenset({SCOPE_INGEST})))


def documented(role: str) -> Allowed:
    """Return what the policy under the heading of a role allows."""
    text = _DOCUMENT.read_text(encoding="utf-8")
    found = re.search(rf"^### Role: {re.escape(role)}\n.*?^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/dynamodb.md has no policy of the role {role}"
    policy = json.loads(found[1])
    assert policy["Version"] == "2012-10-17"
    allowed: Allowed = set()
    for statement in policy["Statement"]:
        assert (statement["Effect"], set(statement)) == ("Allow", {"Effect", "Action", "Resource"})
        for resource in statement["Resource"]:
            # AWS checks no resource for this action.
            assert resource.startswith(_ARN) or statement["Action"] == ["dynamodb:ListStreams"], resource
            allowed |= {
                (action.removeprefix("dynamodb:"), resource.removeprefix(_ARN)) for action in statement["Action"]
            }
    return allowed


class Recorder:
    """The actions that IAM checks for the requests that were sent, with the tables' names as in the document."""

    def __init__(self, settings: DynamoDbSettings) -> None:
        defaults = DynamoDbSettings(_env_file=None)
        pairs = zip(_tables(settings), _tables(defaults), strict=True)
        self._names = dict(pairs)
        self.actions: Allowed = set()

    def record(self, operation: str, request: dict[str, Any]) -> None:
        action = "".join(part.capitalize() for part in operation.split("_"))
        if operation == "transact_write_items":
            for item in request["TransactItems"]:
                ((kind, write),) = item.items()
                self.actions.add((f"{kind}Item", self._resource(write["TableName"])))
        elif "RequestItems" in request:
            self.actions |= {(action, self._resource(table)) for table in request["RequestItems"]}
        else:
            index = f"/index/{request['IndexName']}" if "IndexName" in request else ""
            self.actions.add((action, self._resource(request.get("TableName", "")) + index))

    def _resource(self, table: str) -> str:
        return f"table/{self._names[table]}" if table else "*"


def _tables(settings: DynamoDbSettings) -> list[str]:
    return [table.table for table in (settings.ped, settings.line_items, settings.concessions, settings.bookkeeping)]


@contextmanager
def recorded(settings: DynamoDbSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Record the requests of every connection, those of blocking commands included."""
    recorder = Recorder(settings)
    send = Calls._send

    async def record(calls: Calls, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        recorder.record(operation, request)
        return await send(calls, operation, request)

    with monkeypatch.context() as patch:
        patch.setattr(Calls, "_send", record)
        yield recorder


def client_of(store: DynamoDbStore, settings: RewardsSettings) -> httpx.AsyncClient:
    app = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=settings)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test", headers=LEAD)


async def read_everything(store: DynamoDbStore) -> None:
    settings = RewardsSettings(cache_rows=0, source_timeout_ms=9_000, deadline_ms=10_000, read_only=True)
    async with client_of(store, settings) as client:
        for path in ("", "?version=2", "/cashback", "/issuances?promotionId=PROMO-1"):
            assert (await client.get(f"/promotion-executions/{ORDER}{path}")).status_code == 200
        for field in ("created", "reserved", "issued"):
            window: dict[str, Any] = {"version": 2, "from": day(-1), "to": day(5), "timeField": field}
            found = await client.get(f"/customers/{CUSTOMER}/promotion-executions", params=window)
            assert found.status_code == 200, found.text
        assert (await client.get("/gift-cards/GC-1/issuances")).status_code == 200
        assert (await client.get("/worklist")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 200


async def ingest_everything(store: DynamoDbStore) -> None:
    async with client_of(store, RewardsSettings()) as client:
        events = [
            event_raw("R-9", "RESERVED"),
            event_raw("I-8", gcId="GC-8", eventTime=day(3)),
            event_raw("I-9", gcId="GC-9", eventTime=day(2)),
        ]
        for event in [*events, events[1]]:
            answer = await client.post("/concession-events", json=event, headers=_INGEST)
            assert answer.status_code in (200, 201), answer.text
    await keep_worklist(store)
    table = store._settings.bookkeeping
    key = {table.partition_key: {"S": "event#I-8"}, table.sort_key: {"S": "claim"}}
    await store._calls._client.delete_item(TableName=table.table, Key=key)  # as if another writer had stored it
    async with client_of(store, RewardsSettings()) as client:
        assert (await client.post("/concession-events", json=events[1], headers=_INGEST)).status_code == 200
        assert (await client.get("/health/ready")).status_code == 200


async def keep_worklist(store: DynamoDbStore) -> None:
    """Bring an order up to date in the worklist, once to add an entry and once to remove it."""
    refresh = WorklistRefresh(store, standard_sources(store), CLOCK)
    for failed in (True, False):
        kind, event = ("ISSUE_FAILED", "F-1") if failed else ("CANCELLED", "C-1")
        raw = event_raw(event, kind, 10000, benefitId="BEN-9", eventTime=day(2 if failed else 3))
        await store.put_event(parse_row(EventRow, raw), raw)
        await refresh.require(ORDER)
    entries = await store.worklist_of_order(ORDER)
    assert await store.replace_worklist(ORDER, seen=entries, entries=[])


async def backfill_everything(store: DynamoDbStore) -> None:
    store.verify()
    await TableWalk(store, standard_sources(store)).run(fill_worklist=True)
    assert await store.replace_worklist(ORDER, seen=await store.worklist_of_order(ORDER), entries=[])
    for resume in (False, True, False):
        await TableWalk(store, standard_sources(store)).run(resume=resume)
    stale = {**(await store.ped_of_order(ORDER))[0], "createdAt": None, "gcId": "GC-0"}
    await RowCompleter(store, standard_sources(store)).complete(stale)


async def check_everything(store: DynamoDbStore) -> None:
    await store.check()


async def load_everything(store: DynamoDbStore) -> None:
    store.verify()
    rows = (("p", ped_raw(createdAt=None)), ("l", item_raw()), ("e", event_raw("L-1")), ("e", event_raw("L-2")))
    load(store, *rows)
    again = event_raw("L-1")
    # Another load is under way: this one has seen no claim of the event, and finds the event and the claim stored.
    await BulkLoad(store._settings, store._calls)._store(parse_row(EventRow, again), again, None)


ROLES: dict[str, Callable[[DynamoDbStore], Awaitable[None]]] = {
    "read": read_everything,
    "ingest": ingest_everything,
    "backfill": backfill_everything,
    "check": check_everything,
    "load": load_everything,
}


def test_consumer_has_the_rights_of_ingest_its_positions_and_the_streams() -> None:
    positions = {("BatchWriteItem", "table/RewardsBookkeeping")}
    tables = ("PromotionExecutionDetails", "LineItemsBenefitTracker", "Concessions")
    actions = ("DescribeStream", "GetShardIterator", "GetRecords")
    streams = {(action, f"table/{table}/stream/*") for table in tables for action in actions}
    assert documented("consumer") == documented("ingest") | positions | streams | {("ListStreams", "*")}


@pytest.mark.parametrize("role", ROLES)
async def test_role_may_do_exactly_what_it_does(
    dynamodb_store: DynamoDbStore,
    dynamodb_settings: DynamoDbSettings,
    monkeypatch: pytest.MonkeyPatch,
    role: str,
) -> None:
    load(
        dynamodb_store,
        ("p", ped_raw(gcId="GC-1")),
        ("p", ped_raw(benefitId="BEN-2", createdAt=None, lastUpdatedTime=day(9))),
        ("l", item_raw()),
        ("e", event_raw("I-1", gcId="GC-1")),
        ("e", event_raw("R-2", "RESERVED", benefitId="BEN-2")),
    )
    with recorded(dynamodb_settings, monkeypatch) as recorder:
        await ROLES[role](dynamodb_store)
    assert recorder.actions == documented(role)
