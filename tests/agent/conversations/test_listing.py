"""Listing, reading, renaming and deleting conversations."""

from datetime import timedelta

import pytest

from agent.conversations.conversation_store import ConversationStore
from agent.errors import ConversationUnknown
from core.identity.tokens import Principal, Role
from tests.agent.conversations.conftest import add_turn, stored_conversation
from tests.harness import AGENT
from tests.story_order import NOW

OTHER = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-2", customer_id="CUST-2002")


async def test_a_list_holds_ones_own_the_latest_first_page_by_page(kept: ConversationStore) -> None:
    ids = [
        (await stored_conversation(kept, age_days=age, question=f"question {age}")).conversation_id for age in (3, 1, 2)
    ]
    await stored_conversation(kept, OTHER)
    first = await kept.list(AGENT, limit=2)
    rest = await kept.list(AGENT, limit=2, before=(first[-1].updated_at, first[-1].conversation_id))

    assert [each.conversation_id for each in first + rest] == [ids[1], ids[2], ids[0]]
    assert [each.title for each in first + rest] == ["question 1", "question 2", "question 3"]


async def test_those_of_the_same_instant_are_each_listed_once(kept: ConversationStore) -> None:
    ids = {(await stored_conversation(kept)).conversation_id for _ in range(5)}
    seen: list[str] = []
    before = None
    for _ in range(5):
        [each] = await kept.list(AGENT, limit=1, before=before)
        seen.append(each.conversation_id)
        before = (each.updated_at, each.conversation_id)

    assert set(seen) == ids


async def test_a_title_is_kept_with_tokens(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept)
    renamed = await kept.rename(AGENT, begun.conversation_id, "call 98450 12345 back")

    assert renamed.title == "call <PHONE_1> back"
    await add_turn(kept, await kept.claim(AGENT, begun.conversation_id, now=NOW))
    assert [each.title for each in await kept.list(AGENT, limit=9)] == ["call <PHONE_1> back"]


async def test_a_conversation_that_is_deleted_is_gone_with_its_turns(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept)
    running = await kept.claim(AGENT, begun.conversation_id, now=NOW)
    await kept.delete(AGENT, begun.conversation_id)

    assert await kept.list(AGENT, limit=9) == []
    with pytest.raises(ConversationUnknown):
        await add_turn(kept, running)
    with pytest.raises(ConversationUnknown):
        await kept.delete(AGENT, begun.conversation_id)


async def test_a_stranger_can_do_nothing(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept, age_days=1)
    for attempt in (
        kept.read(OTHER, begun.conversation_id),
        kept.rename(OTHER, begun.conversation_id, "mine"),
        kept.delete(OTHER, begun.conversation_id),
        kept.claim(OTHER, begun.conversation_id, now=NOW - timedelta(days=1)),
    ):
        with pytest.raises(ConversationUnknown):
            await attempt

    assert [each.title for each in await kept.list(AGENT, limit=9)] == ["what is left?"]


async def test_a_search_finds_titles_and_questions_as_they_are_stored(kept: ConversationStore) -> None:
    gift = await stored_conversation(kept, question="On which GIFT card? <PHONE_1>")
    later = await stored_conversation(kept, question="what is left?")
    await add_turn(kept, await kept.claim(AGENT, later.conversation_id, now=NOW), question="100% of_it, बाकी?")
    await stored_conversation(kept, OTHER, question="gift of somebody else")
    await kept.rename(AGENT, later.conversation_id, "Diwali")

    async def found(text: str) -> list[str]:
        return [each.conversation_id for each in await kept.list(AGENT, limit=9, containing=text)]

    assert await found("gift") == [gift.conversation_id]
    assert await found("diwali") == await found("बाकी") == await found("100%") == [later.conversation_id]
    assert await found("<PHONE_1>") == [gift.conversation_id]
    assert await found("f_i") == [later.conversation_id]
    assert await found("f%i") == await found("o_f") == await found("'; --") == []


async def test_a_search_is_read_page_by_page(kept: ConversationStore) -> None:
    ids = [
        (await stored_conversation(kept, age_days=age, question=f"find me {age}")).conversation_id for age in (1, 2, 3)
    ]
    await stored_conversation(kept, age_days=2, question="not this one")
    first = await kept.list(AGENT, limit=2, containing="find me")
    before = (first[-1].updated_at, first[-1].conversation_id)
    rest = await kept.list(AGENT, limit=2, before=before, containing="find me")

    assert [each.conversation_id for each in first + rest] == ids
