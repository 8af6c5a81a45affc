"""A customer asks for a person: the webhook gets one signed note without text, whatever happens to the process."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from agent.conversations.database import Database
from agent.handoff.delivery import FIRST_PAUSE, LONGEST_PAUSE, HandoffDelivery
from agent.handoff.note import hashed_orders, plain_orders
from agent.handoff.outbox import LEASE, HandoffOutbox
from agent.handoff.webhook import Webhook
from agent.telemetry.metrics import TurnMetrics
from tests.harness import AGENT, LEAD, SHOPPER, Harness, answer_json, harness
from tests.story_order import NOW, ORDER, execution

URL = "https://desk.example/handoffs"
SECRET = "a secret of the webhook, and of nothing else"
PERSON = f"My order {ORDER} is missing cashback, call 98450 12345, I want to talk to a human"


@dataclass
class Receiver:
    """A webhook: what it was sent, and the statuses with which it answers; the last one stays."""

    statuses: list[int] = field(default_factory=lambda: [204])
    requests: list[httpx.Request] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.reached.set()
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status == 0:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(status, headers={"Location": "http://169.254.169.254/latest"}, content=b"x" * 10_000)

    @property
    def bodies(self) -> list[dict[str, object]]:
        return [json.loads(request.content) for request in self.requests]


@dataclass
class Moment:
    """A clock that the test moves."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def pass_(self, time: timedelta) -> None:
        self.moment += time


@dataclass
class Scene:
    """An agent with a webhook, whose delivery the test runs by hand."""

    world: Harness
    receiver: Receiver
    clock: Moment
    figures: TurnMetrics = field(default_factory=TurnMetrics)

    def delivery(self, outbox: HandoffOutbox | None = None, *, plain: bool = False) -> HandoffDelivery:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self.receiver))
        return HandoffDelivery(
            outbox or self.world.conversations.handoffs,
            Webhook(URL, secret=SECRET, http=http),
            order_reference=plain_orders if plain else hashed_orders(SECRET),
            clock=self.clock,
            figures=self.figures,
        )

    async def delivered(self) -> list[dict[str, object]]:
        await self.delivery().deliver_due()
        return self.receiver.bodies

    @property
    def waiting(self) -> float:
        return self.figures.waiting_handoffs._value.get()  # type: ignore[no-any-return]  # the client is untyped


@asynccontextmanager
async def staged(path: Path, *statuses: int, plain: bool = False) -> AsyncIterator[Scene]:
    async with harness(path) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        scene = Scene(world, Receiver(list(statuses) or [204]), Moment())
        world.agent.handoffs = scene.delivery(plain=plain)
        yield scene


async def test_the_note_holds_references_only_and_is_signed(tmp_path: Path) -> None:
    async with staged(tmp_path) as scene:
        await scene.world.ask(f"What remains on {ORDER}?", SHOPPER)
        answer = await scene.world.ask(PERSON, SHOPPER)
        [body] = await scene.delivered()
        [request] = scene.receiver.requests

    reference = hmac.new(SECRET.encode(), f"order:{ORDER}".encode(), hashlib.sha256).hexdigest()[:32]
    assert body == {
        "version": 1,
        "type": "handoff.requested",
        "deliveryId": request.headers["Idempotency-Key"],
        "requestedAt": "2026-11-23T10:00:00+05:30",
        "conversationId": answer.conversation_id,
        "turn": 1,
        "turns": [1],
        "language": "en",
        "orders": [reference],
        "reasons": ["AWAITING_SHIPMENT"],
    }
    moment, digest = (part.partition("=")[2] for part in request.headers["Rewards-Signature"].split(","))
    signed = f"{moment}.".encode() + request.content
    assert digest == hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert int(moment) == int(NOW.timestamp())
    assert str(request.url) == URL
    for secret in (ORDER, "98450", "cashback", "human", SHOPPER.customer_id or "-"):
        assert secret not in request.content.decode()


async def test_order_numbers_are_sent_where_the_settings_say_so(tmp_path: Path) -> None:
    async with staged(tmp_path, plain=True) as scene:
        await scene.world.ask(PERSON, SHOPPER)
        [body] = await scene.delivered()

    assert body["orders"] == [ORDER]


async def test_earlier_turns_and_their_orders_are_part_of_the_note(tmp_path: Path) -> None:
    async with staged(tmp_path, plain=True) as scene:
        first = await scene.world.ask(f"What remains on {ORDER}?", SHOPPER)
        await scene.world.ask("I want to talk to a human", SHOPPER, first.conversation_id)
        [body] = await scene.delivered()

    assert (body["turn"], body["turns"], body["orders"]) == (2, [1, 2], [ORDER])
    assert body["reasons"] == ["AWAITING_SHIPMENT"]


