"""Claims on conversations and the writing of complete turns, each within a transaction of the caller."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from agent.conversations.conversation import Conversation, Turn
from agent.conversations.tables import conversations, customers, format_instant, turns
from agent.errors import ConversationUnknown, TurnInProgress
from agent.handoff.outbox import add_note

LEASE = timedelta(minutes=3)  # longer than any turn: an older claim is that of a process that died


def claim_row(connection: Connection, conversation_id: str, owner: str, claim: str, now: datetime) -> Row[Any]:
    """Claim a conversation for one turn and return its row.

    Raises:
        ConversationUnknown: it does not exist or is not this owner's.
        TurnInProgress: another turn holds it.
    """
    until = now + LEASE
    free = or_(
        conversations.c.claimed_until.is_(None),
        conversations.c.claimed_until < format_instant(now),
        conversations.c.claimed_until > format_instant(until),  # the clock has been set back since then
    )
    own = and_(conversations.c.conversation_id == conversation_id, conversations.c.owner == owner)
    taking = (
        update(conversations)
        .where(own, free)
        .values(claimed_by=claim, claimed_until=format_instant(until))
        .returning(conversations)
    )
    row = connection.execute(taking).one_or_none()
    if row is None:
        known = connection.execute(select(conversations.c.owner).where(own)).one_or_none()
        raise ConversationUnknown if known is None else TurnInProgress
    return row


def release_claim(connection: Connection, conversation_id: str, claim: str) -> None:
    """End a claim; nothing happens if it has ended already."""
    held = and_(conversations.c.conversation_id == conversation_id, conversations.c.claimed_by == claim)
    connection.execute(update(conversations).where(held).values(claimed_by=None, claimed_until=None))


def write_turn(
    connection: Connection,
    conversation: Conversation,
    turn: Turn,
    values: Mapping[str, object],
    customer_hashes: Collection[str],
) -> None:
    """Write a complete turn and what the conversation remembers of it; one that it replaces goes in the same step.

    Raises:
        ConversationUnknown: the conversation was deleted.
        TurnInProgress: another turn has claimed it.
    """
    key = conversation.conversation_id
    if conversation.is_stored:
        _update_claimed_row(connection, conversation, values)
    else:
        begun = {"conversation_id": key, "owner": conversation.owner, "created_at": values["updated_at"]}
        connection.execute(insert(conversations), begun | dict(values))
    if conversation.replaced is not None:
        connection.execute(delete(turns).where(turns.c.conversation_id == key, turns.c.number == turn.number))
    kept = {"conversation_id": key, "number": turn.number, "question": turn.question, "revision": turn.revision}
    connection.execute(insert(turns), kept | {"answer": turn.answer.model_dump_json()})
    known = connection.scalars(select(customers.c.customer).where(customers.c.conversation_id == key))
    if new := set(customer_hashes) - set(known):
        connection.execute(insert(customers), [{"conversation_id": key, "customer": each} for each in new])
    if turn.handoff is not None:
        add_note(connection, turn.handoff)


def _update_claimed_row(connection: Connection, conversation: Conversation, values: Mapping[str, object]) -> None:
    """Update the row of a conversation that this turn still holds.

    Raises:
        ConversationUnknown: it was deleted.
        TurnInProgress: another turn has claimed it.
    """
    own = conversations.c.conversation_id == conversation.conversation_id
    held = and_(own, conversations.c.claimed_by == conversation.claim)
    if connection.execute(update(conversations).where(held).values(dict(values))).rowcount == 1:
        return
    known = connection.execute(select(conversations.c.owner).where(own)).one_or_none()
    raise ConversationUnknown if known is None else TurnInProgress
