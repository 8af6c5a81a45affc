"""Failures during a turn: the rewards API goes down, the clock jumps, the database accepts no more writes."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from agent.conversations.conversation_store import ConversationStore
from agent.errors import ConversationsUnavailable, ConversationUnknown
from agent.turn import TurnRequest
from agent.turn_events import Answer, AnswerCompleted, Outcome, RunFailed, TurnEvent
from tests.harness import AGENT, Harness, answer_json, harness
from tests.scripted_model import Step, scripted
from tests.story_order import NOW, ORDER, execution

pytestmark = pytest.mark.slow

PATH = f"promotion-executions/{ORDER}"
OTHER = "171-5550123-9988776"
QUESTION = f"What is left on order {ORDER}?"
HISTORY = Step(calls=[("get_issuance_history", json.dumps({"businessReferenceId": ORDER}))])


@dataclass
class JumpingClock:
    """A clock that a test sets."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


def only_answer(events: list[TurnEvent]) -> Answer:
    """Return the answer of a turn, which has exactly one end."""
    ends = [event for event in events if isinstance(event, AnswerCompleted | RunFailed)]
    assert len(ends) == 1
    assert isinstance(ends[0], AnswerCompleted), ends
    return ends[0].answer


@pytest.mark.parametrize("death", [httpx.ConnectError("refused"), httpx.RemoteProtocolError("cut off")])
async def test_a_rewards_api_that_dies_between_two_tools_leaves_what_was_found(
    tmp_path: Path, death: httpx.TransportError
) -> None:
    provider, script = scripted(HISTORY, Step(text=["Let me see. "]))
    async with harness(tmp_path, provider=provider) as world:
        alive = world.router.get(PATH).mock(side_effect=[answer_json(execution()), death, death, death])
        world.router.get(f"{PATH}/issuances").mock(side_effect=death)
        answer = only_answer(await world.events(QUESTION))

        assert alive.call_count >= 2  # the first tool was answered, the second one was tried
        assert answer.outcome is Outcome.PARTIAL
        assert {fact.label.value for fact in answer.facts} >= {"promised", "granted", "remaining"}
        assert "refused" not in script.seen_text + answer.text
        alive.mock(side_effect=None, return_value=answer_json(execution()))
        script.steps.append(Step(text=["It is all there. "]))
        again = await world.ask("and now?", conversation_id=answer.conversation_id)

    assert (again.turn, again.outcome) == (2, Outcome.ANSWERED)


async def test_the_order_that_was_found_is_answered_when_the_rewards_api_dies(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        world.router.get(PATH).mock(return_value=answer_json(execution()))
        world.router.get(f"promotion-executions/{OTHER}").mock(side_effect=httpx.ConnectError("refused"))
        answer = only_answer(await world.events(f"{ORDER} and {OTHER}, how much is left on each?"))

    assert answer.outcome is Outcome.PARTIAL
    assert {card.business_reference_id for card in answer.cashback} == {ORDER}
    assert "could not be read" in answer.text


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=2), timedelta(hours=-1), timedelta(days=-2)])
async def test_a_clock_that_jumps_in_mid_turn_costs_no_turn_and_locks_nothing(tmp_path: Path, jump: timedelta) -> None:
    clock = JumpingClock()

    def answering(_: httpx.Request) -> httpx.Response:
        clock.at = clock.at + jump
        return answer_json(execution())

    async with harness(tmp_path, clock=clock) as world:
        world.router.get(PATH).mock(side_effect=answering)
        first = only_answer(await world.events(QUESTION))
        second = only_answer(await world.events("and what came when?", conversation_id=first.conversation_id))
        stored = await world.conversations.read(AGENT, first.conversation_id)
        listed = await world.conversations.list(AGENT, limit=5)

    assert [(each.turn, each.outcome, each.kept) for each in (first, second)] == [
        (1, Outcome.ANSWERED, True),
        (2, Outcome.ANSWERED, True),
    ]
    assert [turn.number for turn in stored.turns] == [1, 2]
    assert [each.conversation_id for each in listed] == [first.conversation_id]


def _takes_no_writes(kept: ConversationStore) -> None:
    with kept._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")


def _is_full(kept: ConversationStore) -> None:
    """Allow no new page, as on a full disk, after filling the existing ones."""
    with kept._database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def _takes_writes_again(kept: ConversationStore) -> None:
    with kept._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")


def _play(world: Harness) -> None:
    world.router.get(PATH).mock(return_value=answer_json(execution()))


TROUBLES = pytest.mark.parametrize("trouble", [_takes_no_writes, _is_full])


@TROUBLES
async def test_what_cannot_be_stored_is_answered_and_marked_as_not_kept(
    tmp_path: Path, trouble: Callable[[ConversationStore], None]
) -> None:
    async with harness(tmp_path) as world:
        _play(world)
        await world.ask(QUESTION)
        trouble(world.conversations)
        answer = only_answer(await world.events(QUESTION))

        assert (answer.outcome, answer.kept, answer.turn) == (Outcome.ANSWERED, False, 1)
        assert len(await world.conversations.list(AGENT, limit=5)) == 1
        # It is held by no turn: that would be TurnInProgress.
        with pytest.raises((ConversationUnknown, ConversationsUnavailable)):
            await world.conversations.claim(AGENT, answer.conversation_id, now=NOW)


@TROUBLES
async def test_a_conversation_continues_unstored_and_is_complete_when_there_is_room_again(
    tmp_path: Path, trouble: Callable[[ConversationStore], None]
) -> None:
    async with harness(tmp_path) as world:
        _play(world)
        first = await world.ask(QUESTION)
        trouble(world.conversations)
        unkept = only_answer(await world.events("and what is left?", conversation_id=first.conversation_id))
        stored = await world.conversations.read(AGENT, first.conversation_id)
        _takes_writes_again(world.conversations)
        again = await world.ask("and what is left?", conversation_id=first.conversation_id)

    assert (unkept.turn, unkept.outcome, unkept.kept) == (2, Outcome.ANSWERED, False)
    assert "items.waiting" in {span.kind for span in unkept.statements}  # the orders of earlier turns are still known
    assert [turn.number for turn in stored.turns] == [1]
    assert (again.turn, again.kept) == (2, True)


async def test_a_database_that_cannot_even_be_read_refuses_what_it_holds(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        _play(world)
        first = await world.ask(QUESTION)
        with world.conversations._database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE conversations RENAME TO gone")
        with pytest.raises(ConversationsUnavailable):
            await world.agent.open(TurnRequest("and?", AGENT, first.conversation_id, "r"))
        answer = only_answer(await world.events(QUESTION))

    assert (answer.outcome, answer.kept) == (Outcome.ANSWERED, False)
