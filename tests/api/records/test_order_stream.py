"""``GET /v1/orders/{brf}/events-stream``: the order as it changes, for as long as its reader may see it and listens."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.chat_service import ChatService, build_service
from api.settings import Settings
from core.http.in_process_transport import InProcessTransport
from core.http.server_stop import attach_stop
from core.identity.tokens import AUDIENCE_AGENT, AUDIENCE_REWARDS, SCOPE_INGEST, Principal, Role, Tokens
from guardrails.audit.verification import entries, verify
from guardrails.key_derivation import derived
from rewards.app import create_app as create_rewards
from rewards.demo import DEMO_NOW, DEMO_WORLD, STORY_ORDER
from rewards.http.dependencies import RewardsService
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore
from tests.harness import AGENT, SECRET
from tests.rewards.http.stream_reader import Frame, StreamReader, reading
from tests.rewards.http.test_concession_events import NEW_EVENT
from tools import rewards_client

PATH = f"/v1/orders/{STORY_ORDER}/events-stream"
STRANGER = AGENT.model_copy(update={"customer_id": "CUST-2002"})
_WRITER = Principal(role=Role.SERVICE, subject="writer", scopes=frozenset({SCOPE_INGEST}))
_TTL = timedelta(minutes=10)


class _Clock:
    def __init__(self) -> None:
        self.at = DEMO_NOW

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Live:
    """Both services over the demo's world."""

    app: FastAPI
    rewards: FastAPI
    service: ChatService
    tokens: Tokens
    clock: _Clock
    data: Path

    def headers(self, who: Principal = AGENT, **further: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token(who, AUDIENCE_AGENT)}"} | further

    async def post(self, **changes: Any) -> None:
        bearer = {"Authorization": f"Bearer {self._token(_WRITER, AUDIENCE_REWARDS)}"}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.rewards), base_url="http://rewards.test"
        ) as http:
            response = await http.post("/concession-events", json=NEW_EVENT | changes, headers=bearer)
        assert response.status_code == 201

    @property
    def followers(self) -> int:
        service: RewardsService = self.rewards.state.service
        return service.notifier.follower_count

    def audited(self) -> list[tuple[str, str, str]]:
        """Return tool, decision and status of each record of the log, which has to be whole."""
        key = derived(SECRET, "audit-chain")
        assert verify(self.data, key=key).findings == ()
        records = [entry.record for entry in entries(self.data, key=key)]
        return [(record.tool, record.decision, record.status) for record in records]

    def _token(self, who: Principal, audience: str) -> str:
        return self.tokens.mint(who, audiences=(audience,), ttl=_TTL)


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    clock = _Clock()
    tokens = Tokens(SECRET, clock=clock)
    store = SqliteStore.open(tmp_path / "rewards.sqlite3")
    load_jsonl(DEMO_WORLD, store)
    settings = RewardsSettings.model_construct(stream_recheck_s=60)
    rewards = create_rewards(store=store, tokens=tokens, clock=clock, settings=settings)
    service = build_service(
        Settings.model_construct(environment="development", token_secret=None, openai_api_key=None),
        data=tmp_path,
        secret=SECRET,
        tokens=tokens,
        clock=clock,
        rewards=httpx.AsyncClient(base_url="http://rewards.test/", transport=InProcessTransport(rewards)),
    )
    app = create_app(agent=service.agent, tokens=tokens, on_close=service.aclose)
    yield Live(app, rewards, service, tokens, clock, tmp_path)
    await service.aclose()
    store.close()


def granted(frame: Frame) -> int:
    assert (frame.name, frame.event_id) == ("order", frame.data["revision"])
    amount: int = frame.data["totals"][0]["granted"]["amountMinor"]
    return amount


async def test_the_order_comes_at_once_and_at_every_change(live: Live) -> None:
    async with reading(live.app, PATH, live.headers()) as stream:
        assert granted(await stream.frame()) == 3600
        assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert stream.headers["cache-control"] == "no-store"
        await live.post()
        changed = await stream.frame()

    assert granted(changed) == 7000
    assert [one["giftCard"][-4:] for one in changed.data["benefits"][0]["installments"]] == ["1111", "2222", "8888"]
    assert live.audited() == [("follow_order", "allow", "ok")] * 2


