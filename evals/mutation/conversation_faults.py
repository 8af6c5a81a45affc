"""Faults of what a conversation keeps from one turn to the next."""

from agent.turn_events import Usage
from evals.mutation.patching import fault_at
from evals.mutation.replacements import always, giving

FAULTS = (
    fault_at(
        "earlier-order-forgotten",
        "A conversation does not know what it has spoken of.",
        "agent.conversations.conversation:Conversation.recent_orders",
        always(()),
        ("outcome",),
        "conversation",
    ),
    fault_at(
        "first-one-is-the-last",
        "The orders of an answer are remembered the wrong way round.",
        "agent.conversations.conversation:Conversation.listed_orders",
        giving(lambda orders: orders[::-1]),
        ("amounts", "requests"),
        "conversation",
        "ambiguous",
        "several-orders",
    ),
    fault_at(
        "earlier-turns-not-sent",
        "A model is not told what was asked and answered before.",
        "agent.provider.chat_history:history",
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
        "What a conversation took of a provider is what its last turn took.",
        "agent.finished_answer:spent_in",
        always(Usage(input_tokens=0, output_tokens=0)),
        ("usage",),
        "conversation",
    ),
)
