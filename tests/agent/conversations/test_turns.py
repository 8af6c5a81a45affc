"""Turns of a conversation: only complete ones, one at a time, across processes and restarts."""

import asyncio
from datetime import timedelta

import pytest

from agent.conversations.conversation_store import MAX_CONTEXT_TURNS, ConversationStore
from agent.conversations.turn_writing import LEASE
from agent.errors import ConversationsUnavailable, ConversationUnknown, TurnInProgress
from core.identity.tokens import Principal, Role
from tests.agent.conversations.conftest import Open, add_turn, stored_conversation
from tests.harness import AGENT
from tests.story_order import NOW

OTHER = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-2", customer_id="CUST-2002")


async def test_a_turn_is_found_by_the_next_one_after_a_restart(kept: ConversationStore, open_store: Open) -> None:
    begun = await stored_conversation(kept, question="what is left of <GIFT_CARD_1>?", order="O-1")
    kept.close()
    again = await open_store().claim(AGENT, begun.conversation_id, now=NOW)

    assert again.next_turn == 2
    assert [turn.question for turn in again.turns] == ["what is left of <GIFT_CARD_1>?"]
    assert again.recent_orders == ("O-1",)


async def test_two_turns_at_once_are_refused_here_and_in_another_process(
    kept: ConversationStore, open_store: Open
) -> None:
    begun = await stored_conversation(kept)
    running = await kept.claim(AGENT, begun.conversation_id, now=NOW)
    for store in (kept, open_store()):
        with pytest.raises(TurnInProgress):
            await store.claim(AGENT, begun.conversation_id, now=NOW)
    await add_turn(kept, running)

    assert (await open_store().claim(AGENT, begun.conversation_id, now=NOW)).next_turn == 3


async def test_of_many_that_ask_at_the_same_instant_one_gets_it(kept: ConversationStore, open_store: Open) -> None:
    begun = await stored_conversation(kept)
    stores = [open_store() for _ in range(8)]
    claims = [store.claim(AGENT, begun.conversation_id, now=NOW) for store in stores]
    outcomes = await asyncio.gather(*claims, return_exceptions=True)

    assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, TurnInProgress) for outcome in outcomes) == 7


async def test_a_second_turn_in_a_conversation_that_is_only_begun_is_refused(kept: ConversationStore) -> None:
    begun = await kept.claim(AGENT, None, now=NOW)
    with pytest.raises(TurnInProgress):
        await kept.claim(AGENT, begun.conversation_id, now=NOW)
    with pytest.raises(ConversationUnknown):
        await kept.claim(OTHER, begun.conversation_id, now=NOW)


async def test_a_stranger_does_not_learn_whether_it_is_claimed(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept)
    await kept.claim(AGENT, begun.conversation_id, now=NOW)
    with pytest.raises(ConversationUnknown):
        await kept.claim(OTHER, begun.conversation_id, now=NOW)


async def test_a_conversation_that_was_given_back_is_free_and_nothing_was_stored(
    kept: ConversationStore, open_store: Open
) -> None:
    begun = await stored_conversation(kept)
    running = await kept.claim(AGENT, begun.conversation_id, now=NOW)
    await kept.release(running)
    await kept.release(running)

    assert (await open_store().claim(AGENT, begun.conversation_id, now=NOW)).next_turn == 2


async def test_the_claim_of_a_process_that_died_ends(kept: ConversationStore, open_store: Open) -> None:
    begun = await stored_conversation(kept)
    dead = await kept.claim(AGENT, begun.conversation_id, now=NOW)
    later = open_store()
    with pytest.raises(TurnInProgress):
        await later.claim(AGENT, begun.conversation_id, now=NOW + LEASE)
    running = await later.claim(AGENT, begun.conversation_id, now=NOW + LEASE + timedelta(seconds=1))
    with pytest.raises(TurnInProgress):  # it was slow, not dead: it has lost its claim
        await add_turn(kept, dead)
    await add_turn(later, running)

    assert len((await later.read(AGENT, begun.conversation_id)).turns) == 2


