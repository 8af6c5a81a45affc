"""Regenerating and editing the last turn over HTTP, and what a client that lost the stream gets."""

import json
from typing import Any

import httpx
import pytest

from agent.turn_limits import TurnLimits
from tests.api.conftest import Chat
from tests.harness import AGENT, SHOPPER
from tests.story_order import ORDER

QUESTION = f"What is left on order {ORDER}?"
EDITED = f"On which gift cards did {ORDER} come?"


async def replace(chat: Chat, conversation: str, turn: int, message: str = EDITED, **headers: str) -> httpx.Response:
    body = {"message": message, "conversationId": conversation, "replacesTurn": turn}
    return await chat.post(body, AGENT, **headers)


async def stored(chat: Chat, conversation: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {chat.token(AGENT)}"}
    return list((await chat.http.get(f"/v1/conversations/{conversation}", headers=headers)).json()["turns"])


def ids_of(stream: str) -> list[str]:
    return [line.removeprefix("id: ") for line in stream.splitlines() if line.startswith("id: ")]


def answer_of(stream: str) -> dict[str, Any]:
    data = [line.removeprefix("data: ") for line in stream.splitlines() if line.startswith("data: ")]
    return dict(json.loads(data[-1])["answer"])


async def test_an_edited_question_takes_the_place_of_the_last_one(chat: Chat) -> None:
    first = (await chat.post({"message": QUESTION})).json()
    conversation = first["conversationId"]
    second = (await replace(chat, conversation, 1)).json()
    [turn] = await stored(chat, conversation)

    assert (second["conversationId"], second["turn"]) == (conversation, 1)
    assert turn == {"turn": 1, "question": EDITED, "answer": second}
    assert {fact["factId"] for fact in first["facts"]}.isdisjoint(fact["factId"] for fact in second["facts"])
    third = (await chat.post({"message": "and what is left?", "conversationId": conversation})).json()
    assert third["turn"] == 2
    lookups = [record.tool for record in chat.world.audit.records]
    assert len(lookups) == 3  # of the replaced turn too


async def test_a_repeated_question_is_answered_as_if_for_the_first_time(chat: Chat) -> None:
    first = (await chat.post({"message": QUESTION})).json()
    again = (await replace(chat, first["conversationId"], 1, QUESTION)).json()

    assert again["text"] == first["text"]
    assert again["replyDraft"] == first["replyDraft"]


@pytest.mark.parametrize("turn", [1, 3])
async def test_only_the_last_turn_can_be_replaced(chat: Chat, turn: int) -> None:
    conversation = (await chat.post({"message": QUESTION})).json()["conversationId"]
    await chat.post({"message": "why?", "conversationId": conversation})
    response = await replace(chat, conversation, turn)

    assert (response.status_code, response.json()["code"]) == (409, "turnNotLast")
    assert not response.json()["retryable"]
    assert (await replace(chat, conversation, 2)).status_code == 200  # nothing was left claimed


async def test_without_a_conversation_there_is_nothing_to_replace(chat: Chat) -> None:
    response = await chat.post({"message": QUESTION, "replacesTurn": 1})

    assert (response.status_code, response.json()["code"]) == (409, "turnNotLast")


async def test_a_conversation_at_its_limit_has_a_code_of_its_kind_and_its_last_turn_can_be_replaced(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = (await chat.post({"message": QUESTION})).json()["conversationId"]
    monkeypatch.setattr(chat.world.agent, "_limits", TurnLimits(most_turns=1))
    full = await chat.post({"message": "why?", "conversationId": conversation})

    assert (full.status_code, full.json()["code"], full.json()["retryable"]) == (429, "conversationFull", False)
    assert "retry-after" not in full.headers
    assert (await replace(chat, conversation, 1)).status_code == 200
    assert (await chat.post({"message": "why?"})).status_code == 200


async def test_a_turn_of_somebody_else_is_missing(chat: Chat) -> None:
    conversation = (await chat.post({"message": QUESTION})).json()["conversationId"]
    body = {"message": EDITED, "conversationId": conversation, "replacesTurn": 1}
    response = await chat.post(body, SHOPPER)

    assert (response.status_code, response.json()["code"]) == (404, "conversationNotFound")
    assert [turn["question"] for turn in await stored(chat, conversation)] == [QUESTION]


@pytest.mark.parametrize("turn", [0, -1, "1", True, 1.5])
async def test_what_is_no_number_of_a_turn_is_refused(chat: Chat, turn: object) -> None:
    response = await chat.post({"message": QUESTION, "conversationId": "conv_a", "replacesTurn": turn})

    assert (response.status_code, response.json()["code"]) == (422, "invalidRequest")


async def test_a_failed_turn_leaves_the_old_one(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    first = (await chat.post({"message": QUESTION})).json()
    with monkeypatch.context() as patch:
        patch.setattr("agent.turn.build_answer", lambda *_, **__: 1 / 0)
        failed = await replace(chat, first["conversationId"], 1, Accept="text/event-stream")
    [turn] = await stored(chat, first["conversationId"])

    assert "run.failed" in failed.text
    assert turn["answer"] == first
    assert (await replace(chat, first["conversationId"], 1)).status_code == 200


async def test_the_ids_of_the_old_and_the_new_stream_differ(chat: Chat) -> None:
    old = await chat.post({"message": QUESTION}, Accept="text/event-stream")
    conversation = answer_of(old.text)["conversationId"]
    new = await replace(chat, conversation, 1, Accept="text/event-stream")
    newest = await replace(chat, conversation, 1, QUESTION, Accept="text/event-stream")

    assert ids_of(old.text)[0] == f"{conversation}/1/1"
    assert ids_of(new.text)[0] == f"{conversation}/1.2/1"
    assert ids_of(newest.text)[0] == f"{conversation}/1.3/1"


async def test_a_lost_stream_of_the_new_turn_is_not_answered_with_the_old_one(chat: Chat) -> None:
    old = await chat.post({"message": QUESTION}, Accept="text/event-stream")
    conversation = answer_of(old.text)["conversationId"]
    lost = {"Last-Event-ID": f"{conversation}/1.2/3", "Accept": "text/event-stream"}
    run = await replace(chat, conversation, 1, **lost)
    requests = len(chat.world.requests)
    resumed = await replace(chat, conversation, 1, **lost)

    assert answer_of(run.text)["text"] != answer_of(old.text)["text"]
    assert answer_of(resumed.text) == answer_of(run.text)
    assert len(chat.world.requests) == requests  # it was sent again and not run twice
    assert ids_of(resumed.text) == [f"{conversation}/1.2/1", f"{conversation}/1.2/2"]
    assert len(await stored(chat, conversation)) == 1
