"""Puts the agent together from settings, a data folder and a way to the rewards API."""

from dataclasses import dataclass
from pathlib import Path

import httpx

from agent.build import MakeOffline, offline_model
from agent.conversation import Conversations
from agent.models import ProviderModel, openai_model
from agent.turn import Agent
from api.keeping import derived, open_conversations
from api.settings import Settings
from guardrails.audit import JsonLinesAudit, ResourceHash
from guardrails.cedar import CedarPolicy
from guardrails.pii import build_detector
from guardrails.tool_seam import ToolSeam
from rewards.clock import Clock
from rewards.identity import Tokens
from tools.client import RewardsClient


@dataclass(frozen=True, slots=True)
class Service:
    """A ready agent and what has to be closed after it."""

    agent: Agent
    client: RewardsClient
    conversations: Conversations
    audit: JsonLinesAudit

    async def aclose(self) -> None:
        await self.client.aclose()
        self.conversations.close()
        self.audit.close()


def build_service(
    settings: Settings,
    *,
    data: Path,
    secret: str,
    tokens: Tokens,
    clock: Clock,
    rewards: httpx.AsyncClient,
    make_offline: MakeOffline = offline_model,
    provider: ProviderModel | None = None,
) -> Service:
    """Build the agent over a data folder, which must exist.

    ``make_offline`` makes the model of turns without provider; ``provider`` stands in for the one of the settings.

    Raises:
        ConversationsUnavailable: when the conversations cannot be opened.
        OSError: when the audit log cannot be opened.
    """
    detector = build_detector()
    conversations = open_conversations(data, secret=secret, make_detector=lambda: detector)
    audit = JsonLinesAudit(data / "audit.jsonl")
    client = RewardsClient(rewards)
    seam = ToolSeam(
        client=client,
        tokens=tokens,
        policy=CedarPolicy(),
        audit=audit,
        hashed=ResourceHash(derived(secret, "audit")),
        clock=clock,
    )
    agent = Agent(
        seam=seam,
        conversations=conversations,
        clock=clock,
        provider=provider or _provider(settings),
        make_offline=make_offline,
    )
    return Service(agent, client, conversations, audit)


def _provider(settings: Settings) -> ProviderModel | None:
    if settings.openai_api_key is None or not settings.has_provider:
        return None
    return openai_model(
        api_key=settings.openai_api_key.get_secret_value(), base_url=settings.openai_base_url, model=settings.model
    )
