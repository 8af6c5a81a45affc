"""The webhook of hand-offs: its settings, and that the running service delivers to it."""

import asyncio
from pathlib import Path

import httpx
import pytest

from agent.handoff.delivery import HandoffDelivery, NoHandoffs
from agent.handoff.note import hashed_orders
from agent.handoff.webhook import Webhook
from agent.telemetry.metrics import TurnMetrics
from agent.telemetry.traces import Telemetry
from api.app import create_app
from api.handoffs import configured_handoffs
from api.settings import SettingsError, load_settings
from core.clock import FixedClock
from tests.api.conftest import Chat
from tests.harness import SHOPPER
from tests.story_order import NOW

SECRET = "a secret of the webhook, and of nothing else"


@pytest.mark.parametrize(
    "url",
    [
        "http://desk.example/handoffs",
        "ftp://desk.example",
        "https://user:word@desk.example/",
        "https://desk.example/#a",
        "https:///handoffs",
        "desk.example",
    ],
)
def test_an_address_that_would_leak_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("REWARDS_HANDOFF_URL", url)
    monkeypatch.setenv("REWARDS_HANDOFF_SECRET", SECRET)

    with pytest.raises(SettingsError, match="REWARDS_HANDOFF_URL") as refused:
        load_settings()
    assert url not in str(refused.value)


@pytest.mark.parametrize("secret", ["", "too short"])
def test_an_address_needs_a_secret(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("REWARDS_HANDOFF_URL", "https://desk.example/handoffs")
    monkeypatch.setenv("REWARDS_HANDOFF_SECRET", secret)

    with pytest.raises(SettingsError, match="REWARDS_HANDOFF_SECRET"):
        load_settings()


def test_the_settings_decide_whether_there_is_a_webhook(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, telemetry = FixedClock(NOW), Telemetry()
    conversations = chat.world.conversations
    assert type(configured_handoffs(load_settings(), conversations, clock=clock, telemetry=telemetry)) is NoHandoffs

    monkeypatch.setenv("REWARDS_HANDOFF_URL", "https://desk.example/handoffs")
    monkeypatch.setenv("REWARDS_HANDOFF_SECRET", SECRET)
    configured = configured_handoffs(load_settings(), conversations, clock=clock, telemetry=telemetry)
    assert isinstance(configured, HandoffDelivery)


async def test_the_service_delivers_while_it_runs_and_counts_it(chat: Chat, tmp_path: Path) -> None:
    posted: list[httpx.Request] = []
    reached = asyncio.Event()

    async def receive(request: httpx.Request) -> httpx.Response:
        posted.append(request)
        reached.set()
        return httpx.Response(202)

    http = httpx.AsyncClient(transport=httpx.MockTransport(receive))
    figures = TurnMetrics()
    chat.world.agent.handoffs = HandoffDelivery(
        chat.world.conversations.handoffs,
        Webhook("https://desk.example/h", secret=SECRET, http=http),
        order_reference=hashed_orders(SECRET),
        clock=FixedClock(NOW),
        figures=figures,
    )
    app = create_app(agent=chat.world.agent, tokens=chat.world.tokens, on_close=_nothing)
    async with app.router.lifespan_context(app):
        response = await chat.post({"message": "I want to talk to a human"}, SHOPPER)
        assert response.json()["statements"][0]["kind"] == "handoff"
        await asyncio.wait_for(reached.wait(), 5)

    assert [str(request.url) for request in posted] == ["https://desk.example/h"]


async def _nothing() -> None:
    return
