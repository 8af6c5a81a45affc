"""The state of one turn, shared with no other: who asks, the vault, the facts, and what was found."""

import asyncio
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from core.identity.tokens import Principal
from guardrails.degradation import DegradedReason
from guardrails.guard_threads import GuardThreads
from guardrails.guard_timer import GuardTimer
from guardrails.pii.vault import Vault
from guardrails.token_budget import TokenBudget
from tools.cards import Fact
from tools.facts import FactBook
from tools.registry import TOOLS, Tool
from tools.tool_outcome import ToolOutcome


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """A lookup's place among those of its turn. ``number`` counts the lookups of the turn, from 1."""

    number: int
    before: asyncio.Event | None
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def reached(self) -> None:
        """Wait until all lookups that were requested earlier have delivered their results."""
        if self.before is not None:
            await self.before.wait()

    def release(self) -> None:
        """Let the next lookup deliver its result."""
        self.done.set()


class LookupQueue:
    """Lookups run concurrently and deliver their results in the order in which they were requested.

    Otherwise the ids of facts and the order of events would show which of two was faster, and how long a lookup takes
    may depend on records that the caller must not know of.
    """

    def __init__(self) -> None:
        self._last: QueuePlace | None = None

    def take(self, *, is_lookup: bool = True) -> QueuePlace:
        """Return the next place, which has to be released. A call that is no new lookup has a place and no number."""
        last = self._last
        number = (0 if last is None else last.number) + is_lookup
        self._last = QueuePlace(number, None if last is None else last.done)
        return self._last

    @contextmanager
    def place(self) -> Iterator[QueuePlace]:
        """Take the next place; it is released at the end of the block."""
        place = self.take()
        try:
            yield place
        finally:
            place.release()


@dataclass(slots=True)
class TurnScope:
    """Created for each turn and passed as an argument; nothing of it is global."""

    principal: Principal
    vault: Vault
    book: FactBook
    conversation_id: str
    request_id: str
    outcomes: list[ToolOutcome] = field(default_factory=list)
    customers: set[str] = field(default_factory=set)  # that the turn is about: for erasure, never for an answer
    tools: Mapping[str, Tool] = field(default_factory=lambda: TOOLS)  # the lookups that may be made in it
    queue: LookupQueue = field(default_factory=LookupQueue)
    selected: list[str] = field(default_factory=list)  # the ids of statements that a model chose, in order
    dropped_characters: int = 0  # that a model wrote beside its references
    budget: TokenBudget = field(default_factory=TokenBudget)  # of a provider's tokens
    guard_time: GuardTimer = field(default_factory=GuardTimer)
    guard_threads: GuardThreads = field(default_factory=GuardThreads)
    model_name: str = ""
    degraded: DegradedReason | None = None
    model_failure: DegradedReason | None = None  # with one, the provider is not called again in this turn
    model_ends_at: float = math.inf  # on the event loop's clock: when the provider's time in this turn is up

    @property
    def has_model_failed(self) -> bool:
        return self.model_failure is not None

    def fail_model(self, reason: DegradedReason) -> None:
        """Note that the model failed; of several reasons the first counts."""
        self.model_failure = self.model_failure or reason

    def degrade(self, reason: DegradedReason) -> None:
        """Note that the configured model does not answer this turn; of several reasons the first counts."""
        self.degraded = self.degraded or reason

    @property
    def facts(self) -> dict[str, Fact]:
        """The facts that this turn's answer may state, by id."""
        return self.book.facts