@pytest.mark.parametrize("principal", [AGENT, LEAD])
async def test_colleagues_hand_over_by_themselves(tmp_path: Path, principal: object) -> None:
    async with staged(tmp_path) as scene:
        await scene.world.ask(PERSON, AGENT if principal is AGENT else LEAD)

        assert await scene.delivered() == []


async def test_an_ordinary_question_leaves_no_note(tmp_path: Path) -> None:
    async with staged(tmp_path) as scene:
        await scene.world.ask(f"What remains on {ORDER}?", SHOPPER)

        assert await scene.delivered() == []


async def test_a_turn_does_not_wait_for_a_webhook_that_hangs(tmp_path: Path) -> None:
    async with staged(tmp_path) as scene:
        reached, hold = asyncio.Event(), asyncio.Event()

        async def hang(request: httpx.Request) -> httpx.Response:
            reached.set()
            await hold.wait()
            return httpx.Response(204)

        webhook = Webhook(URL, secret=SECRET, http=httpx.AsyncClient(transport=httpx.MockTransport(hang)))
        scene.world.agent.handoffs = handoffs = HandoffDelivery(
            scene.world.conversations.handoffs,
            webhook,
            order_reference=plain_orders,
            clock=scene.clock,
            figures=scene.figures,
        )
        async with handoffs.running():
            answer = await scene.world.ask(PERSON, SHOPPER)
            await reached.wait()

            assert answer.kept
            again = await scene.world.ask(f"What remains on {ORDER}?", SHOPPER, answer.conversation_id)
            assert again.turn == 2


async def test_the_background_delivers_what_a_turn_left(tmp_path: Path) -> None:
    async with staged(tmp_path) as scene, scene.world.agent.handoffs.running():
        await scene.world.ask(PERSON, SHOPPER)
        await asyncio.wait_for(scene.receiver.reached.wait(), 5)

    assert len(scene.receiver.bodies) == 1


async def test_a_refused_note_is_tried_again_later_and_later_with_the_same_key(tmp_path: Path) -> None:
    async with staged(tmp_path, 0, 500, 302, 404, 204) as scene:
        await scene.world.ask(PERSON, SHOPPER)
        for attempt in range(1, 6):
            await scene.delivered()
            await scene.delivered()  # it is not due again yet
            assert len(scene.receiver.requests) == attempt
            assert scene.waiting == (attempt < 5)
            scene.clock.pass_(FIRST_PAUSE * 2 ** (attempt - 1))

        keys = {request.headers["Idempotency-Key"] for request in scene.receiver.requests}
        assert len(keys) == 1
        assert {str(request.url) for request in scene.receiver.requests} == {URL}  # 302: no redirect is followed
        scene.clock.pass_(timedelta(days=30))
        assert len(await scene.delivered()) == 5


async def test_the_pause_has_an_upper_limit(tmp_path: Path) -> None:
    async with staged(tmp_path, 503) as scene:
        await scene.world.ask(PERSON, SHOPPER)
        for attempt in range(1, 40):
            await scene.delivered()
            assert len(scene.receiver.requests) == attempt
            scene.clock.pass_(LONGEST_PAUSE)


async def test_a_process_that_is_killed_loses_no_note(tmp_path: Path) -> None:
    """One that dies before the first attempt, and one that dies with the note in its hands."""
    async with staged(tmp_path) as scene:
        await scene.world.ask(PERSON, SHOPPER)
        path = tmp_path / "conversations.sqlite3"
        databases = [Database(path), Database(path)]
        try:
            taken = await HandoffOutbox(databases[0]).take(scene.clock.now())
            assert taken is not None
            after = scene.delivery(HandoffOutbox(databases[1]))
            await after.deliver_due()
            assert scene.receiver.requests == []  # it may still be on its way

            scene.clock.pass_(LEASE)
            await after.deliver_due()
        finally:
            for database in databases:
                database.close()

    assert [body["deliveryId"] for body in scene.receiver.bodies] == [taken.delivery_id]


async def test_two_processes_deliver_a_note_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as scene:
        for _ in range(5):
            await scene.world.ask(PERSON, SHOPPER)
        await asyncio.gather(*(scene.delivery().deliver_due() for _ in range(4)))

    assert len(scene.receiver.bodies) == len({str(body["deliveryId"]) for body in scene.receiver.bodies}) == 5


async def test_a_deleted_conversation_is_handed_to_nobody(tmp_path: Path) -> None:
    async with staged(tmp_path) as scene:
        answer = await scene.world.ask(PERSON, SHOPPER)
        await scene.world.conversations.delete(SHOPPER, answer.conversation_id)

        assert await scene.delivered() == []
