"""A conversation, its turns, and what a new turn has to know of those before it.

What is kept holds tokens and references, no personal data: the vault keeps digests and last fours, never values, and
who owns a conversation and which customers it is about are keyed hashes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.events import Answer, Outcome
from guardrails.vault import Vault, VaultEntry

MakeVault = Callable[[Mapping[str, VaultEntry]], Vault]
Hashed = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A finished turn: the question with tokens, the answer with references."""

    number: int
    question: str
    answer: Answer

    @property
    def orders(self) -> tuple[str, ...]:
        """The orders that it was about; none when it only asked which was meant."""
        if self.answer.outcome is Outcome.NEEDS_INPUT:
            return ()
        return tuple(dict.fromkeys(card.business_reference_id for card in self.answer.cashback))


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as one turn finds it: its last turns, and of those before them the orders spoken of."""

    conversation_id: str
    owner: str
    turns: tuple[Turn, ...]
    next_fact: int
    vault: Vault
    title: str = ""
    orders: tuple[str, ...] = ()  # of all turns, the latest first
    claim: str = ""  # names the turn that holds it; empty when it was only read

    @property
    def next_turn(self) -> int:
        return self.turns[-1].number + 1 if self.turns else 1

    @property
    def recent_orders(self) -> tuple[str, ...]:
        """The orders of the last turn that was about any."""
        return next((turn.orders for turn in reversed(self.turns) if turn.orders), self.orders[:1])


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in a list. Its title holds tokens; times are ISO 8601 in UTC."""

    conversation_id: str
    title: str
    created_at: str
    updated_at: str
    vault: Vault
