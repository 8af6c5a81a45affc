"""An agent over two orders of the demo world, for many turns of a hostile model; any other order is not found."""

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from agent.conversations.conversation_store import ConversationStore
from agent.provider.chat_model import ProviderModel
from agent.turn import Agent
from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_REWARDS, SCOPE_READ, Principal, Role, Tokens
from guardrails.audit.record import MemoryAudit, ResourceHash
from guardrails.authorization.cedar import CedarPolicy
from guardrails.pii import build_detector
from guardrails.pii.vault import Vault
from guardrails.tool_gateway import ToolGateway
from rewards.app import create_app
from rewards.demo import DEMO_NOW, DEMO_WORLD, SCRATCH_CARD_ORDER, STORY_ORDER
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore
from tools.rewards_client import RewardsClient

ORDERS = (STORY_ORDER, SCRATCH_CARD_ORDER)
_REWARDS = "http://rewards.bench/"
_PATHS = ("", "/issuances", "/cashback")


@dataclass(frozen=True, slots=True)
class FuzzStage:
    """The setup that all turns share."""

    tool_gateway: ToolGateway
    conversations: ConversationStore
    clock: FixedClock
    audit: MemoryAudit

    def agent(self, model: ProviderModel) -> Agent:
        """Return an agent with this model."""
        return Agent(tool_gateway=self.tool_gateway, conversations=self.conversations, clock=self.clock, provider=model)


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[FuzzStage]:
    """Set up the agent, with its files in this folder."""
    clock, audit, detector = FixedClock(DEMO_NOW), MemoryAudit(), build_detector()
    tokens = Tokens("the secret of a benchmark, long enough for HMAC", clock=clock)
    answers = await _answers(tokens, clock)

    def play(request: httpx.Request) -> httpx.Response:
        body = answers.get(request.url.path)
        json = {"content-type": "application/json"}
        return httpx.Response(404) if body is None else httpx.Response(200, content=body, headers=json)

    client = RewardsClient(httpx.AsyncClient(base_url=_REWARDS, transport=httpx.MockTransport(play)))
    conversations = ConversationStore(
        folder / "conversations.sqlite3",
        make_vault=lambda entries: Vault(detector, entries=entries, key=b"v" * 32),
        hashed=ResourceHash(b"c" * 32),
    )
    tool_gateway = ToolGateway(
        client=client, tokens=tokens, policy=CedarPolicy(), audit=audit, hashed=ResourceHash(b"k" * 32), clock=clock
    )
    try:
        yield FuzzStage(tool_gateway, conversations, clock, audit)
    finally:
        await client.aclose()
        conversations.close()


async def _answers(tokens: Tokens, clock: FixedClock) -> dict[str, bytes]:
    """Return bodies of the real rewards API by path, with both orders assigned to one customer."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore.open(Path(folder) / "rewards.sqlite3")
        load_jsonl(DEMO_WORLD.read_text(encoding="utf-8").splitlines(), store)
        app = create_app(store=store, tokens=tokens, clock=clock, settings=RewardsSettings.model_construct())
        reader = Principal(role=Role.SERVICE, subject="bench", scopes=frozenset({SCOPE_READ}))
        bearer = tokens.mint(reader, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(minutes=1))
        headers = {"Authorization": f"Bearer {bearer}"}
        found: dict[str, bytes] = {}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=_REWARDS) as http:
            for path in [f"/promotion-executions/{order}{part}" for order in ORDERS for part in _PATHS]:
                response = await http.get(
                    path, params={"version": "2"} if path.endswith(ORDERS) else {}, headers=headers
                )
                response.raise_for_status()
                found[path] = re.sub(rb"CUST-\d+", b"CUST-1001", response.content)
        store.close()
    return found
