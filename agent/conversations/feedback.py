"""Feedback on turns: what is kept of it, beside the conversation, and how it is stored and read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update

from agent.conversations.conversation import Turn
from agent.conversations.database import Database
from agent.conversations.tables import conversations, feedback, format_instant, turns
from agent.conversations.vault_entries import dump_entries
from agent.errors import ConversationsUnavailable, ConversationUnknown
from agent.turn_events import Answer
from core.identity.tokens import Principal
from guardrails.fail_closed import FailClosed
from guardrails.pii.vault import Vault

LONGEST_COMMENT = 1000  # characters


class Rating(StrEnum):
    UP = "up"
    DOWN = "down"


class FeedbackReason(StrEnum):
    """Why an answer was not good: a closed set."""

    WRONG_FIGURE = "wrongFigure"
    WRONG_ORDER = "wrongOrder"
    INCOMPLETE = "incomplete"
    NOT_UNDERSTOOD = "notUnderstood"
    WORDING = "wording"
    OTHER = "other"


class DraftUse(StrEnum):
    """What was done with the reply draft."""

    COPIED = "copied"
    INSERTED = "inserted"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody says about one turn. None is not said, and leaves what was said before."""

    rating: Rating | None = None
    reason: FeedbackReason | None = None
    comment: str | None = None
    use: DraftUse | None = None


@dataclass(frozen=True, slots=True)
class RatedTurn:
    """A turn with its feedback, after the turns before it. Texts hold tokens and references."""

    conversation_id: str
    turns: tuple[Turn, ...]  # the last of which is the one that the feedback is about
    feedback: Feedback
    at: datetime


class FeedbackStore:
    """Stores the feedback of one database of conversations; it is deleted with its turn."""

    def __init__(
        self, database: Database, *, owner: Callable[[Principal], str], make_vault: Callable[[str], Vault]
    ) -> None:
        """``owner`` is the hash of a principal, ``make_vault`` builds a vault from the stored entries of one."""
        self._database = database
        self._owner = owner
        self._make_vault = make_vault

    async def add(
        self, principal: Principal, conversation_id: str, number: int, said: Feedback, *, now: datetime
    ) -> Feedback:
        """Store feedback on a turn, and return what of it differs from what was said before.

        Personal data in the comment is stored as tokens of the conversation.

        Raises:
            ConversationUnknown: there is no such turn in a conversation of this principal.
            ConversationsUnavailable: the database failed.
            RedactionFailed: the comment cannot be searched for personal data.
        """
        own = and_(conversations.c.conversation_id == conversation_id, conversations.c.owner == self._owner(principal))
        of_turn = and_(turns.c.conversation_id == conversation_id, turns.c.number == number)

        def work() -> Feedback:
            with self._database.engine.begin() as connection:
                vault = connection.execute(select(conversations.c.vault).where(own).with_for_update()).scalar()
                if vault is None or connection.execute(select(turns.c.number).where(of_turn)).one_or_none() is None:
                    raise ConversationUnknown
                comment = said.comment
                if comment is not None:
                    comment, entries = self._redacted(comment, vault)
                    connection.execute(update(conversations).where(own).values(vault=entries))
                return _write(connection, (conversation_id, number), replace(said, comment=comment), now)

        return await self._database.run(work)

    def _redacted(self, comment: str, entries: str) -> tuple[str, str]:
        """Return a comment with tokens, and the entries of the vault that knows them."""
        vault = self._make_vault(entries)
        with FailClosed("redaction"):
            kept = vault.admit(comment)
        return kept, dump_entries(vault)

    def rated(self) -> Iterator[RatedTurn]:
        """Yield every turn that has feedback, the oldest feedback first. It blocks: only commands use it.

        Raises:
            ConversationsUnavailable: the database failed, or what it holds cannot be parsed.
        """
        for row in self._database.run_now(self._rows):
            if rated := self._database.run_now(partial(self._rated, row)):
                yield rated

    def _rows(self) -> Sequence[Row[Any]]:
        with self._database.reading() as connection:
            return connection.execute(select(feedback).order_by(feedback.c.updated_at)).all()

    def _rated(self, row: Row[Any]) -> RatedTurn | None:
        """Return a turn with its feedback; None where the conversation has been deleted in the meantime."""
        until = and_(turns.c.conversation_id == row.conversation_id, turns.c.number <= row.number)
        with self._database.reading() as connection:
            found = connection.execute(select(turns).where(until).order_by(turns.c.number)).all()
        if not found or found[-1].number != row.number:
            return None
        try:
            loaded = (Turn(t.number, t.question, Answer.model_validate_json(t.answer), t.revision) for t in found)
            said = Feedback(
                rating=row.rating and Rating(row.rating),
                reason=row.reason and FeedbackReason(row.reason),
                comment=row.comment,
                use=row.used and DraftUse(row.used),
            )
            return RatedTurn(row.conversation_id, tuple(loaded), said, datetime.fromisoformat(row.updated_at))
        except ValueError:
            raise ConversationsUnavailable from None  # not chained: the message would quote stored data


def _write(connection: Connection, place: tuple[str, int], said: Feedback, now: datetime) -> Feedback:
    """Write redacted feedback on a turn over what was said before, and return what differs from it."""
    conversation_id, number = place
    row = and_(feedback.c.conversation_id == conversation_id, feedback.c.number == number)
    columns = (feedback.c.rating, feedback.c.reason, feedback.c.comment, feedback.c.used)
    known = connection.execute(select(*columns).where(row)).one_or_none()
    values = {"rating": said.rating, "reason": said.reason, "comment": said.comment, "used": said.use}
    given = {name: str(value) for name, value in values.items() if value is not None}
    given["updated_at"] = format_instant(now)
    if known is None:
        connection.execute(insert(feedback), given | {"conversation_id": conversation_id, "number": number})
        return said
    connection.execute(update(feedback).where(row).values(given))
    return Feedback(
        rating=None if said.rating == known.rating else said.rating,
        reason=None if said.reason == known.reason else said.reason,
        comment=None if said.comment == known.comment else said.comment,
        use=None if said.use == known.used else said.use,
    )
