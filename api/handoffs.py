"""Builds the delivery of hand-offs from the settings."""

import httpx

from agent.conversations.conversation_store import ConversationStore
from agent.handoff.delivery import HandoffDelivery, NoHandoffs
from agent.handoff.note import hashed_orders, plain_orders
from agent.handoff.webhook import TIMEOUT_S, Webhook
from agent.telemetry.traces import Telemetry
from api.settings import Settings
from core.clock import Clock


def configured_handoffs(
    settings: Settings,
    conversations: ConversationStore,
    *,
    clock: Clock,
    telemetry: Telemetry,
    http: httpx.AsyncClient | None = None,
) -> NoHandoffs:
    """Return what announces to the webhook of the settings that a customer asks for a person.

    ``http`` is the client that posts, which is closed with it; by default a new one.
    """
    if settings.handoff_url is None or settings.handoff_secret is None:
        return NoHandoffs()
    secret = settings.handoff_secret.get_secret_value()
    webhook = Webhook(settings.handoff_url, secret=secret, http=http or httpx.AsyncClient(timeout=TIMEOUT_S))
    return HandoffDelivery(
        conversations.handoffs,
        webhook,
        order_reference=plain_orders if settings.handoff_orders == "plain" else hashed_orders(secret),
        clock=clock,
        figures=telemetry.figures,
    )
