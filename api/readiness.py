"""Whether the chat service can answer: its policies, its database and the rewards API."""

import asyncio

import httpx

from agent.conversations.conversation_store import ConversationStore
from core.identity.tokens import SCOPE_READ, Principal, Role
from core.readiness import Readiness
from guardrails.authorization.policy import Policy

_PROBE = Principal(role=Role.SERVICE, subject="readiness", scopes=frozenset({SCOPE_READ}))


def build_readiness(*, policy: Policy, conversations: ConversationStore, rewards: httpx.AsyncClient) -> Readiness:
    """Return the checks of ``GET /health/ready``; their names are the codes of what is missing."""

    async def check_policies() -> None:
        await asyncio.to_thread(policy.may_converse, _PROBE)

    async def check_rewards() -> None:
        (await rewards.get("health/ready")).raise_for_status()

    return Readiness({"policies": check_policies, "database": conversations.check, "rewards": check_rewards})
