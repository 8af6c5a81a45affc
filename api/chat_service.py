"""Builds the agent from settings, a data folder and a client of the rewards API."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from agent.conversations.conversation_store import ConversationStore
from agent.turn import Agent
from agent.turn_limits import TurnLimits
from api.conversation_storage import open_conversations
from api.handoffs import configured_handoffs
from api.provider_models import configured_models
from api.readiness import build_readiness
from api.settings import Settings
from api.telemetry_export import telemetry_for
from core.clock import Clock
from core.identity.tokens import Tokens
from core.rate_limits import RateLimits
from core.readiness import Readiness
from guardrails.audit.chain_state import ChainWatch
from guardrails.audit.file import AuditFile
from guardrails.audit.log_reader import AuditLogReader
from guardrails.audit.reading import AuditReader
from guardrails.audit.record import ResourceHash
from guardrails.audit.writer import AuditWriter
from guardrails.authorization.cedar import CedarPolicy
from guardrails.authorization.policy import Policy
from guardrails.key_derivation import derived
from guardrails.pii import build_detector
from guardrails.tool_gateway import ToolGateway
from statements.approved_texts import NO_KNOWLEDGE, ApprovedTexts, load_knowledge
from tools.rewards_client import RewardsClient

if TYPE_CHECKING:
    from agent.provider.chat_model import ProviderModel


@dataclass(frozen=True, slots=True)
class ChatService:
    """A ready agent, and what has to be closed with it."""

    agent: Agent
    client: RewardsClient
    conversations: ConversationStore
    audit: AuditWriter
    audit_log: AuditLogReader
    tool_gateway: ToolGateway
    close_telemetry: Callable[[], None]
    readiness: Readiness

    async def aclose(self) -> None:
        await self.agent.aclose()
        await self.client.aclose()
        closings = (
            self.tool_gateway.guard_threads.close,
            self.conversations.close,
            self.audit.close,
            self.audit_log.close,
            self.close_telemetry,
        )
        for close in closings:
            await asyncio.to_thread(close)


def build_service(
    settings: Settings,
    *,
    data: Path,
    secret: str,
    tokens: Tokens,
    clock: Clock,
    rewards: httpx.AsyncClient,
    provider: "ProviderModel | None" = None,
    knowledge: ApprovedTexts | None = None,
    make_policy: Callable[[], Policy] = CedarPolicy,
    webhook: httpx.AsyncClient | None = None,
) -> ChatService:
    """Build the agent over a data folder, which must exist.

    ``provider`` replaces the model of the settings, ``knowledge`` the approved texts of the settings' folder;
    ``make_policy`` returns what decides who may look up what, ``webhook`` is the client for hand-offs.

    Raises:
        ConversationsUnavailable: when the conversations cannot be opened.
        OSError: when the audit log cannot be opened.
        AuditUnavailable: when it cannot be continued.
        RedactionFailed: when the detector cannot be started.
        PolicyInvalid: when the policy files cannot be used.
        KnowledgeInvalid: when a file of approved texts cannot be used.
    """
    detector = build_detector(entity_model=settings.entity_model)
    conversations = open_conversations(data, url=settings.database_url, secret=secret, make_detector=lambda: detector)
    chain_key = derived(secret, "audit-chain")
    audit = AuditWriter(AuditFile(data, key=chain_key, sync=settings.audit_sync))
    audit_log = AuditLogReader(AuditReader(data, key=chain_key), ChainWatch(data, key=chain_key, now=clock.now))
    client = RewardsClient(rewards)
    policy = make_policy()
    hashed = ResourceHash(derived(secret, "audit"))
    tool_gateway = ToolGateway(client=client, tokens=tokens, policy=policy, audit=audit, hashed=hashed, clock=clock)
    first, second = configured_models(settings)
    telemetry, close_telemetry = telemetry_for(settings.otel_endpoint)
    agent = Agent(
        tool_gateway=tool_gateway,
        conversations=conversations,
        clock=clock,
        provider=provider or first,
        substitute=None if provider else second,
        model_time_s=settings.model_times.turn_s,
        telemetry=telemetry,
        limits=turn_limits(settings),
        knowledge=_knowledge(settings) if knowledge is None else knowledge,
        order_id_patterns=settings.order_id_patterns,
        handoffs=configured_handoffs(settings, conversations, clock=clock, telemetry=telemetry, http=webhook),
    )
    readiness = build_readiness(policy=policy, conversations=conversations, rewards=rewards)
    return ChatService(
        agent=agent,
        client=client,
        conversations=conversations,
        audit=audit,
        audit_log=audit_log,
        tool_gateway=tool_gateway,
        close_telemetry=close_telemetry,
        readiness=readiness,
    )


def _knowledge(settings: Settings) -> ApprovedTexts:
    return NO_KNOWLEDGE if settings.knowledge is None else load_knowledge(settings.knowledge)


def turn_limits(settings: Settings) -> TurnLimits:
    """Return the limits of turns and conversations that the settings name."""
    return TurnLimits(
        most_turns=settings.most_turns,
        most_turn_tokens=settings.most_turn_tokens,
        most_conversation_tokens=settings.most_conversation_tokens,
        most_conversation_cost=settings.most_conversation_cost,
        input_price=settings.input_price,
        output_price=settings.output_price,
    )


def rate_limits(settings: Settings) -> RateLimits:
    """Return the rate limits of the settings.

    Raises:
        ValueError: when the address for the counts is not that of a Redis.
    """
    url = settings.limits_url.get_secret_value() if settings.limits_url is not None else None
    rates: dict[str, str] = {
        "chat": settings.chat_rate,
        "reveal": settings.reveal_rate,
        "read": settings.read_rate,
        "change": settings.change_rate,
    }
    return RateLimits(rates, uri=url)
