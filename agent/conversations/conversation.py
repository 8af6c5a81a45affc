"""A conversation, its turns, and what a new turn has to know about the earlier ones.

What is stored holds tokens and references, no personal data: the vault keeps digests and last four digits, never
values; the owner of a conversation and the customers it is about are keyed hashes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from agent.errors import TurnNotLast
from agent.handoff.note import HandoffNote
from agent.turn_events import Answer, Outcome
from guardrails.pii.vault import Vault, VaultEntry

MakeVault = Callable[[Mapping[str, VaultEntry]], Vault]
Hashed = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A finished turn: the question with tokens, the answer with references.

    ``revision`` counts the answers that this turn has had: 2 for the first that replaced another.
    """

    number: int
    question: str
    answer: Answer
    revision: int = 1
    handoff: HandoffNote | None = None  # to store with it, where it asks for a person

    @property
    def orders(self) -> tuple[str, ...]:
        """The orders that its answer was about, in order of mention; none when it only asked which order was meant."""
        if self.answer.outcome is Outcome.NEEDS_INPUT:
            return ()
        spans = self.answer.statements
        return tuple(dict.fromkeys(s.business_reference_id for s in spans if s.business_reference_id))


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as one turn sees it: its last turns, and the orders that earlier ones were about."""

    conversation_id: str
    owner: str
    turns: tuple[Turn, ...]
    next_fact: int
    vault: Vault
    title: str = ""
    orders: tuple[str, ...] = ()  # of all turns, latest first
    statement_numbers: Mapping[str, int] = field(default_factory=dict)  # by a statement's key
    claim: str = ""  # identifies the turn that holds it; empty when the conversation was only read
    is_stored: bool = False  # False before its first turn is complete
    replaced: Turn | None = None  # the turn that the next one replaces, which is not among ``turns``

    def without_turn(self, number: int) -> "Conversation":
        """Return the conversation as it was before its last turn, which the next one replaces.

        Raises:
            TurnNotLast: that is not the number of the last turn.
        """
        if not self.turns or self.turns[-1].number != number:
            raise TurnNotLast
        *before, last = self.turns
        spoken = {order for turn in before for order in turn.orders}
        orders = tuple(order for order in self.orders if order in spoken or order not in last.orders)
        return replace(self, turns=tuple(before), orders=orders, replaced=last)

    @property
    def next_turn(self) -> int:
        if self.replaced is not None:
            return self.replaced.number
        return self.turns[-1].number + 1 if self.turns else 1

    @property
    def next_revision(self) -> int:
        return self.replaced.revision + 1 if self.replaced is not None else 1

    @property
    def recent_orders(self) -> tuple[str, ...]:
        """The orders of the last turn that was about any order."""
        return next((turn.orders for turn in reversed(self.turns) if turn.orders), self.orders[:1])

    @property
    def earlier_orders(self) -> tuple[str, ...]:
        """The orders of the turns before that one, latest first."""
        by_turn = [*(turn.orders for turn in reversed(self.turns) if turn.orders), self.orders]
        found = (order for orders in by_turn[1:] for order in orders)
        return tuple(dict.fromkeys(order for order in found if order not in self.recent_orders))

    @property
    def spoken_statements(self) -> frozenset[str]:
        """The ids of the statements that the turns made."""
        return frozenset(span.statement_id for turn in self.turns for span in turn.answer.statements)

    @property
    def spoken_orders(self) -> frozenset[str]:
        """The orders that the turns were about."""
        return frozenset(order for turn in self.turns for order in turn.orders)

    @property
    def listed_orders(self) -> tuple[str, ...]:
        """The orders that the last turn offered to choose from."""
        choices = self.turns[-1].answer.choices if self.turns else []
        return tuple(choice.business_reference_id for choice in choices)


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation in a list. Its title holds tokens; times are ISO 8601 in UTC."""

    conversation_id: str
    title: str
    created_at: str
    updated_at: str
    vault: Vault
