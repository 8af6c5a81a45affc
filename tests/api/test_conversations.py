"""The conversations of a caller over HTTP."""

import pytest

from api.transcript import transcript
from tests.api.conftest import Chat
from tests.harness import AGENT, SHOPPER
from tests.story_order import FIRST_CARD, ORDER

QUESTION = f"What is left on order {ORDER}? call 98450 12345"


def bearer(chat: Chat) -> dict[str, str]:
    return {"Authorization": f"Bearer {chat.token(AGENT)}"}


async def test_a_conversation_is_listed_and_read_as_it_was_seen(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION})).json()
    listed = (await chat.http.get("/v1/conversations", headers=bearer(chat))).json()
    read = await chat.http.get(f"/v1/conversations/{answer['conversationId']}", headers=bearer(chat))

    [summary] = listed["data"]
    assert summary["conversationId"] == answer["conversationId"]
    assert summary["title"] == f"What is left on order {ORDER}? call [phone number]"
    assert (listed["hasMore"], listed["nextCursor"]) == (False, None)
    [turn] = read.json()["turns"]
    assert turn == {"turn": 1, "question": summary["title"], "answer": answer}
    assert read.headers["cache-control"] == "no-store"
    assert FIRST_CARD not in read.text


async def test_a_list_goes_on_where_its_cursor_says(chat: Chat) -> None:
    made = [(await chat.post({"message": "hi"})).json()["conversationId"] for _ in range(3)]
    first = (await chat.http.get("/v1/conversations?limit=2", headers=bearer(chat))).json()
    query = {"limit": "2", "cursor": first["nextCursor"]}
    second = (await chat.http.get("/v1/conversations", params=query, headers=bearer(chat))).json()

    assert first["hasMore"]
    assert not second["hasMore"]
    assert {each["conversationId"] for each in first["data"] + second["data"]} == set(made)


@pytest.mark.parametrize("cursor", ["x", "W10=", "WzEsMl0=", "bm90IGpzb24=", "é"])
async def test_a_cursor_that_makes_no_sense_is_refused(chat: Chat, cursor: str) -> None:
    response = await chat.http.get("/v1/conversations", params={"cursor": cursor}, headers=bearer(chat))

    assert (response.status_code, response.json()["code"]) == (400, "cursorInvalid")


async def test_a_conversation_is_renamed_and_deleted(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION})).json()
    path = f"/v1/conversations/{answer['conversationId']}"
    renamed = await chat.http.patch(path, json={"title": " Call 98450 12345 "}, headers=bearer(chat))
    deleted = await chat.http.delete(path, headers=bearer(chat))

    assert renamed.json()["title"] == "Call [phone number]"
    assert deleted.status_code == 204
    assert (await chat.http.get(path, headers=bearer(chat))).status_code == 404
    again = await chat.post({"message": "and?", "conversationId": answer["conversationId"]})
    assert (again.status_code, again.json()["code"]) == (404, "conversationNotFound")


@pytest.mark.parametrize("title", ["", "   ", "x" * 81, None, 5])
async def test_a_title_that_is_none_is_refused(chat: Chat, title: object) -> None:
    answer = (await chat.post({"message": "hi"})).json()
    path = f"/v1/conversations/{answer['conversationId']}"

    assert (await chat.http.patch(path, json={"title": title}, headers=bearer(chat))).status_code == 422


async def test_anothers_conversation_is_as_good_as_missing(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION})).json()
    stranger = {"Authorization": f"Bearer {chat.token(SHOPPER)}"}
    for conversation_id in (answer["conversationId"], "conv_missing"):
        path = f"/v1/conversations/{conversation_id}"
        responses = [
            await chat.http.get(path, headers=stranger),
            await chat.http.patch(path, json={"title": "mine"}, headers=stranger),
            await chat.http.delete(path, headers=stranger),
        ]
        assert [(r.status_code, r.json()["code"]) for r in responses] == [(404, "conversationNotFound")] * 3
    assert (await chat.http.get("/v1/conversations", headers=stranger)).json()["data"] == []


async def test_without_a_token_there_is_nothing(chat: Chat) -> None:
    assert (await chat.http.get("/v1/conversations")).status_code == 401