async def test_a_clock_that_was_set_back_leaves_nothing_locked(kept: ConversationStore, open_store: Open) -> None:
    begun = await stored_conversation(kept)
    await kept.claim(AGENT, begun.conversation_id, now=NOW + timedelta(days=30))

    assert (await open_store().claim(AGENT, begun.conversation_id, now=NOW)).next_turn == 2


async def test_a_slow_process_does_not_free_what_another_holds(kept: ConversationStore, open_store: Open) -> None:
    begun = await stored_conversation(kept)
    slow = await kept.claim(AGENT, begun.conversation_id, now=NOW)
    await open_store().claim(AGENT, begun.conversation_id, now=NOW + LEASE * 2)
    await kept.release(slow)
    with pytest.raises(TurnInProgress):
        await open_store().claim(AGENT, begun.conversation_id, now=NOW + LEASE * 2)


async def test_a_long_conversation_gives_its_last_turns_and_all_its_orders(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept, order="O-1")
    for number in range(2, MAX_CONTEXT_TURNS + 5):
        running = await kept.claim(AGENT, begun.conversation_id, now=NOW)
        await add_turn(kept, running, order=f"O-{number}" if number < 4 else None)
    again = await kept.claim(AGENT, begun.conversation_id, now=NOW)

    assert again.next_turn == MAX_CONTEXT_TURNS + 5
    assert len(again.turns) == MAX_CONTEXT_TURNS
    assert again.orders == ("O-3", "O-2", "O-1")
    assert again.recent_orders == ("O-3",)


async def test_the_numbers_of_statements_are_kept(kept: ConversationStore, open_store: Open) -> None:
    begun = await stored_conversation(kept)
    running = await kept.claim(AGENT, begun.conversation_id, now=NOW)
    await add_turn(kept, running, statement_numbers={"aaaa": 1, "bbbb": 7})
    kept.close()
    again = await open_store().claim(AGENT, begun.conversation_id, now=NOW)

    assert dict(again.statement_numbers) == {"aaaa": 1, "bbbb": 7}


async def test_what_is_damaged_is_not_quoted(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept)
    with kept._database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE turns SET answer = '{\"secret\": 1'")
    with pytest.raises(ConversationsUnavailable) as raised:
        await kept.read(AGENT, begun.conversation_id)

    assert "secret" not in repr(raised.value.__cause__)
    assert raised.value.__suppress_context__


async def test_a_claim_that_is_cancelled_is_given_back(kept: ConversationStore, open_store: Open) -> None:
    begun = await stored_conversation(kept)
    claiming = asyncio.ensure_future(kept.claim(AGENT, begun.conversation_id, now=NOW))
    await asyncio.sleep(0)
    claiming.cancel()
    await asyncio.wait({claiming})
    if not claiming.cancelled():
        await kept.release(claiming.result())

    assert (await open_store().claim(AGENT, begun.conversation_id, now=NOW)).next_turn == 2


async def test_a_thread_begins_a_conversation_once_and_goes_on_in_it(kept: ConversationStore, open_store: Open) -> None:
    key = kept.id_of_thread(AGENT, "chat-1")
    begun = await kept.claim(AGENT, key, now=NOW, may_begin=True)
    with pytest.raises(TurnInProgress):
        await kept.claim(AGENT, key, now=NOW, may_begin=True)
    await add_turn(kept, begun)

    again = await open_store().claim(AGENT, key, now=NOW, may_begin=True)
    assert (begun.next_turn, again.next_turn, again.conversation_id) == (1, 2, key)


async def test_two_turns_that_begin_one_thread_at_the_same_instant(kept: ConversationStore) -> None:
    key = kept.id_of_thread(AGENT, "chat-1")
    claims = [kept.claim(AGENT, key, now=NOW, may_begin=True) for _ in range(4)]
    outcomes = await asyncio.gather(*claims, return_exceptions=True)

    assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, TurnInProgress) for outcome in outcomes) == 3


async def test_the_same_name_of_a_thread_is_another_conversation_for_others(kept: ConversationStore) -> None:
    key = kept.id_of_thread(AGENT, "chat-1")
    await add_turn(kept, await kept.claim(AGENT, key, now=NOW, may_begin=True))

    assert kept.id_of_thread(OTHER, "chat-1") != key
    with pytest.raises(ConversationUnknown):
        await kept.claim(OTHER, key, now=NOW)
