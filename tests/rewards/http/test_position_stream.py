"""The live position: at once, at every change, to those who may see it, for as long as they may and listen."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_REWARDS, Principal, Role, Tokens
from rewards.app import create_app
from rewards.change_notifier import ChangeNotifier
from rewards.demo import DEMO_NOW, DEMO_WORLD, STORY_ORDER
from rewards.http.dependencies import RewardsService
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.stores.rows import EventRow, parse_row
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, CLOCK, LEAD, ROHAN, TOKENS, WRITER
from tests.rewards.http.stream_reader import Frame, reading
from tests.rewards.http.test_concession_events import NEW_EVENT

PATH = f"/promotion-executions/{STORY_ORDER}/events-stream"
SOON_S = 0.01


def app_over(store: SqliteStore, *, tokens: Tokens = TOKENS, **settings: Any) -> FastAPI:
    quiet: dict[str, Any] = {"stream_recheck_s": 60}
    return create_app(store=store, tokens=tokens, clock=CLOCK, settings=RewardsSettings(**quiet | settings))


def service_of(app: FastAPI) -> RewardsService:
    service: RewardsService = app.state.service
    return service


async def post(app: FastAPI, path: str, body: Any) -> int:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test") as client:
        return (await client.post(path, json=body, headers=WRITER)).status_code


def granted(frame: Frame) -> int:
    assert frame.name == "position"
    amount: int = frame.data["totals"][0]["granted"]["amountMinor"]
    return amount


async def test_position_comes_at_once_and_at_every_change(demo_store: SqliteStore) -> None:
    app = app_over(demo_store)
    async with reading(app, PATH, ASHA) as stream:
        first = await stream.frame()
        assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert (stream.headers["cache-control"], stream.headers["x-accel-buffering"]) == ("no-store", "no")
        assert granted(first) == 3600
        assert await post(app, "/concession-events", NEW_EVENT) == 201
        second = await stream.frame()
        assert granted(second) == 7000
        assert first.event_id != second.event_id


async def test_batch_is_notified_once(demo_store: SqliteStore) -> None:
    app = app_over(demo_store)
    async with reading(app, PATH, ASHA) as stream:
        await stream.frame()
        events = [NEW_EVENT | {"eventId": f"E-{n}", "amountMinor": 100, "lineItemId": f"LI-{n}"} for n in range(3)]
        assert await post(app, "/concession-events/batch", {"events": events}) == 200
        assert granted(await stream.frame()) == 3900


async def test_replay_is_published_and_sends_no_position_twice(demo_store: SqliteStore) -> None:
    app = app_over(demo_store)
    raw = dict(NEW_EVENT)
    await demo_store.put_event(parse_row(EventRow, raw), raw)  # by a process that was killed before it published
    async with reading(app, PATH, ASHA) as stream:
        assert granted(await stream.frame()) == 7000
        assert await post(app, "/concession-events", NEW_EVENT) == 200
        assert (await stream.frame()).name is None


async def test_events_of_other_orders_are_not_notified(demo_store: SqliteStore) -> None:
    app = app_over(demo_store)
    async with reading(app, PATH, ASHA) as stream:
        assert granted(await stream.frame()) == 3600
        other = NEW_EVENT | {"eventId": "E-OTHER", "businessReferenceId": "404-0000001-0000001"}
        assert await post(app, "/concession-events", other) == 201
        assert await post(app, "/concession-events", NEW_EVENT | {"eventId": "E-9", "amountMinor": 1}) == 201
        assert granted(await stream.frame()) == 3601


async def test_slow_reader_gets_the_latest_only(demo_store: SqliteStore) -> None:
    app = app_over(demo_store)
    async with reading(app, PATH, ASHA) as stream:
        await stream.frame()
        service = service_of(app)
        for number in range(5):
            raw = NEW_EVENT | {"eventId": f"E-{number}", "amountMinor": 10}
            await demo_store.put_event(parse_row(EventRow, raw), raw)
        for _ in range(5):
            await service.changes.publish([STORY_ORDER])
        assert granted(await stream.frame()) == 3650
        await demo_store.put_event(parse_row(EventRow, NEW_EVENT), NEW_EVENT)
        await service.changes.publish([STORY_ORDER])
        assert granted(await stream.frame()) == 7050


async def test_quiet_stream_sends_keep_alives_and_finds_changes_without_a_notification(
    demo_store: SqliteStore,
) -> None:
    app = app_over(demo_store, stream_recheck_s=SOON_S)
    async with reading(app, PATH, ASHA) as stream:
        await stream.frame()
        for _ in range(3):
            assert await stream.frame() == Frame(None, None, None)
        await demo_store.put_event(parse_row(EventRow, NEW_EVENT), NEW_EVENT)  # as another process would
        frames = [await stream.frame() for _ in range(3)]
        while not any(frame.name for frame in frames):  # keep-alives that were under way
            frames.append(await stream.frame())
        assert [granted(frame) for frame in frames if frame.name] == [7000]


async def test_reader_who_comes_back_is_not_sent_what_is_known(demo_store: SqliteStore) -> None:
    app = app_over(demo_store)
    async with reading(app, PATH, ASHA) as stream:
        known = (await stream.frame()).event_id or ""
    async with reading(app, PATH, ASHA | {"Last-Event-ID": known}) as stream:
        assert (await stream.frame()).name is None
    async with reading(app, PATH, ASHA | {"Last-Event-ID": "another"}) as stream:
        assert (await stream.frame()).event_id == known


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        (PATH, ROHAN, 404, "notFound"),
        (PATH.replace("404-", "499-"), ROHAN, 404, "notFound"),
        (PATH, WRITER, 404, "notFound"),
        (PATH, {}, 401, "tokenMissing"),
        (PATH, {"Authorization": "Bearer x"}, 401, "tokenInvalid"),
        ("/promotion-executions/!!/events-stream", ASHA, 400, "invalidIdentifier"),
    ],
    ids=["foreign", "missing", "no reader", "no token", "bad token", "bad id"],
)
async def test_who_may_not_see_the_order_gets_a_problem_and_no_stream(
    demo_store: SqliteStore, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    app = app_over(demo_store)
    async with reading(app, path, headers) as stream:
        body = await stream.body()
    assert (stream.status, body["code"]) == (status, code)
    assert stream.headers["content-type"] == "application/problem+json"
    assert service_of(app).notifier.follower_count == 0


class MovingClock(FixedClock):
    """A clock that a test puts forward."""

    def put_forward(self, by: timedelta) -> None:
        self._instant += by


async def test_stream_ends_with_its_token(demo_store: SqliteStore) -> None:
    clock = MovingClock(DEMO_NOW)
    tokens = Tokens("a secret for tests, long enough for HS256", clock=clock)
    lead = Principal(role=Role.SUPPORT_LEAD, subject="lead-1", reason="escalation")
    token = tokens.mint(lead, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(minutes=5))
    app = app_over(demo_store, tokens=tokens, stream_recheck_s=SOON_S)
    async with reading(app, PATH, {"Authorization": f"Bearer {token}"}) as stream:
        await stream.frame()
        clock.put_forward(timedelta(minutes=6))
        frames = [await stream.frame()]
        while frames[-1].name is None:
            frames.append(await stream.frame())
        assert (frames[-1].name, frames[-1].data) == ("end", {"code": "tokenExpired"})
        assert await stream.ended()
    assert service_of(app).notifier.follower_count == 0


def _give_away(store: SqliteStore) -> None:
    """Let PED name another customer as the owner of the order that is watched."""
    envelopes = [json.loads(line) for line in DEMO_WORLD.read_text(encoding="utf-8").splitlines() if line]
    rows = [e["row"] for e in envelopes if e["store"] == "ped" and e["row"]["businessReferenceId"] == STORY_ORDER]
    load_jsonl([json.dumps({"store": "ped", "row": row | {"customerId": "CUST-2002"}}) for row in rows], store)


async def test_stream_ends_when_the_order_is_no_longer_the_callers(demo_store: SqliteStore) -> None:
    app = app_over(demo_store)
    async with reading(app, PATH, ASHA) as stream:
        await stream.frame()
        _give_away(demo_store)
        assert await post(app, "/concession-events", NEW_EVENT) == 201
        assert (await stream.frame()).data == {"code": "notFound"}
        assert await stream.ended()


async def test_disconnect_frees_everything(demo_store: SqliteStore) -> None:
    app = app_over(demo_store)
    changes = service_of(app).notifier
    async with reading(app, PATH, ASHA) as one, reading(app, PATH, LEAD) as other:
        await one.frame()
        await other.frame()
        assert changes.follower_count == 2
    assert changes.follower_count == 0
    assert changes._followers == {}


async def test_no_more_streams_than_allowed(demo_store: SqliteStore) -> None:
    app = app_over(demo_store, max_streams=1)
    async with reading(app, PATH, ASHA) as one:
        await one.frame()
        async with reading(app, PATH, ASHA) as other:
            body = await other.body()
        assert (other.status, body["code"], body["retryable"]) == (503, "tooManyStreams", True)
    async with reading(app, PATH, ASHA) as again:
        assert (await again.frame()).name == "position"


async def test_all_followers_are_notified_when_any_order_may_have_changed() -> None:
    notifier = ChangeNotifier(max_followers=9)
    with notifier.following("A") as one, notifier.following("A") as other, notifier.following("B") as third:
        notifier.notify_all(within_s=0.01)
        assert all([await follower.changed(within_s=20) for follower in (one, other, third)])
    notifier.notify_all(within_s=0)


async def test_changes_reach_the_followers_of_their_order_only() -> None:
    changes = ChangeNotifier(max_followers=9)
    with changes.following("A") as one, changes.following("A") as other, changes.following("B") as stranger:
        changes.notify(["A", "A", "C"])
        assert [await one.changed(within_s=1), await other.changed(within_s=1)] == [True, True]
        assert [await one.changed(within_s=0), await stranger.changed(within_s=0)] == [False, False]
