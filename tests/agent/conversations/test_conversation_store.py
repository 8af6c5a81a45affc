"""Conversations: their owners, their retention, and their erasure."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from agent.conversations.conversation import Conversation
from agent.conversations.conversation_store import ConversationStore
from agent.conversations.tables import metadata
from agent.errors import ConversationUnknown
from core.identity.tokens import Principal, Role
from tests.agent.conversations.conftest import add_turn, opened, stored_conversation
from tests.harness import AGENT, LEAD
from tests.story_order import CUSTOMER, NOW

OTHER = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-2", customer_id="CUST-2002")


async def is_there(conversations: ConversationStore, principal: Principal, conversation: Conversation) -> bool:
    try:
        await conversations.read(principal, conversation.conversation_id)
    except ConversationUnknown:
        return False
    return True


async def test_a_conversation_is_its_owners_only(kept: ConversationStore) -> None:
    conversation = await stored_conversation(kept, AGENT, customers=(CUSTOMER,))

    assert await is_there(kept, AGENT, conversation)
    for other in (OTHER, LEAD, AGENT.model_copy(update={"subject": "meera"})):
        assert not await is_there(kept, other, conversation)


async def test_a_purge_takes_what_is_past_its_time_and_leaves_the_rest(kept: ConversationStore) -> None:
    old = await stored_conversation(kept, AGENT, customers=(CUSTOMER,), age_days=91)
    young = await stored_conversation(kept, AGENT, customers=(CUSTOMER,), age_days=89)

    assert kept.purge(before=NOW - timedelta(days=90)) == 1
    assert (await is_there(kept, AGENT, old), await is_there(kept, AGENT, young)) == (False, True)
    assert kept.purge(before=NOW - timedelta(days=90)) == 0


async def test_a_later_turn_keeps_a_conversation(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept, AGENT, customers=(CUSTOMER,), age_days=91)
    await add_turn(kept, await kept.claim(AGENT, begun.conversation_id, now=NOW))

    assert kept.purge(before=NOW - timedelta(days=90)) == 0


async def test_an_erasure_takes_every_conversation_about_the_customer(kept: ConversationStore) -> None:
    """Including a lead's conversation that was about the customer among others."""
    own = await stored_conversation(kept, AGENT, customers=(CUSTOMER,))
    of_lead = await stored_conversation(kept, LEAD, customers=("CUST-2002", CUSTOMER))
    foreign = await stored_conversation(kept, OTHER, customers=("CUST-2002",))

    assert kept.erase(CUSTOMER) == 2
    assert [await is_there(kept, *pair) for pair in ((AGENT, own), (LEAD, of_lead), (OTHER, foreign))] == [
        False,
        False,
        True,
    ]


async def test_what_is_erased_is_not_left_in_the_file(tmp_path: Path) -> None:
    kept = opened(tmp_path / "conversations.sqlite3")
    await stored_conversation(kept, AGENT, customers=(CUSTOMER,))
    assert b"words that are kept" in bytes_in(tmp_path)

    kept.erase(CUSTOMER)

    assert b"words that are kept" not in bytes_in(tmp_path)
    kept.close()


async def test_no_customer_or_case_is_stored_in_clear(kept: ConversationStore) -> None:
    await stored_conversation(kept, AGENT, customers=(CUSTOMER,))

    with kept._database.reading() as connection:
        rows = repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])
    assert "words that are kept" in rows
    for value in (CUSTOMER, AGENT.case_id, AGENT.subject):
        assert str(value) not in rows


async def test_a_turn_that_outlives_its_conversation_is_not_stored(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept, AGENT, customers=(CUSTOMER,))
    running = await kept.claim(AGENT, begun.conversation_id, now=NOW)
    kept.erase(CUSTOMER)

    with pytest.raises(ConversationUnknown):
        await add_turn(kept, running)
    assert not await is_there(kept, AGENT, begun)


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("conversations.sqlite3*")))
