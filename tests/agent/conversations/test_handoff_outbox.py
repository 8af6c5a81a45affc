"""The outbox of hand-offs on both databases: a note comes with its turn, and one process at a time delivers it."""

import asyncio
from datetime import timedelta

from agent.conversations.conversation import Turn
from agent.conversations.conversation_store import ConversationStore
from agent.handoff.note import HandoffNote
from agent.handoff.outbox import LEASE
from agent.turn_events import Answer, Outcome
from tests.agent.conversations.conftest import Open
from tests.harness import SHOPPER
from tests.story_order import NOW

LATER = NOW + timedelta(seconds=1)


async def leave_note(conversations: ConversationStore) -> HandoffNote:
    """Store a turn that asks for a person."""
    conversation = await conversations.claim(SHOPPER, None, now=NOW)
    note = HandoffNote(
        delivery_id=f"hof_{conversation.conversation_id}",
        requested_at=NOW,
        conversation_id=conversation.conversation_id,
        turn=1,
        turns=[1],
        language="en",
        orders=[],
        reasons=[],
    )
    answer = Answer(
        conversation_id=conversation.conversation_id,
        turn=1,
        outcome=Outcome.NEEDS_INPUT,
        text="words",
        model="offline",
        degraded=False,
    )
    await conversations.store(
        conversation,
        Turn(1, "a human please", answer, handoff=note),
        next_fact=1,
        statement_numbers={},
        vault=conversation.vault,
        customers=(),
        now=NOW,
    )
    return note


async def test_a_note_is_found_by_another_process_until_it_is_delivered(
    kept: ConversationStore, open_store: Open
) -> None:
    note = await leave_note(kept)
    other = open_store().handoffs

    taken = await other.take(LATER)
    assert taken is not None
    assert (taken.delivery_id, HandoffNote.model_validate_json(taken.body), taken.attempts) == (
        note.delivery_id,
        note,
        0,
    )
    assert await kept.handoffs.take(LATER) is None
    assert (await kept.handoffs.waiting()).count == 1

    await other.delivered(note.delivery_id)
    assert await kept.handoffs.take(LATER + LEASE) is None
    waiting = await kept.handoffs.waiting()
    assert (waiting.count, waiting.since) == (0, None)


async def test_a_taken_note_is_free_again_after_its_lease_and_a_postponed_one_when_it_is_due(
    kept: ConversationStore,
) -> None:
    note = await leave_note(kept)
    assert await kept.handoffs.take(LATER) is not None
    assert await kept.handoffs.take(LATER + LEASE - timedelta(seconds=1)) is None
    again = await kept.handoffs.take(LATER + LEASE)
    assert again is not None
    assert again.attempts == 1

    await kept.handoffs.postpone(note.delivery_id, LATER + timedelta(hours=1))
    assert await kept.handoffs.take(LATER + timedelta(minutes=59)) is None
    assert await kept.handoffs.take(LATER + timedelta(hours=1)) is not None


async def test_of_many_processes_each_note_has_one(kept: ConversationStore, open_store: Open) -> None:
    notes = [await leave_note(kept) for _ in range(6)]
    stores = [open_store() for _ in range(4)]

    async def take_all(store: ConversationStore) -> list[str]:
        taken = []
        while (note := await store.handoffs.take(LATER)) is not None:
            taken.append(note.delivery_id)
        return taken

    found = await asyncio.gather(*map(take_all, stores))
    assert sorted(each for taken in found for each in taken) == sorted(note.delivery_id for note in notes)


async def test_a_deleted_conversation_leaves_no_note(kept: ConversationStore) -> None:
    note = await leave_note(kept)
    await kept.delete(SHOPPER, note.conversation_id)

    assert await kept.handoffs.take(LATER) is None
