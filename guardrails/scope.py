"""What belongs to one turn and to nobody else: who asks, their vault, their facts, what was found."""

import asyncio
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from guardrails.budget import Budget
from guardrails.grounding import Figure, Grounds
from guardrails.guard_time import GuardTime
from guardrails.vault import Vault
from rewards.contract import SourceName, SourceStatus
from rewards.identity import Principal, Role
from tools.facts import FactBook
from tools.phrases import OUR_RECORDS
from tools.result import Fact, ModelView, ToolOutcome, ToolStatus

_SOURCES = frozenset(name.value for name in SourceName)
_ANSWERED = {SourceStatus.OK, SourceStatus.EMPTY, SourceStatus.STALE}


@dataclass(frozen=True, slots=True)
class Place:
    """A lookup's place among those of its turn."""

    before: asyncio.Event | None

    async def reached(self) -> None:
        """Wait until all lookups that were asked for earlier have left their results."""
        if self.before is not None:
            await self.before.wait()


class Queue:
    """Lets lookups run side by side and leave their results in the order in which they were asked for.

    Else which of two was quicker would show in the ids of facts and in the order of events: and how long a lookup takes
    may depend on records that the caller must not know of.
    """

    def __init__(self) -> None:
        self._last: asyncio.Event | None = None

    @contextmanager
    def place(self) -> Iterator[Place]:
        """Take the next place; it is given up at the end of the block."""
        before, done = self._last, asyncio.Event()
        self._last = done
        try:
            yield Place(before)
        finally:
            done.set()


@dataclass(slots=True)
class TurnScope:
    """Made anew for every turn and handed along as an argument; nothing of it is global."""

    principal: Principal
    vault: Vault
    book: FactBook
    conversation_id: str
    request_id: str
    outcomes: list[ToolOutcome] = field(default_factory=list)
    customers: set[str] = field(default_factory=set)  # whom the turn is about; for erasure, and never for an answer
    queue: Queue = field(default_factory=Queue)
    known_ids: set[str] = field(default_factory=set)  # order numbers that the answer may name
    claimed: frozenset[Figure] = frozenset()  # the figures of the user's own words
    released: list[str] = field(default_factory=list)  # sentences of the answer, as they went out
    budget: Budget = field(default_factory=Budget)  # of a provider's tokens
    guard_time: GuardTime = field(default_factory=GuardTime)
    lookups: int = 0  # begun, whatever became of them
    model_name: str = ""
    is_degraded: bool = False
    has_model_failed: bool = False  # the provider is not asked again in this turn
    _grounds: Grounds | None = None
    model_ends_at: float = math.inf  # on the event loop's clock: when the provider's time in this turn is up

    @property
    def facts(self) -> dict[str, Fact]:
        """The facts that this turn's answer may state, by id."""
        return self.book.facts

    @property
    def grounds(self) -> Grounds:
        """What a sentence that goes out now is held against."""
        if self._grounds is None or not self._grounds.are_of(self.facts, self.known_ids):
            self._grounds = Grounds(self.facts, self.known_ids)
        return self._grounds

    @property
    def has_found(self) -> bool:
        """Tell whether some lookup of this turn was made and answered."""
        return any(view.status in (ToolStatus.OK, ToolStatus.EMPTY) for view in self.views)

    @property
    def silent_sources(self) -> frozenset[str]:
        """Name the sources that did not answer a lookup of this turn; all of them, when a lookup was not answered.

        A customer is not told which one it is: of theirs only that there is one.
        """
        reports = (report for outcome in self.outcomes for report in outcome.sources)
        silent = frozenset(report.source for report in reports if report.status not in _ANSWERED)
        if any(view.status is ToolStatus.UNAVAILABLE for view in self.views):
            silent = _SOURCES
        is_customer = self.principal.role is Role.CUSTOMER
        return frozenset({OUR_RECORDS}) if is_customer and silent else silent

    @property
    def views(self) -> list[ModelView]:
        return [outcome.view for outcome in self.outcomes]
