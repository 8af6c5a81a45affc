"""The turns of support agents as leads look through them: by outcome, by feedback, by why the model did not answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, insert, select, tuple_

from agent.conversations.conversation import Turn
from agent.conversations.database import Database
from agent.conversations.feedback import DraftUse, Feedback, FeedbackReason, Rating
from agent.conversations.tables import conversations, feedback, format_instant, reviews, turns
from agent.errors import ConversationsUnavailable
from agent.turn_events import Answer, Outcome
from core.windows import Window
from guardrails.degradation import DegradedReason
from guardrails.pii.vault import Vault

Place = tuple[str, str, int]  # when, in which conversation, and its number there


@dataclass(frozen=True, slots=True)
class ReviewQuery:
    """Turns in a half-open window. What is None is not restricted; ``none`` is a turn without it, ``any`` one with."""

    window: Window
    outcome: Outcome | None = None
    rating: Rating | Literal["none"] | None = None
    degraded: DegradedReason | Literal["any", "none"] | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewedTurn:
    """A turn of a support agent, with the feedback on it. Texts hold tokens and references of ``vault``."""

    conversation_id: str
    at: datetime
    account: str
    turn: Turn
    feedback: Feedback | None
    vault: Vault

    @property
    def place(self) -> Place:
        return format_instant(self.at), self.conversation_id, self.turn.number


def write_review(connection: Connection, conversation_id: str, turn: Turn, *, account: str, at: datetime) -> None:
    """Write what a turn is found by, within the transaction that writes the turn."""
    reason = turn.answer.degraded_reason
    values = {
        "conversation_id": conversation_id,
        "number": turn.number,
        "at": format_instant(at),
        "account": account,
        "outcome": turn.answer.outcome.value,
        "degraded": None if reason is None else reason.value,
    }
    connection.execute(insert(reviews), values)


class ReviewStore:
    """Reads the turns of one database of conversations across their owners."""

    def __init__(self, database: Database, *, make_vault: Callable[[str], Vault]) -> None:
        self._database = database
        self._make_vault = make_vault

    async def list(self, query: ReviewQuery, *, limit: int, before: Place | None = None) -> Sequence[ReviewedTurn]:
        """Return turns of support agents, the latest first, starting after ``before``.

        Raises:
            ConversationsUnavailable: the database failed, or what it holds cannot be parsed.
        """
        key = tuple_(reviews.c.at, reviews.c.conversation_id, reviews.c.number)
        of_turn = and_(turns.c.conversation_id == reviews.c.conversation_id, turns.c.number == reviews.c.number)
        said = and_(feedback.c.conversation_id == reviews.c.conversation_id, feedback.c.number == reviews.c.number)
        joined = (
            reviews.join(turns, of_turn)
            .join(conversations, conversations.c.conversation_id == reviews.c.conversation_id)
            .outerjoin(feedback, said)
        )
        wanted = select(
            reviews.c.conversation_id,
            reviews.c.number,
            reviews.c.at,
            reviews.c.account,
            turns.c.question,
            turns.c.answer,
            turns.c.revision,
            conversations.c.vault,
            feedback.c.rating,
            feedback.c.reason,
            feedback.c.comment,
            feedback.c.used,
            feedback.c.updated_at.label("said_at"),
        )
        found = wanted.select_from(joined).where(*_conditions(query))
        if before is not None:
            found = found.where(key < before)
        ordered = found.order_by(reviews.c.at.desc(), reviews.c.conversation_id.desc(), reviews.c.number.desc())

        def work() -> Sequence[ReviewedTurn]:
            with self._database.reading() as connection:
                return [self._reviewed(row) for row in connection.execute(ordered.limit(limit))]

        return await self._database.run_reading(work)

    def _reviewed(self, row: Any) -> ReviewedTurn:
        try:
            said = Feedback(
                rating=row.rating and Rating(row.rating),
                reason=row.reason and FeedbackReason(row.reason),
                comment=row.comment,
                use=row.used and DraftUse(row.used),
            )
            return ReviewedTurn(
                conversation_id=row.conversation_id,
                at=datetime.fromisoformat(row.at),
                account=row.account,
                turn=Turn(row.number, row.question, Answer.model_validate_json(row.answer), row.revision),
                feedback=None if row.said_at is None else said,
                vault=self._make_vault(row.vault),
            )
        except ValueError:
            raise ConversationsUnavailable from None  # not chained: the message would quote stored data


def _conditions(query: ReviewQuery) -> list[ColumnElement[bool]]:
    window = query.window
    found = [reviews.c.at >= format_instant(window.start), reviews.c.at < format_instant(window.end)]
    if query.outcome is not None:
        found.append(reviews.c.outcome == query.outcome.value)
    if query.account is not None:
        found.append(reviews.c.account == query.account)
    match query.rating:
        case None:
            pass
        case "none":
            found.append(feedback.c.rating.is_(None))
        case rating:
            found.append(feedback.c.rating == rating)
    match query.degraded:
        case None:
            pass
        case "any":
            found.append(reviews.c.degraded.is_not(None))
        case "none":
            found.append(reviews.c.degraded.is_(None))
        case reason:
            found.append(reviews.c.degraded == reason)
    return found
