"""Turns when the file cannot be written, is damaged, or has an older schema."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from agent.conversations.conversation_store import ConversationStore
from agent.errors import ConversationsUnavailable
from tests.agent.conversations.conftest import add_turn, opened, stored_conversation
from tests.harness import AGENT
from tests.story_order import NOW

NAME = "conversations.sqlite3"


async def test_a_full_disk_refuses_the_turn_and_keeps_those_before(tmp_path: Path) -> None:
    kept = opened(tmp_path / NAME)
    begun = await stored_conversation(kept)
    running = await kept.claim(AGENT, begun.conversation_id, now=NOW)
    _limit_pages(kept)
    with pytest.raises(ConversationsUnavailable):
        await add_turn(kept, running, question="x" * 200_000)
    await kept.release(running)

    assert len((await kept.read(AGENT, begun.conversation_id)).turns) == 1
    assert (await kept.claim(AGENT, begun.conversation_id, now=NOW)).next_turn == 2
    kept.close()


async def test_a_database_that_only_reads_lets_conversations_be_read(tmp_path: Path) -> None:
    kept = opened(tmp_path / NAME)
    begun = await stored_conversation(kept)
    with kept._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")

    assert len((await kept.read(AGENT, begun.conversation_id)).turns) == 1
    assert len(await kept.list(AGENT, limit=9)) == 1
    with pytest.raises(ConversationsUnavailable):
        await kept.claim(AGENT, begun.conversation_id, now=NOW)
    kept.close()


def test_a_damaged_file_is_reported_at_once(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"not a database, but long enough to be taken for one" * 100)

    with pytest.raises(ConversationsUnavailable):
        opened(tmp_path / NAME)


def test_an_unreachable_database_is_reported_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(ConversationsUnavailable) as raised:
        opened(f"postgresql://me:secret-word@/none?host={tmp_path}")

    assert "secret-word" not in repr(raised.value.__cause__)


async def test_a_file_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / NAME)) as database:
        database.executescript(
            "CREATE TABLE conversations (conversation_id TEXT PRIMARY KEY, owner TEXT NOT NULL, created_at TEXT NOT"
            " NULL, updated_at TEXT NOT NULL, next_fact INTEGER NOT NULL, vault TEXT NOT NULL) STRICT;"
            "CREATE TABLE turns (conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE, number"
            " INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (conversation_id, number))"
            " STRICT;"
        )
        database.execute(
            "INSERT INTO conversations VALUES ('conv_old', ?, ?, ?, 1, '{}')",
            (_owner(tmp_path), NOW.isoformat(), NOW.isoformat()),
        )
        database.commit()
    kept = opened(tmp_path / NAME)
    old = await kept.claim(AGENT, "conv_old", now=NOW)

    assert (old.next_turn, old.title, old.orders, dict(old.statement_numbers)) == (1, "", (), {})
    kept.close()


def _owner(folder: Path) -> str:
    probe = opened(folder / "probe.sqlite3")
    owner = probe._owner(AGENT)
    probe.close()
    return owner


def _limit_pages(kept: ConversationStore) -> None:
    """Make SQLite refuse every new page, as on a full disk."""
    with kept._database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 4}")
