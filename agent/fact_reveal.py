"""The request to reveal the gift card that a fact of a conversation stands for."""

from agent.conversations.conversation_store import ConversationStore
from agent.errors import ConversationUnknown
from core.identity.tokens import Principal
from guardrails.authorization.gift_card_reveal import Reveal
from guardrails.authorization.revealed_cards import card_of_fact


async def reveal_of_fact(
    conversations: ConversationStore, principal: Principal, conversation_id: str, fact_id: str, *, request_id: str
) -> Reveal:
    """Return the request; it has no card where the conversation or the fact does not exist for this principal."""
    try:
        conversation = await conversations.read(principal, conversation_id)
    except ConversationUnknown:
        return Reveal(principal, conversation_id, request_id, card=None, vault=None)
    facts = (fact for turn in conversation.turns for fact in turn.answer.facts if fact.fact_id == fact_id)
    card = card_of_fact(next(facts, None), conversation.vault)
    return Reveal(principal, conversation_id, request_id, card=card, vault=conversation.vault)
