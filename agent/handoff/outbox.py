"""The outbox of hand-offs: rows beside the conversations, written with the turn and deleted once they are delivered.

A note is in the same transaction as its turn, so a process that is killed at any point loses neither and repeats at
most one delivery. Taking a note postpones it: a process that dies with it leaves it to the next one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from agent.conversations.database import Database
from agent.conversations.tables import format_instant, handoffs
from agent.handoff.note import HandoffNote

LEASE = timedelta(minutes=1)  # longer than one attempt


@dataclass(frozen=True, slots=True)
class TakenNote:
    """A note that this process may deliver now: its body, and how often that was tried before."""

    delivery_id: str
    body: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many notes are not delivered, and since when the oldest one waits (ISO 8601 in UTC)."""

    count: int
    since: str | None


def add_note(connection: Connection, note: HandoffNote) -> None:
    """Add a note within the transaction of its turn. A turn that replaces another one replaces its note."""
    connection.execute(delete(handoffs).where(handoffs.c.delivery_id == note.delivery_id))
    connection.execute(
        insert(handoffs).values(
            delivery_id=note.delivery_id,
            conversation_id=note.conversation_id,
            body=note.model_dump_json(),
            requested_at=format_instant(note.requested_at),
            due_at=format_instant(note.requested_at),
            attempts=0,
        )
    )


class HandoffOutbox:
    """The notes that wait for their delivery, shared by every process on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, now: datetime) -> TakenNote | None:
        """Return the note that is due longest, for this process alone until ``LEASE`` has passed; None for none.

        Raises:
            ConversationsUnavailable: the database failed.
        """
        due = (
            select(handoffs.c.delivery_id)
            .where(handoffs.c.due_at <= format_instant(now))
            .order_by(handoffs.c.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        taking = (
            update(handoffs)
            .where(handoffs.c.delivery_id == due.scalar_subquery())
            .values(due_at=format_instant(now + LEASE), attempts=handoffs.c.attempts + 1)
            .returning(handoffs.c.delivery_id, handoffs.c.body, handoffs.c.attempts)
        )

        def work() -> TakenNote | None:
            with self._database.engine.begin() as connection:
                row = connection.execute(taking).one_or_none()
            return None if row is None else TakenNote(row.delivery_id, row.body, row.attempts - 1)

        return await self._database.run(work)

    async def delivered(self, delivery_id: str) -> None:
        """Remove a note: the webhook has accepted it."""

        def work() -> None:
            with self._database.engine.begin() as connection:
                connection.execute(delete(handoffs).where(handoffs.c.delivery_id == delivery_id))

        await self._database.run(work)

    async def postpone(self, delivery_id: str, until: datetime) -> None:
        """Let a note wait: the webhook did not accept it."""
        values = {"due_at": format_instant(until)}

        def work() -> None:
            with self._database.engine.begin() as connection:
                connection.execute(update(handoffs).where(handoffs.c.delivery_id == delivery_id).values(values))

        await self._database.run(work)

    async def waiting(self) -> Waiting:
        """Return what is not delivered yet."""

        def work() -> Waiting:
            with self._database.reading() as connection:
                count, since = connection.execute(select(func.count(), func.min(handoffs.c.requested_at))).one()
            return Waiting(count, since)

        return await self._database.run_reading(work)
