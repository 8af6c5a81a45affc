"""Conversations: whose they are, for how long they are kept, and that they can be erased."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from agent.conversation import Conversation, Conversations, Turn
from agent.errors import ConversationUnknown
from agent.events import Answer, Outcome
from guardrails.audit import ResourceHash
from guardrails.vault import Vault
from rewards.identity import Principal, Role
from tests.harness import AGENT, LEAD, detector
from tests.story import CUSTOMER, NOW

OTHER = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-2", customer_id="CUST-2002")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    conversations = opened(tmp_path)
    yield conversations
    conversations.close()


def opened(folder: Path) -> Conversations:
    return Conversations(
        folder / "conversations.sqlite3",
        make_vault=lambda entries: Vault(detector(), entries=entries, key=b"v" * 32),
        hashed=ResourceHash(b"c" * 32),
    )


def told(
    conversations: Conversations, principal: Principal, *, customers: tuple[str, ...], age_days: int = 0
) -> Conversation:
    """Store one turn of a new conversation."""
    now = NOW - timedelta(days=age_days)
    conversation = conversations.claim(principal, None, now=now)
    add_turn(conversations, conversation, customers=customers, age_days=age_days)
    conversations.release(conversation)
    return conversation


def add_turn(
    conversations: Conversations, conversation: Conversation, *, customers: tuple[str, ...] = (), age_days: int = 0
) -> None:
    answer = Answer(
        conversation_id=conversation.conversation_id,
        turn=conversation.next_turn,
        outcome=Outcome.ANSWERED,
        text="words that are kept",
        model="offline",
        degraded=False,
    )
    conversations.store(
        conversation,
        Turn(conversation.next_turn, "what is left?", answer),
        next_fact=1,
        vault=conversation.vault,
        customers=customers,
        now=NOW - timedelta(days=age_days),
    )


def is_there(conversations: Conversations, principal: Principal, conversation: Conversation) -> bool:
    try:
        conversations.read(principal, conversation.conversation_id)
    except ConversationUnknown:
        return False
    return True


def test_a_conversation_is_its_owners_only(kept: Conversations) -> None:
    conversation = told(kept, AGENT, customers=(CUSTOMER,))

    assert is_there(kept, AGENT, conversation)
    for other in (OTHER, LEAD, AGENT.model_copy(update={"subject": "meera"})):
        assert not is_there(kept, other, conversation)


def test_a_purge_takes_what_is_past_its_time_and_leaves_the_rest(kept: Conversations) -> None:
    old = told(kept, AGENT, customers=(CUSTOMER,), age_days=91)
    young = told(kept, AGENT, customers=(CUSTOMER,), age_days=89)

    assert kept.purge(before=NOW - timedelta(days=90)) == 1
    assert (is_there(kept, AGENT, old), is_there(kept, AGENT, young)) == (False, True)
    assert kept.purge(before=NOW - timedelta(days=90)) == 0


def test_a_later_turn_keeps_a_conversation(kept: Conversations) -> None:
    begun = told(kept, AGENT, customers=(CUSTOMER,), age_days=91)
    add_turn(kept, kept.read(AGENT, begun.conversation_id))

    assert kept.purge(before=NOW - timedelta(days=90)) == 0


def test_an_erasure_takes_every_conversation_about_the_customer(kept: Conversations) -> None:
    """Also a lead's, who looked the customer up beside others."""
    own = told(kept, AGENT, customers=(CUSTOMER,))
    of_lead = told(kept, LEAD, customers=("CUST-2002", CUSTOMER))
    foreign = told(kept, OTHER, customers=("CUST-2002",))

    assert kept.erase(CUSTOMER) == 2
    assert [is_there(kept, *pair) for pair in ((AGENT, own), (LEAD, of_lead), (OTHER, foreign))] == [False, False, True]


def test_what_is_erased_is_not_left_in_the_file(kept: Conversations, tmp_path: Path) -> None:
    told(kept, AGENT, customers=(CUSTOMER,))
    assert b"words that are kept" in bytes_in(tmp_path)

    kept.erase(CUSTOMER)

    assert b"words that are kept" not in bytes_in(tmp_path)


def test_no_customer_or_case_is_stored_in_clear(kept: Conversations, tmp_path: Path) -> None:
    told(kept, AGENT, customers=(CUSTOMER,))

    with closing(sqlite3.connect(tmp_path / "conversations.sqlite3")) as database:
        rows = "\n".join(database.iterdump())
    assert "words that are kept" in rows
    for value in (CUSTOMER, AGENT.case_id, AGENT.subject):
        assert str(value) not in rows


def test_a_turn_that_outlives_its_conversation_is_not_stored(kept: Conversations) -> None:
    begun = told(kept, AGENT, customers=(CUSTOMER,))
    running = kept.claim(AGENT, begun.conversation_id, now=NOW)
    kept.erase(CUSTOMER)

    with pytest.raises(ConversationUnknown):
        add_turn(kept, running)
    assert not is_there(kept, AGENT, begun)


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("conversations.sqlite3*")))
