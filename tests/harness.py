"""An agent over a rewards API mocked with respx, for the tests of every layer above the client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import respx

from agent.answer_builder import AnswerBuilder
from agent.conversations.conversation_store import ConversationStore
from agent.provider.chat_model import ProviderModel
from agent.telemetry.traces import Telemetry
from agent.turn import Agent, TurnRequest
from agent.turn_events import Answer, AnswerCompleted, TurnEvent
from core.clock import Clock, FixedClock
from core.contract import WireModel
from core.identity.tokens import Principal, Role, Tokens
from guardrails.audit.record import AuditLog, MemoryAudit, ResourceHash
from guardrails.authorization.cedar import CedarPolicy
from guardrails.pii import PiiDetector, build_detector
from guardrails.pii.vault import Vault
from guardrails.tool_gateway import ToolGateway
from tests.story_order import CASE, CUSTOMER, NOW
from tools.rewards_client import RewardsClient

SECRET = "test-secret-that-is-at-least-32-chars-long"
REWARDS = "http://rewards.test/"
AGENT = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id=CASE, customer_id=CUSTOMER)
LEAD = Principal(role=Role.SUPPORT_LEAD, subject="meera", reason="escalation")
SHOPPER = Principal(role=Role.CUSTOMER, subject="shopper", customer_id=CUSTOMER)


def detector() -> PiiDetector:
    """Return the detector of a process that has no site model."""
    return build_detector()


def answer_json(model: WireModel, status: int = 200) -> httpx.Response:
    return httpx.Response(status, content=model.model_dump_json(), headers={"content-type": "application/json"})


@dataclass
class Harness:
    """The agent, the router that mocks the rewards API, and the audit records."""

    agent: Agent
    router: respx.MockRouter
    tool_gateway: ToolGateway
    client: RewardsClient
    tokens: Tokens
    conversations: ConversationStore
    audit: MemoryAudit = field(default_factory=MemoryAudit)
    made: list[AnswerBuilder] = field(default_factory=list)  # the answers of the turns, as built

    async def events(
        self, message: str, principal: Principal = AGENT, conversation_id: str | None = None
    ) -> list[TurnEvent]:
        request = TurnRequest(message, principal, conversation_id, "req-test")
        conversation = await self.agent.open(request)
        return [event async for event in self.agent.run(request, conversation, on_finished=self.made.append)]

    async def ask(self, message: str, principal: Principal = AGENT, conversation_id: str | None = None) -> Answer:
        """Ask and return the guarded answer, which still contains references and tokens."""
        last = (await self.events(message, principal, conversation_id))[-1]
        assert isinstance(last, AnswerCompleted), last
        return last.answer

    @property
    def requests(self) -> list[httpx.Request]:
        return [call.request for call in self.router.calls]


@asynccontextmanager
async def harness(
    path: Path,
    *,
    provider: ProviderModel | None = None,
    substitute: ProviderModel | None = None,
    telemetry: Telemetry | None = None,
    clock: Clock | None = None,
    log: AuditLog | None = None,
) -> AsyncIterator[Harness]:
    """Build an agent over a separate mock router; nothing global is patched. ``log`` replaces the audit log."""
    router = respx.MockRouter(base_url=REWARDS, assert_all_called=False)
    http = httpx.AsyncClient(base_url=REWARDS, transport=httpx.MockTransport(router.async_handler))
    clock, audit = clock or FixedClock(NOW), MemoryAudit()
    tokens, client = Tokens(SECRET, clock=clock), RewardsClient(http)
    conversations = ConversationStore(
        path / "conversations.sqlite3",
        make_vault=lambda entries: Vault(detector(), entries=entries, key=b"v" * 32),
        hashed=ResourceHash(b"c" * 32),
    )
    tool_gateway = ToolGateway(
        client=client,
        tokens=tokens,
        policy=CedarPolicy(),
        audit=log or audit,
        hashed=ResourceHash(b"k" * 32),
        clock=clock,
    )
    agent = Agent(
        tool_gateway=tool_gateway,
        conversations=conversations,
        clock=clock,
        provider=provider,
        substitute=substitute,
        telemetry=telemetry,
    )
    yield Harness(agent, router, tool_gateway, client, tokens, conversations, audit)
    await agent.aclose()
    await client.aclose()
    conversations.close()
