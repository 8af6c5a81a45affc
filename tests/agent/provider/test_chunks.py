"""The reader of streamed completions, whatever comes in and however it is cut."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.provider.chunks import ChunkReader
from agent.provider.errors import ProviderCutOff, ProviderFailed, ProviderGarbled
from tests.agent.provider.unruly_server import DONE, FINISH, event, said


def text_of(chunks: list[dict[str, Any]]) -> str:
    return "".join(choice["delta"]["content"] for chunk in chunks for choice in chunk["choices"])


@given(st.lists(st.text(max_size=12), max_size=12), st.data())
def test_the_text_does_not_depend_on_the_cuts(texts: list[str], data: st.DataObject) -> None:
    wire = ("".join(map(said, texts)) + FINISH + DONE).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=8)))
    reader = ChunkReader()
    chunks = [c for a, b in zip([0, *cuts], [*cuts, len(wire)], strict=True) for c in reader.feed(wire[a:b])]

    assert text_of(chunks + reader.close()) == "".join(texts)


def test_text_that_came_together_is_one_chunk() -> None:
    [text, finish] = ChunkReader().feed("".join([said("Rs "), said("36 "), said("was granted."), FINISH]).encode())

    assert text["choices"][0]["delta"]["content"] == "Rs 36 was granted."
    assert finish["choices"][0]["finish_reason"] == "stop"


def test_calls_and_usage_are_kept_apart_from_text() -> None:
    call = {"index": 1, "id": "c1", "function": {"name": "look", "arguments": "{}"}}
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10, "cost": "x"}
    chunks = ChunkReader().feed(
        (
            said("a")
            + event({"choices": [{"delta": {"tool_calls": [call]}}]})
            + event({"choices": [], "usage": usage})
            + said("b")
        ).encode()
    )

    assert [bool(c["choices"]) for c in chunks] == [True, True, False, True]
    assert chunks[1]["choices"][0]["delta"]["tool_calls"][0]["function"] == {"name": "look", "arguments": "{}"}
    assert chunks[2]["usage"] == {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}


def test_carriage_returns_comments_and_names_of_events_are_allowed() -> None:
    wire = ": hello\r\n\r\nevent: message\r\n" + said("x").replace("\n", "\r\n") + DONE.replace("\n", "\r\n")
    reader = ChunkReader()

    assert text_of(reader.feed(wire.encode())) == "x"
    assert reader.is_done


@pytest.mark.parametrize(
    "call",
    [
        {"function": {"name": "look", "arguments": {"a": 1}}},
        {"index": "one", "id": 7, "function": {"name": "look", "arguments": '{"a": 1}'}},
    ],
)
def test_calls_of_careless_servers_are_put_right(call: dict[str, Any]) -> None:
    [chunk] = ChunkReader().feed(event({"choices": [{"delta": {"tool_calls": [call]}}]}).encode())
    [kept] = chunk["choices"][0]["delta"]["tool_calls"]

    assert (kept["index"], kept["id"]) == (0, None)
    assert json.loads(kept["function"]["arguments"]) == {"a": 1}


@pytest.mark.parametrize(
    "content",
    [
        "data: not json\n",
        "data: []\n",
        "data: 5\n",
        'data: {"choices": {}}\n',
        'data: {"choices": [3]}\n',
        'data: {"choices": [{"delta": {"tool_calls": [1]}}]}\n',
        "data: " + "[" * 100_000 + "\n",
        "x" * 1_000_001,
    ],
)
def test_what_is_not_the_protocol_is_garbled(content: str) -> None:
    with pytest.raises(ProviderGarbled):
        ChunkReader().feed(content.encode())


def test_an_error_in_the_stream_is_the_providers() -> None:
    with pytest.raises(ProviderFailed) as raised:
        ChunkReader().feed(event({"error": {"message": "98450 12345"}}).encode())

    assert "98450" not in repr(raised.value)


@pytest.mark.parametrize("wire", ["", said("half a"), said("half a") + "data: "])
def test_a_stream_without_its_end_is_cut_off(wire: str) -> None:
    reader = ChunkReader()
    reader.feed(wire.encode())

    with pytest.raises(ProviderCutOff):
        reader.close()


def test_a_stream_without_the_mark_of_its_end_is_whole_when_it_told_its_reason() -> None:
    reader = ChunkReader()
    chunks = reader.feed((said("whole") + FINISH).encode().rstrip())

    assert text_of(chunks + reader.close()) == "whole"


@pytest.mark.parametrize("delta", [None, "x", {"content": None}, {"content": 5}, {"role": "user", "content": ""}])
def test_odd_deltas_are_empty_text_of_the_assistant(delta: Any) -> None:
    [chunk] = ChunkReader().feed(event({"choices": [{"delta": delta}]}).encode())

    assert chunk["choices"][0]["delta"] == {"role": "assistant", "content": ""}
