"""A database that takes no writes: people are answered all the same, and told that it is not kept."""

import json

import pytest
from sqlalchemy import event

from tests.api.conftest import Chat
from tests.story_order import ORDER

QUESTION = {"message": f"What is left on order {ORDER}?"}


def _stop_writes(chat: Chat) -> None:
    engine = chat.world.conversations._database.engine
    event.listen(engine, "checkout", lambda connection, *_: connection.execute("PRAGMA query_only=ON"))


def _ends(stream: str) -> list[tuple[str, dict[str, object]]]:
    frames = [dict(line.split(": ", 1) for line in frame.splitlines()) for frame in stream.strip().split("\n\n")]
    ends = ("answer.completed", "run.failed")
    return [(frame["event"], json.loads(frame["data"])) for frame in frames if frame["event"] in ends]


async def test_a_usual_answer_is_kept(chat: Chat) -> None:
    assert (await chat.post(QUESTION)).json()["kept"] is True


async def test_a_new_conversation_is_answered_and_not_kept(chat: Chat) -> None:
    _stop_writes(chat)
    response = await chat.post(QUESTION)
    answer = response.json()
    going_on = await chat.post({"message": "and why?", "conversationId": answer["conversationId"]})

    assert (response.status_code, answer["outcome"], answer["kept"]) == (200, "answered", False)
    assert "₹64.00" in answer["text"]
    assert (going_on.status_code, going_on.json()["code"]) == (404, "conversationNotFound")


@pytest.mark.parametrize("is_begun", [False, True])
async def test_a_stream_ends_once_with_an_answer_that_says_so(chat: Chat, *, is_begun: bool) -> None:
    begun = (await chat.post(QUESTION)).json() if is_begun else None
    _stop_writes(chat)
    body = QUESTION | ({"conversationId": begun["conversationId"]} if begun else {})
    response = await chat.post(body, Accept="text/event-stream")

    [(end, data)] = _ends(response.text)
    answer = data["answer"]
    assert isinstance(answer, dict)
    assert (end, answer["outcome"], answer["kept"]) == ("answer.completed", "answered", False)
    if begun:
        stored = await chat.http.get(
            f"/v1/conversations/{begun['conversationId']}", headers={"Authorization": f"Bearer {chat.token()}"}
        )
        assert [turn["turn"] for turn in stored.json()["turns"]] == [1]
