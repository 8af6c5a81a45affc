"""Conversations in SQLite: complete turns only, each conversation for exactly the principal who began it.

What is stored holds tokens and references, no personal data: the vault keeps digests and last fours, never values, and
who owns a conversation and which customers it is about are keyed hashes.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from agent.errors import ConversationsUnavailable, ConversationUnknown, TurnInProgress
from agent.events import Answer, Outcome
from guardrails.vault import Vault, VaultEntry
from rewards.identity import Principal

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    conversation_id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    next_fact INTEGER NOT NULL,
    vault TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS conversations_by_age ON conversations (updated_at);
CREATE TABLE IF NOT EXISTS conversation_customers (
    conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    customer TEXT NOT NULL,
    PRIMARY KEY (conversation_id, customer)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS conversations_by_customer ON conversation_customers (customer);
CREATE TABLE IF NOT EXISTS turns (
    conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    number INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (conversation_id, number)
) STRICT;
"""
# A turn waits on the event loop for another process's write, so not for long.
_BUSY_S = 0.25
_VAULT = TypeAdapter(dict[str, VaultEntry])

MakeVault = Callable[[Mapping[str, VaultEntry]], Vault]
Hashed = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A finished turn: the question with tokens, the answer with references."""

    number: int
    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as one turn finds it."""

    conversation_id: str
    owner: str
    turns: tuple[Turn, ...]
    next_fact: int
    vault: Vault

    @property
    def next_turn(self) -> int:
        return len(self.turns) + 1

    @property
    def recent_orders(self) -> tuple[str, ...]:
        """The orders of the last turn that was about any."""
        for turn in reversed(self.turns):
            orders = dict.fromkeys(card.business_reference_id for card in turn.answer.cashback)
            if orders and turn.answer.outcome is not Outcome.NEEDS_INPUT:
                return tuple(orders)
        return ()


class Conversations:
    """Keeps conversations. The claims of running turns are of this process."""

    def __init__(self, path: Path | str, *, make_vault: MakeVault, hashed: Hashed) -> None:
        """``hashed`` gives the keyed hash of an identity or a customer; the same key finds them again."""
        self._make_vault = make_vault
        self._hashed = hashed
        self._running: set[str] = set()
        with _translated():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_S)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA foreign_keys=ON")
            self._db.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten, not only unlinked
            self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    def claim(self, principal: Principal, conversation_id: str | None, *, now: datetime) -> Conversation:
        """Take a conversation for one turn; ``release`` gives it back.

        Raises:
            ConversationUnknown: it does not exist or is not this principal's.
            TurnInProgress: it is taken already.
            ConversationsUnavailable: the file cannot be read.
        """
        if conversation_id is None:
            conversation_id = f"conv_{secrets.token_urlsafe(12)}"
            conversation = Conversation(conversation_id, self._owner(principal), (), 1, self._make_vault({}))
        else:
            conversation = self.read(principal, conversation_id)
        if self.is_running(conversation_id):
            raise TurnInProgress
        self._running.add(conversation_id)
        return conversation

    def release(self, conversation: Conversation) -> None:
        self._running.discard(conversation.conversation_id)

    def is_running(self, conversation_id: str) -> bool:
        """Tell whether a turn of this process holds the conversation."""
        return conversation_id in self._running

    def store(
        self,
        conversation: Conversation,
        turn: Turn,
        *,
        next_fact: int,
        vault: Vault,
        customers: Collection[str],
        now: datetime,
    ) -> None:
        """Add a complete turn in one transaction. ``customers`` are those that the turn was about.

        Raises:
            ConversationUnknown: the conversation was erased while the turn ran.
            ConversationsUnavailable: the file cannot be written; nothing of the turn is kept.
        """
        kept = _VAULT.dump_json(dict(vault.export())).decode()
        with _translated(), self._transaction():
            if conversation.turns and not self._exists(conversation.conversation_id):
                raise ConversationUnknown
            self._db.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (conversation_id) DO UPDATE SET"
                " updated_at = excluded.updated_at, next_fact = excluded.next_fact, vault = excluded.vault",
                (conversation.conversation_id, conversation.owner, now.isoformat(), now.isoformat(), next_fact, kept),
            )
            self._db.execute(
                "INSERT INTO turns VALUES (?, ?, ?, ?)",
                (conversation.conversation_id, turn.number, turn.question, turn.answer.model_dump_json()),
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO conversation_customers VALUES (?, ?)",
                [(conversation.conversation_id, self._hashed(customer)) for customer in customers],
            )

    def purge(self, *, before: datetime) -> int:
        """Delete the conversations whose last turn is older than ``before``, and tell how many there were.

        Raises:
            ConversationsUnavailable: the file cannot be written.
        """
        return self._delete("updated_at < ?", before.astimezone(UTC).isoformat())

    def erase(self, customer_id: str) -> int:
        """Delete every conversation that was about this customer, and tell how many there were.

        Raises:
            ConversationsUnavailable: the file cannot be written.
        """
        about = "conversation_id IN (SELECT conversation_id FROM conversation_customers WHERE customer = ?)"
        return self._delete(about, self._hashed(customer_id))

    def _delete(self, condition: str, value: str) -> int:
        with _translated():
            with self._transaction():
                deleted = self._db.execute(f"DELETE FROM conversations WHERE {condition}", (value,))  # noqa: S608
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log still holds the pages as they were
        return deleted.rowcount

    def _exists(self, conversation_id: str) -> bool:
        found = self._db.execute("SELECT 1 FROM conversations WHERE conversation_id = ?", (conversation_id,))
        return found.fetchone() is not None

    def read(self, principal: Principal, conversation_id: str) -> Conversation:
        """Give a conversation as it is stored, without a claim on it.

        Raises:
            ConversationUnknown: it does not exist or is not this principal's.
            ConversationsUnavailable: the file cannot be read.
        """
        owner = self._owner(principal)
        with _translated():
            row = self._db.execute(
                "SELECT next_fact, vault FROM conversations WHERE conversation_id = ? AND owner = ?",
                (conversation_id, owner),
            ).fetchone()
            if row is None:
                raise ConversationUnknown
            rows = self._db.execute(
                "SELECT number, question, answer FROM turns WHERE conversation_id = ? ORDER BY number",
                (conversation_id,),
            ).fetchall()
        try:
            turns = tuple(Turn(number, asked, Answer.model_validate_json(answer)) for number, asked, answer in rows)
            vault = self._make_vault(_VAULT.validate_json(row[1]))
        except ValueError:
            # Not chained: it would quote what is stored.
            raise ConversationsUnavailable from None
        return Conversation(conversation_id, owner, turns, row[0], vault)

    def _owner(self, principal: Principal) -> str:
        """Name the owner: case and customer belong to it, so that no history crosses from one case to another."""
        parts = (principal.role.value, principal.subject, principal.case_id, principal.customer_id)
        return self._hashed(json.dumps(parts))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise ConversationsUnavailable from error
