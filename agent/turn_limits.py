"""How much one conversation may cost. Beyond the limit the offline selector answers, and the answer says so."""

from dataclasses import dataclass
from decimal import Decimal

from agent.conversations.conversation import Conversation
from agent.errors import ConversationFull
from agent.turn_events import Usage

_PER = Decimal(1_000_000)  # prices are per million tokens


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """Limits of turns and conversations. Costs and prices are in the currency in which the provider is paid."""

    most_turns: int = 50  # of a conversation
    most_turn_tokens: int = 30_000  # of a provider: prompts and answers together
    most_conversation_tokens: int = 300_000
    most_conversation_cost: Decimal | None = None
    input_price: Decimal = Decimal(0)
    output_price: Decimal = Decimal(0)

    def require_room(self, conversation: Conversation) -> None:
        """Return if the conversation may have another turn.

        Raises:
            ConversationFull: it has had its maximum number of turns.
        """
        if conversation.next_turn > self.most_turns:
            raise ConversationFull

    def tokens_left(self, conversation: Conversation) -> int:
        """Return how many tokens the next turn may spend; 0 when the provider must not be asked."""
        spent = get_usage(conversation)
        if self.most_conversation_cost is not None and self._cost(spent) >= self.most_conversation_cost:
            return 0
        tokens = spent.input_tokens + spent.output_tokens
        return max(0, min(self.most_turn_tokens, self.most_conversation_tokens - tokens))

    def _cost(self, spent: Usage) -> Decimal:
        return (spent.input_tokens * self.input_price + spent.output_tokens * self.output_price) / _PER


def get_usage(conversation: Conversation) -> Usage:
    """Return the tokens that the conversation has spent so far."""
    turns = (*conversation.turns, conversation.replaced) if conversation.replaced else conversation.turns
    last = turns[-1].answer.usage if turns else None
    return last or Usage(input_tokens=0, output_tokens=0)
