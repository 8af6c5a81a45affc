"""Feedback: one row a turn, of its owner only, redacted, and gone with the conversation."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from agent.conversations.conversation_store import ConversationStore
from agent.conversations.feedback import DraftUse, Feedback, FeedbackReason, Rating
from agent.conversations.tables import feedback
from agent.errors import ConversationUnknown
from core.identity.tokens import Principal
from tests.agent.conversations.conftest import Open, add_turn, opened, stored_conversation
from tests.harness import AGENT, LEAD, SHOPPER
from tests.story_order import CUSTOMER, NOW

GOOD = Feedback(rating=Rating.UP)


def rows(kept: ConversationStore) -> list[tuple[object, ...]]:
    with kept._database.reading() as connection:
        columns = (feedback.c.number, feedback.c.rating, feedback.c.reason, feedback.c.comment, feedback.c.used)
        return [tuple(row) for row in connection.execute(select(*columns))]


async def test_later_values_replace_earlier_ones_by_field(kept: ConversationStore, open_store: Open) -> None:
    begun = await stored_conversation(kept)
    said = [
        Feedback(use=DraftUse.COPIED),
        GOOD,
        Feedback(rating=Rating.DOWN, reason=FeedbackReason.INCOMPLETE, comment="where is the rest?"),
        Feedback(use=DraftUse.EDITED),
    ]
    for each in said:
        await kept.feedback.add(AGENT, begun.conversation_id, 1, each, now=NOW)

    assert rows(open_store()) == [(1, "down", "incomplete", "where is the rest?", "edited")]


async def test_what_was_said_before_is_not_new(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept)
    said = [GOOD, GOOD, Feedback(rating=Rating.DOWN, comment="no"), Feedback(rating=Rating.DOWN, use=DraftUse.COPIED)]
    new = [await kept.feedback.add(AGENT, begun.conversation_id, 1, each, now=NOW) for each in said]

    assert new == [GOOD, Feedback(), said[2], Feedback(use=DraftUse.COPIED)]


async def test_each_turn_has_its_own(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept)
    await add_turn(kept, await kept.claim(AGENT, begun.conversation_id, now=NOW))
    for number in (1, 2):
        await kept.feedback.add(AGENT, begun.conversation_id, number, GOOD, now=NOW)

    assert [row[0] for row in rows(kept)] == [1, 2]


@pytest.mark.parametrize("stranger", [LEAD, SHOPPER, AGENT.model_copy(update={"subject": "meera"})])
async def test_that_of_somebody_else_is_refused_as_missing(kept: ConversationStore, stranger: Principal) -> None:
    begun = await stored_conversation(kept)
    for principal, conversation_id, number in (
        (stranger, begun.conversation_id, 1),
        (AGENT, begun.conversation_id, 2),
        (AGENT, "conv_none", 1),
    ):
        with pytest.raises(ConversationUnknown):
            await kept.feedback.add(principal, conversation_id, number, GOOD, now=NOW)
    assert rows(kept) == []


async def test_personal_data_in_a_comment_is_stored_as_the_token_of_the_conversation(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept)
    comment = "call 98450 12345, as <PHONE_9> said"
    await kept.feedback.add(AGENT, begun.conversation_id, 1, Feedback(comment=comment), now=NOW)
    again = await kept.read(AGENT, begun.conversation_id)

    assert rows(kept)[0][3] == "call <PHONE_1>, as ‹PHONE_9› said"
    assert again.vault.admit("98450 12345") == "<PHONE_1>"


async def test_it_goes_with_the_conversation(kept: ConversationStore) -> None:
    deleted = await stored_conversation(kept)
    purged = await stored_conversation(kept, age_days=91)
    erased = await stored_conversation(kept, customers=(CUSTOMER,))
    for each in (deleted, purged, erased):
        await kept.feedback.add(AGENT, each.conversation_id, 1, GOOD, now=NOW)

    await kept.delete(AGENT, deleted.conversation_id)
    assert len(rows(kept)) == 2
    kept.purge(before=NOW - timedelta(days=90))
    assert len(rows(kept)) == 1
    kept.erase(CUSTOMER)
    assert rows(kept) == []


async def test_it_is_read_with_the_turns_before_it_the_oldest_first(kept: ConversationStore) -> None:
    begun = await stored_conversation(kept, question="first?")
    for question in ("second?", "third?"):
        await add_turn(kept, await kept.claim(AGENT, begun.conversation_id, now=NOW), question=question)
    await kept.feedback.add(AGENT, begun.conversation_id, 2, GOOD, now=NOW + timedelta(minutes=1))
    await kept.feedback.add(AGENT, begun.conversation_id, 1, Feedback(use=DraftUse.INSERTED), now=NOW)
    found = list(kept.feedback.rated())

    assert [[turn.question for turn in each.turns] for each in found] == [["first?"], ["first?", "second?"]]
    assert [each.feedback for each in found] == [Feedback(use=DraftUse.INSERTED), GOOD]
    assert found[0].at == NOW


async def test_a_file_of_the_version_before_takes_feedback(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite3"
    kept = opened(path)
    begun = await stored_conversation(kept)
    kept.close()
    with closing(sqlite3.connect(path)) as database:
        database.executescript("DROP TABLE turn_feedback; ALTER TABLE turns DROP COLUMN revision;")
    kept = opened(path)
    await kept.feedback.add(AGENT, begun.conversation_id, 1, GOOD, now=NOW)

    assert rows(kept) == [(1, "up", None, None, None)]
    assert [turn.revision for turn in (await kept.read(AGENT, begun.conversation_id)).turns] == [1]
    kept.close()
