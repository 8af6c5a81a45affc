"""Faults of what a conversation keeps from one turn to the next."""

from agent.turn_events import Usage
from evals.mutation.patching import fault_at
from evals.mutation.replacements import always, giving

FAULTS = (
    fault_at(
        "earlier-order-forgotten",
        "A conversation forgets the orders it was about.",
        "agent.conversations.conversation:Conversation.recent_orders",
        always(()),
        ("outcome",),
        "conversation",
    ),
    fault_at(
        "first-one-is-the-last",
        "The orders of an answer are remembered in reverse order.",
        "agent.conversations.conversation:Conversation.listed_orders",
        giving(lambda orders: orders[::-1]),
        ("amounts", "requests"),
        "conversation",
        "ambiguous",
        "several-orders",
    ),
    fault_at(
        "earlier-turns-not-sent",
        "Earlier turns are not sent to the model.",
        "agent.provider.chat_history:build_history",
        always([]),
        ("chatHistory",),
        "conversation",
    ),
    fault_at(
        "vault-not-kept",
        "The tokens of a conversation are forgotten after each turn.",
        "guardrails.pii.vault:Vault.export",
        always({}),
        ("reread",),
        "conversation",
        "gift-cards",
    ),
    fault_at(
        "usage-starts-over",
        "The usage of a conversation is that of its last turn.",
        "agent.finished_answer:get_usage",
        always(Usage(input_tokens=0, output_tokens=0)),
        ("usage",),
        "conversation",
    ),
)