async def test_a_reader_who_knows_the_order_is_sent_nothing_until_it_changes(live: Live) -> None:
    async with reading(live.app, PATH, live.headers()) as stream:
        revision = (await stream.frame()).data["revision"]
    async with reading(live.app, PATH, live.headers(**{"Last-Event-ID": revision})) as stream:
        assert (await stream.frame()).name is None
        await live.post()
        assert granted(await stream.frame()) == 7000


@pytest.mark.parametrize(
    ("who", "order"), [(STRANGER, STORY_ORDER), (AGENT, "404-0000000-0000000")], ids=["foreign", "missing"]
)
async def test_foreign_and_missing_are_a_404_without_a_stream(live: Live, who: Principal, order: str) -> None:
    async with reading(live.app, f"/v1/orders/{order}/events-stream", live.headers(who)) as stream:
        body = await stream.body()

    assert (stream.status, stream.headers["content-type"]) == (404, "application/problem+json")
    assert {name: body[name] for name in ("code", "title")} == {"code": "notFound", "title": "Nothing was found."}
    assert live.audited() == [("follow_order", "allow", "notFound")]


async def test_a_reader_who_leaves_frees_everything(live: Live) -> None:
    streams = live.service.client._streams
    async with reading(live.app, PATH, live.headers()) as stream:
        await stream.frame()
        assert (live.followers, streams.count) == (1, 1)

    assert (live.followers, streams.count) == (0, 0)


async def test_the_stream_ends_when_the_server_stops(live: Live) -> None:
    stop = asyncio.Event()

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        attach_stop(scope, stop)
        await live.app(scope, receive, send)

    async with reading(served, PATH, live.headers()) as stream:
        await stream.frame()
        stop.set()
        last = await stream.frame()

    assert (last.name, last.data) == ("end", {"code": "serverStopping"})
    assert live.followers == 0


async def test_it_goes_on_after_the_token_of_the_lookup_and_ends_with_that_of_the_reader(live: Live) -> None:
    async with reading(live.app, PATH, live.headers()) as stream:
        await stream.frame()
        live.clock.at += timedelta(minutes=5)
        await live.post()  # the API finds its token expired, and the stream is opened again with a new one
        assert granted(await stream.frame()) == 7000
        live.clock.at += timedelta(minutes=6)
        await live.post(eventId="EVT-LATER", amountMinor=100)
        last = await stream.frame()

    assert (last.name, last.data) == ("end", {"code": "tokenExpired"})


async def test_access_that_ends_ends_the_stream(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    decide = live.service.tool_gateway._policy.may_see
    async with reading(live.app, PATH, live.headers()) as stream:
        await stream.frame()
        monkeypatch.setattr(
            live.service.tool_gateway._policy, "may_see", lambda *asked: replace(decide(*asked), allowed=False)
        )
        await live.post()
        last = await stream.frame()

    assert (last.name, last.data) == ("end", {"code": "notFound"})
    assert live.audited()[-1] == ("follow_order", "deny", "notFound")


async def test_a_stream_of_the_api_that_breaks_ends_it_after_a_last_look(live: Live) -> None:
    live.rewards.state.service.notifier._max_followers = 0

    async with reading(live.app, PATH, live.headers()) as stream:
        assert granted(await stream.frame()) == 3600
        last = await stream.frame()

    assert (last.name, last.data) == ("end", {"code": "rewardsUnavailable"})


async def test_streams_leave_connections_to_the_lookups(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewards_client, "MOST_STREAMS", 1)
    async with reading(live.app, PATH, live.headers()) as first:
        await first.frame()
        async with reading(live.app, PATH, live.headers()) as second:
            assert granted(await second.frame()) == 3600
            last = await second.frame()

    assert (last.name, last.data) == ("end", {"code": "rewardsThrottled"})


async def test_without_a_token_there_is_no_stream(live: Live) -> None:
    reader = StreamReader()
    async with reading(live.app, PATH, {}, reader=reader) as stream:
        assert (await stream.body())["code"] == "tokenMissing"

    assert (reader.status, live.audited()) == (401, [])
