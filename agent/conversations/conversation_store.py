"""The store of conversations: complete turns only, each conversation for exactly the principal who began it.

A running turn claims its conversation in the database, so that every process refuses a second turn. A claim expires: a
process that dies leaves nothing locked.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, false, or_, select, tuple_, update

from agent.conversations.conversation import Conversation, ConversationSummary, Hashed, MakeVault, Turn
from agent.conversations.database import Database
from agent.conversations.feedback import FeedbackStore
from agent.conversations.reviews import ReviewStore, write_review
from agent.conversations.tables import conversations as table
from agent.conversations.tables import customers, format_instant, handoffs, reviews, turns
from agent.conversations.tables import feedback as feedback_table
from agent.conversations.turn_writing import claim_row, release_claim, write_turn
from agent.conversations.vault_entries import dump_entries, parse_entries
from agent.errors import ConversationsUnavailable, ConversationUnknown, TurnInProgress
from agent.handoff.outbox import HandoffOutbox
from agent.turn_events import Answer
from core.identity.tokens import Principal
from guardrails.pii.vault import Vault

logger = logging.getLogger(__name__)
MAX_CONTEXT_TURNS = 12  # how many of the last turns a new turn sees
MAX_ORDERS = 20
LONGEST_TITLE = 80
_ORDERS = TypeAdapter(list[str])
_NUMBERS = TypeAdapter(dict[str, int])


@dataclass(frozen=True, slots=True)
class _Claim:
    owner: str
    claim: str


class ConversationStore:
    """The store. ``purge`` and ``erase``, which only commands use, block; the other methods are awaited."""

    def __init__(self, where: Path | str, *, make_vault: MakeVault, hashed: Hashed) -> None:
        """``where`` is a file or a database's URL. ``hashed`` returns the keyed hash of an identity or a customer.

        Raises:
            ConversationsUnavailable: it cannot be opened.
        """
        self.make_vault = make_vault  # also for requests that belong to no conversation
        self._hashed = hashed
        self._running: dict[str, _Claim] = {}  # turns of this process, by conversation
        self._database = Database(where)
        self.handoffs = HandoffOutbox(self._database)
        self.feedback = FeedbackStore(self._database, owner=self._owner, make_vault=self._vault)
        self.reviews = ReviewStore(self._database, make_vault=self._vault)

    def close(self) -> None:
        self._database.close()

    def id_of_thread(self, principal: Principal, thread: str) -> str:
        """Return the id of the conversation that a client of this principal calls ``thread``: never that of others."""
        return f"conv_t{self._hashed(json.dumps([self._owner(principal), thread]))}"

    async def claim(
        self, principal: Principal, conversation_id: str | None, *, now: datetime, may_begin: bool = False
    ) -> Conversation:
        """Claim a conversation for one turn, a new one where none is named; ``release`` ends the claim.

        With ``may_begin``, one whose id is that of a thread begins when it does not exist.

        Raises:
            ConversationUnknown: it does not exist or is not this principal's.
            TurnInProgress: it is claimed already, here or in another process.
            ConversationsUnavailable: the database failed.
        """
        owner, claim = self._owner(principal), secrets.token_urlsafe(9)
        conversation = Conversation(conversation_id or _new_id(), owner, (), 1, self.make_vault({}), claim=claim)
        try:
            if conversation_id is not None:
                conversation = await self._claim_existing(conversation_id, owner, claim, now)
        except ConversationUnknown:
            if not may_begin or conversation_id in self._running:  # it may have begun while the database was asked
                raise TurnInProgress if may_begin else ConversationUnknown from None
        self._running[conversation.conversation_id] = _Claim(owner, claim)
        return conversation

    async def release(self, conversation: Conversation) -> None:
        """End the claim on a conversation; nothing happens if it was stored or released before."""
        held = self._running.get(conversation.conversation_id)
        if held is None or held.claim != conversation.claim:
            return
        del self._running[conversation.conversation_id]
        if not conversation.is_stored:
            return  # a new conversation has no row yet, so no claim either
        try:
            await self._release_claim(conversation.conversation_id, conversation.claim)
        except ConversationsUnavailable:
            logger.warning("a claim could not be released and is left to expire")

    async def store(
        self,
        conversation: Conversation,
        turn: Turn,
        *,
        next_fact: int,
        statement_numbers: Mapping[str, int],
        vault: Vault,
        customers: Collection[str],
        now: datetime,
        account: str | None = None,
    ) -> None:
        """Add a complete turn in one transaction and release the conversation.

        It takes the place of the turn that the conversation was opened to replace. ``customers`` are those that the
        turn was about, ``account`` is that of a support agent, whose turns leads may look through.

        Raises:
            ConversationUnknown: the conversation was deleted while the turn ran.
            TurnInProgress: the claim had expired and another turn claimed the conversation.
            ConversationsUnavailable: the database failed; nothing of the turn is stored.
        """
        orders = list(dict.fromkeys([*turn.orders, *conversation.orders]))[:MAX_ORDERS]
        values = {
            "updated_at": format_instant(now),
            "next_fact": next_fact,
            "statements": json.dumps(dict(statement_numbers)),
            "vault": dump_entries(vault),
            "orders": json.dumps(orders),
            "title": _title(conversation, turn),
            "claimed_by": None,
            "claimed_until": None,
        }
        hashes = {self._hashed(customer) for customer in customers}

        def work() -> None:
            with self._database.engine.begin() as connection:
                write_turn(connection, conversation, turn, values, hashes)
                if account is not None:
                    write_review(connection, conversation.conversation_id, turn, account=account, at=now)

        await self._database.run(work)
        self._running.pop(conversation.conversation_id, None)

    async def read(self, principal: Principal, conversation_id: str, *, most_turns: int | None = None) -> Conversation:
        """Return a stored conversation with its last turns, or all of them, without claiming it.

        Raises:
            ConversationUnknown: it does not exist or is not this principal's.
            ConversationsUnavailable: the database failed, or what it holds cannot be parsed.
        """
        owner = self._owner(principal)
        own = select(table).where(table.c.conversation_id == conversation_id, table.c.owner == owner)

        def work() -> Conversation:
            with self._database.reading() as connection:
                row = connection.execute(own).one_or_none()
                if row is None:
                    raise ConversationUnknown
                return self._load(connection, row, owner, most_turns=most_turns)

        return await self._database.run_reading(work)

    async def list(
        self, principal: Principal, *, limit: int, before: tuple[str, str] | None = None, containing: str = ""
    ) -> list[ConversationSummary]:
        """Return a principal's conversations, latest first, starting after ``before`` (updated at, id).

        Only those with ``containing`` in the title or a question, as they are stored: personal data is a token there.
        """
        query = select(table).where(table.c.owner == self._owner(principal))
        if containing:
            query = query.where(_contains(containing))
        if before is not None:
            query = query.where(tuple_(table.c.updated_at, table.c.conversation_id) < before)
        query = query.order_by(table.c.updated_at.desc(), table.c.conversation_id.desc()).limit(limit)

        def work() -> list[ConversationSummary]:
            with self._database.reading() as connection:
                return [self._summary(row) for row in connection.execute(query)]

        return await self._database.run_reading(work)

    async def rename(self, principal: Principal, conversation_id: str, title: str) -> ConversationSummary:
        """Change the title of a conversation; personal data in it is stored as tokens.

        Raises:
            ConversationUnknown: it does not exist or is not this principal's.
        """
        own = and_(table.c.conversation_id == conversation_id, table.c.owner == self._owner(principal))

        def work() -> ConversationSummary:
            with self._database.engine.begin() as connection:
                row = connection.execute(select(table).where(own).with_for_update()).one_or_none()
                if row is None:
                    raise ConversationUnknown
                vault = self._vault(row.vault)
                kept = vault.admit(title)[:LONGEST_TITLE]
                entries = dump_entries(vault)
                connection.execute(update(table).where(own).values(title=kept, vault=entries))
            return ConversationSummary(row.conversation_id, kept, row.created_at, row.updated_at, vault)

        return await self._database.run(work)

    async def delete(self, principal: Principal, conversation_id: str) -> None:
        """Delete a conversation with all its turns; a turn that is running in it will not be stored.

        Raises:
            ConversationUnknown: it does not exist or is not this principal's.
        """
        own = and_(table.c.conversation_id == conversation_id, table.c.owner == self._owner(principal))
        if await self._database.run(lambda: self._delete(own)) == 0:
            raise ConversationUnknown

    async def check(self) -> None:
        """Return when every table can be read and written; nothing is written.

        Raises:
            ConversationsUnavailable: otherwise.
        """

        def work() -> None:
            with self._database.engine.begin() as connection:
                for each in (handoffs, reviews, feedback_table, turns, customers, table):
                    connection.execute(delete(each).where(false()))

        await self._database.run(work)

    def purge(self, *, before: datetime) -> int:
        """Delete the conversations whose last turn is older than ``before``, and return how many there were.

        Raises:
            ConversationsUnavailable: the database failed.
        """
        return self._database.run_now(lambda: self._delete(table.c.updated_at < format_instant(before)))

    def erase(self, customer_id: str) -> int:
        """Delete every conversation that was about this customer, and return how many there were.

        Raises:
            ConversationsUnavailable: the database failed.
        """
        about = select(customers.c.conversation_id).where(customers.c.customer == self._hashed(customer_id))
        return self._database.run_now(lambda: self._delete(table.c.conversation_id.in_(about)))

    async def _claim_existing(self, conversation_id: str, owner: str, claim: str, now: datetime) -> Conversation:
        held = self._running.get(conversation_id)
        if held is not None and held.owner == owner:
            raise TurnInProgress

        def work() -> Conversation:
            with self._database.engine.begin() as connection:
                row = claim_row(connection, conversation_id, owner, claim, now)
                return self._load(connection, row, owner, most_turns=MAX_CONTEXT_TURNS, claim=claim)

        try:
            return await self._database.run(work)
        except asyncio.CancelledError:
            await self._release_claim(conversation_id, claim)
            raise

    async def _release_claim(self, conversation_id: str, claim: str) -> None:
        def work() -> None:
            with self._database.engine.begin() as connection:
                release_claim(connection, conversation_id, claim)

        await self._database.run(work)

    def _delete(self, condition: ColumnElement[bool]) -> int:
        with self._database.engine.begin() as connection:
            deleted = connection.execute(delete(table).where(condition)).rowcount
        if deleted:
            self._database.truncate_log()
        return deleted

    def _load(
        self, connection: Connection, row: Row[Any], owner: str, *, most_turns: int | None, claim: str = ""
    ) -> Conversation:
        last = select(turns).where(turns.c.conversation_id == row.conversation_id).order_by(turns.c.number.desc())
        found = connection.execute(last if most_turns is None else last.limit(most_turns)).all()
        try:
            loaded = [
                Turn(each.number, each.question, Answer.model_validate_json(each.answer), each.revision)
                for each in found
            ]
            vault, orders = self._vault(row.vault), tuple(_ORDERS.validate_json(row.orders))
            numbers = _NUMBERS.validate_json(row.statements)
        except ValueError:
            # Not chained: the message would quote stored data.
            raise ConversationsUnavailable from None
        return Conversation(
            conversation_id=row.conversation_id,
            owner=owner,
            turns=tuple(reversed(loaded)),
            next_fact=row.next_fact,
            vault=vault,
            title=row.title,
            orders=orders,
            statement_numbers=numbers,
            claim=claim,
            is_stored=True,
        )

    def _summary(self, row: Row[Any]) -> ConversationSummary:
        return ConversationSummary(
            row.conversation_id, row.title, row.created_at, row.updated_at, self._vault(row.vault)
        )

    def _vault(self, entries: str) -> Vault:
        return self.make_vault(parse_entries(entries))

    def _owner(self, principal: Principal) -> str:
        """Return the hash of the owner. Case and customer are part of it, so that no history crosses between cases."""
        parts = (principal.role.value, principal.subject, principal.case_id, principal.customer_id)
        return self._hashed(json.dumps(parts))


def _contains(text: str) -> ColumnElement[bool]:
    """Return the condition that a text is in the title or a question, without regard to case (in ASCII)."""
    asked = exists().where(
        turns.c.conversation_id == table.c.conversation_id, turns.c.question.icontains(text, autoescape=True)
    )
    return or_(table.c.title.icontains(text, autoescape=True), asked)


def _title(conversation: Conversation, turn: Turn) -> str:
    """Return the title: the first question, until somebody gives the conversation another name."""
    replaced = conversation.replaced
    is_of_replaced = replaced is not None and conversation.title == replaced.question[:LONGEST_TITLE]
    return turn.question[:LONGEST_TITLE] if is_of_replaced or not conversation.title else conversation.title


def _new_id() -> str:
    return f"conv_{secrets.token_urlsafe(12)}"