async def test_a_turn_whose_stream_was_lost_is_sent_again_and_not_run_again(chat: Chat) -> None:
    first = await chat.post({"message": QUESTION}, Accept="text/event-stream")
    last_id = [line for line in first.text.splitlines() if line.startswith("id: ")][3].removeprefix("id: ")
    answer = (await chat.post({"message": QUESTION}, AGENT, **{"Last-Event-ID": last_id})).json()
    requests = len(chat.world.requests)
    stream = await chat.post({"message": QUESTION}, AGENT, **{"Accept": "text/event-stream", "Last-Event-ID": last_id})

    assert answer["turn"] == 1
    assert [line for line in stream.text.splitlines() if line.startswith("event:")] == [
        "event: run.started",
        "event: answer.completed",
    ]
    assert len(chat.world.requests) == requests == 1


async def test_a_turn_that_was_never_stored_is_run(chat: Chat) -> None:
    body = {"message": QUESTION, "conversationId": "conv_lost"}
    answer = (await chat.post(body, AGENT, **{"Last-Event-ID": "conv_lost/1/4"})).json()

    assert answer["outcome"] == "answered"
    assert answer["conversationId"] != "conv_lost"


async def test_the_turn_of_another_is_not_sent(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION})).json()
    foreign = f"{answer['conversationId']}/1/4"
    response = (await chat.post({"message": "hi"}, SHOPPER, **{"Last-Event-ID": foreign})).json()

    assert response["conversationId"] != answer["conversationId"]
    assert response["facts"] == []


async def test_a_search_finds_what_is_stored_and_never_a_personal_value(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION})).json()
    await chat.post({"message": "hello"})

    async def found(query: str) -> list[str]:
        response = await chat.http.get("/v1/conversations", params={"query": query}, headers=bearer(chat))
        return [each["conversationId"] for each in response.json()["data"]]

    assert await found(f"  {ORDER} ") == [answer["conversationId"]]
    assert await found("98450 12345") == await found("%") == []
    assert len(await found("")) == 2


@pytest.mark.parametrize("query", ["x" * 101, "a\x00b"])
async def test_a_query_that_cannot_be_searched_for_is_refused(chat: Chat, query: str) -> None:
    response = await chat.http.get("/v1/conversations", params={"query": query}, headers=bearer(chat))

    assert (response.status_code, response.json()["code"]) == (422, "invalidRequest")


async def test_a_page_of_a_search_goes_on_where_its_cursor_says(chat: Chat) -> None:
    for message in ("hi one", "hello", "hi two"):
        await chat.post({"message": message})
    first = (await chat.http.get("/v1/conversations?limit=1&query=hi", headers=bearer(chat))).json()
    query = {"limit": "1", "query": "hi", "cursor": first["nextCursor"]}
    second = (await chat.http.get("/v1/conversations", params=query, headers=bearer(chat))).json()

    assert {each["title"] for each in first["data"] + second["data"]} == {"hi one", "hi two"}
    assert (first["hasMore"], second["hasMore"]) == (True, False)


async def test_a_conversation_is_exported_as_the_caller_sees_it(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION})).json()
    path = f"/v1/conversations/{answer['conversationId']}"
    read = await chat.http.get(path, headers=bearer(chat))
    whole = await chat.http.get(f"{path}/export?format=json", headers=bearer(chat))
    text = await chat.http.get(f"{path}/export?format=text", headers=bearer(chat))

    assert whole.json() == read.json()
    assert whole.headers["content-disposition"] == f'attachment; filename="{answer["conversationId"]}.json"'
    asked = f"What is left on order {ORDER}? call [phone number]"
    assert text.text == f"{asked}\n\n> {asked}\n\n{answer['text']}\n"
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.headers["content-disposition"].endswith('.txt"')
    assert text.headers["cache-control"] == "no-store"
    assert FIRST_CARD not in whole.text + text.text


async def test_a_conversation_of_somebody_else_cannot_be_exported(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION})).json()
    path = f"/v1/conversations/{answer['conversationId']}/export?format=text"
    response = await chat.http.get(path, headers={"Authorization": f"Bearer {chat.token(SHOPPER)}"})

    assert (response.status_code, response.json()["code"]) == (404, "conversationNotFound")


async def test_an_unknown_format_is_refused(chat: Chat) -> None:
    response = await chat.http.get("/v1/conversations/conv_a/export?format=pdf", headers=bearer(chat))

    assert (response.status_code, response.json()["code"]) == (422, "invalidRequest")


def test_an_answer_cannot_pass_for_a_question_in_a_transcript() -> None:
    assert transcript("T", [("a\nb", "> c\nd")]) == "T\n\n> a\n> b\n\n > c\nd\n"
