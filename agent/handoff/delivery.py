"""Delivers the notes of the outbox in the background, each until the webhook has accepted it."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from agent.conversations.conversation import Conversation
from agent.errors import ConversationsUnavailable
from agent.handoff.note import HandoffNote, OrderReference, asks_for_person, build_note
from agent.handoff.outbox import HandoffOutbox, TakenNote
from agent.handoff.webhook import Webhook
from agent.telemetry.metrics import TurnMetrics
from agent.turn_events import Answer
from core.clock import Clock
from core.identity.tokens import Principal, Role

logger = logging.getLogger(__name__)
POLL_S = 5.0  # how often the outbox is read: another process may have left a note
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
_DOUBLINGS = 12  # more would exceed the longest pause by far


class NoHandoffs:
    """No webhook is configured: hand-offs are announced in the page only."""

    def note_of(self, principal: Principal, conversation: Conversation, answer: Answer) -> HandoffNote | None:
        """Return the note to store with a turn; None for most turns."""
        return None

    def wake(self) -> None:
        """Deliver without waiting for the next poll: a note was stored."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Deliver in the background of the block."""
        yield


class HandoffDelivery(NoHandoffs):
    """The notes of one process: it makes them for its turns, and delivers its own and those that others left."""

    def __init__(
        self,
        outbox: HandoffOutbox,
        webhook: Webhook,
        *,
        order_reference: OrderReference,
        clock: Clock,
        figures: TurnMetrics,
    ) -> None:
        self._outbox = outbox
        self._webhook = webhook
        self._order_reference = order_reference
        self._clock = clock
        self._figures = figures
        self._added = asyncio.Event()

    def note_of(self, principal: Principal, conversation: Conversation, answer: Answer) -> HandoffNote | None:
        if principal.role is not Role.CUSTOMER or not asks_for_person(answer):
            return None
        return build_note(conversation, answer, now=self._clock.now(), order_reference=self._order_reference)

    def wake(self) -> None:
        self._added.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self._webhook.aclose()

    async def deliver_due(self) -> None:
        """Try each note that is due once, the oldest first.

        Raises:
            ConversationsUnavailable: the database failed; what was taken is due again after its lease.
        """
        while (note := await self._outbox.take(self._clock.now())) is not None:
            if await self._webhook.accepts(note.delivery_id, note.body, self._clock.now()):
                await self._outbox.delivered(note.delivery_id)
                self._figures.handoffs.labels("delivered").inc()
                continue
            await self._outbox.postpone(note.delivery_id, self._next_attempt(note))
            self._figures.handoffs.labels("refused").inc()
            logger.warning("a hand-off was not accepted", extra={"delivery_id": note.delivery_id})
        waiting = await self._outbox.waiting()
        self._figures.waiting_handoffs.set(waiting.count)
        self._figures.oldest_handoff_seconds.set(self._age(waiting.since))

    def _next_attempt(self, note: TakenNote) -> datetime:
        """Return when to try again: later each time, and not at the same moment for all that failed together."""
        pause: timedelta = min(FIRST_PAUSE * 2 ** min(note.attempts, _DOUBLINGS), LONGEST_PAUSE)
        return self._clock.now() + pause * random.uniform(0.75, 1.0)  # noqa: S311 - not for security

    def _age(self, since: str | None) -> float:
        return 0.0 if since is None else (self._clock.now() - datetime.fromisoformat(since)).total_seconds()

    async def _run(self) -> None:
        while True:
            self._added.clear()
            try:
                await self.deliver_due()
            except ConversationsUnavailable:
                logger.warning("the outbox of hand-offs cannot be read")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._added.wait(), POLL_S)
