"""A turn that replaces the last one: in one step when it is complete, and never before."""

import pytest

from agent.conversations.conversation import Conversation
from agent.conversations.conversation_store import ConversationStore
from agent.conversations.feedback import Feedback, Rating
from agent.errors import ConversationFull, ConversationsUnavailable, TurnInProgress, TurnNotLast
from agent.turn_events import Answer, Outcome, Usage
from agent.turn_limits import TurnLimits, get_usage
from tests.agent.conversations.conftest import Open, add_turn, stored_conversation
from tests.harness import AGENT
from tests.story_order import NOW


async def questions(kept: ConversationStore, conversation_id: str) -> list[tuple[int, str, int]]:
    read = await kept.read(AGENT, conversation_id)
    return [(turn.number, turn.question, turn.revision) for turn in read.turns]


async def opened_again(kept: ConversationStore, conversation_id: str, number: int) -> Conversation:
    return (await kept.claim(AGENT, conversation_id, now=NOW)).without_turn(number)


async def test_the_old_turn_stays_until_the_new_one_is_complete(kept: ConversationStore, open_store: Open) -> None:
    begun = await stored_conversation(kept, question="first?", order="O-1")
    await add_turn(kept, await kept.claim(AGENT, begun.conversation_id, now=NOW), question="secnd?", order="O-2")
    running = await opened_again(kept, begun.conversation_id, 2)
    assert (running.next_turn, running.next_revision, running.recent_orders) == (2, 2, ("O-1",))
    assert await questions(open_store(), begun.conversation_id) == [(1, "first?", 1), (2, "secnd?", 1)]

    await add_turn(kept, running, question="second?", order="O-3")

    assert await questions(open_store(), begun.conversation_id) == [(1, "first?", 1), (2, "second?", 2)]
    again = await kept.claim(AGENT, begun.conversation_id, now=NOW)
    assert (again.next_turn, again.orders) == (3, ("O-3", "O-1"))


async def test_a_turn_that_was_stopped_leaves_the_old_one(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept, question="first?")
    running = await opened_again(kept, begun.conversation_id, 1)
    with pytest.raises(TurnInProgress):
        await kept.claim(AGENT, begun.conversation_id, now=NOW)
    await kept.release(running)

    assert await questions(kept, begun.conversation_id) == [(1, "first?", 1)]
    assert (await kept.claim(AGENT, begun.conversation_id, now=NOW)).next_turn == 2


async def test_the_first_turn_is_replaced_again_and_again_and_names_the_conversation(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept, question="frist?")
    for question in ("first?", "first, really?"):
        await add_turn(kept, await opened_again(kept, begun.conversation_id, 1), question=question)

    assert await questions(kept, begun.conversation_id) == [(1, "first, really?", 3)]
    [listed] = await kept.list(AGENT, limit=9)
    assert listed.title == "first, really?"


async def test_a_title_that_somebody_gave_stays(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept, question="first?")
    await kept.rename(AGENT, begun.conversation_id, "Mine")
    await add_turn(kept, await opened_again(kept, begun.conversation_id, 1), question="second?")

    [listed] = await kept.list(AGENT, limit=9)
    assert listed.title == "Mine"


async def test_a_failed_write_leaves_the_old_turn(kept: ConversationStore, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = await stored_conversation(kept, question="first?")
    running = await opened_again(kept, begun.conversation_id, 1)
    monkeypatch.setattr(Answer, "model_dump_json", lambda _: None)  # the column takes no null: the insertion fails
    with pytest.raises(ConversationsUnavailable):
        await add_turn(kept, running, question="second?")

    assert await questions(kept, begun.conversation_id) == [(1, "first?", 1)]


async def test_feedback_on_the_old_answer_is_not_that_of_the_new_one(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept)
    await kept.feedback.add(AGENT, begun.conversation_id, 1, Feedback(rating=Rating.DOWN), now=NOW)
    await add_turn(kept, await opened_again(kept, begun.conversation_id, 1))

    assert list(kept.feedback.rated()) == []


@pytest.mark.parametrize("number", [1, 3])
async def test_only_the_last_turn_can_be_replaced(kept: ConversationStore, number: int) -> None:
    begun = await stored_conversation(kept)
    await add_turn(kept, await kept.claim(AGENT, begun.conversation_id, now=NOW))
    with pytest.raises(TurnNotLast):
        await opened_again(kept, begun.conversation_id, number)


async def test_what_a_replaced_turn_has_spent_stays_spent(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept)
    spent = Usage(input_tokens=7, output_tokens=3)
    answer = Answer(
        conversation_id="c", turn=2, outcome=Outcome.ANSWERED, text="", model="m", degraded=False, usage=spent
    )
    running = await kept.claim(AGENT, begun.conversation_id, now=NOW)
    last = running.turns[-1]
    replaced = Conversation(
        "c", running.owner, (last,), 1, running.vault, replaced=type(last)(2, "?", answer), is_stored=True
    )

    assert get_usage(replaced) == spent
    TurnLimits(most_turns=2).require_room(replaced)
    with pytest.raises(ConversationFull):
        TurnLimits(most_turns=1).require_room(replaced)
