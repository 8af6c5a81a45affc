"""The parser of streamed completions, for any input, cut anywhere."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.provider.chunk_reader import ChunkReader
from agent.provider.errors import (
    ProviderError,
    ProviderFailed,
    ProviderProtocolError,
    ProviderRejected,
    ProviderThrottled,
    ProviderTruncated,
)
from tests.agent.provider.misbehaving_server import DONE, FINISH, event, said


def text_of(chunks: list[dict[str, Any]]) -> str:
    return "".join(choice["delta"]["content"] for chunk in chunks for choice in chunk["choices"])


@given(st.lists(st.text(max_size=12), max_size=12), st.data())
def test_the_text_does_not_depend_on_the_cuts(texts: list[str], data: st.DataObject) -> None:
    wire = ("".join(map(said, texts)) + FINISH + DONE).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=8)))
    reader = ChunkReader()
    chunks = [c for a, b in zip([0, *cuts], [*cuts, len(wire)], strict=True) for c in reader.feed(wire[a:b])]

    assert text_of(chunks + reader.close()) == "".join(texts)


def test_text_that_arrives_together_is_one_chunk() -> None:
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

    assert text_of(chunks) == "ab"
    assert chunks[1]["choices"][0]["delta"]["tool_calls"][0]["function"] == {"name": "look", "arguments": "{}"}
    assert [chunk["usage"] for chunk in chunks] == [
        None,
        None,
        {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
    ]


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
    with pytest.raises(ProviderProtocolError):
        ChunkReader().feed(content.encode())


def test_an_error_in_the_stream_is_the_providers() -> None:
    with pytest.raises(ProviderFailed) as raised:
        ChunkReader().feed(event({"error": {"message": "98450 12345"}}).encode())

    assert "98450" not in repr(raised.value)


@pytest.mark.parametrize("wire", ["", said("half a"), said("half a") + "data: "])
def test_a_stream_without_its_end_is_cut_off(wire: str) -> None:
    reader = ChunkReader()
    reader.feed(wire.encode())

    with pytest.raises(ProviderTruncated):
        reader.close()


def test_a_stream_without_the_end_marker_is_complete_with_a_finish_reason() -> None:
    reader = ChunkReader()
    chunks = reader.feed((said("whole") + FINISH).encode().rstrip())

    assert text_of(chunks + reader.close()) == "whole"


@pytest.mark.parametrize(
    "delta",
    [
        None,
        "x",
        {"content": None},
        {"content": 5},
        {"content": []},
        {"content": [{"type": "text", "text": None}]},
        {"role": "user", "content": ""},
        {"role": "assistant", "tool_calls": [], "reasoning_content": None},
    ],
)
def test_deltas_that_hold_nothing_are_no_answer(delta: Any) -> None:
    reader = ChunkReader()

    assert reader.feed(event({"choices": [{"delta": delta}]}).encode()) == []
    assert not reader.has_begun


@pytest.mark.parametrize(
    "delta",
    [
        {"content": "x"},
        {"content": [{"type": "text", "text": "x"}]},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "x"}]}]},
        {"reasoning_content": "x"},
        {"reasoning": "x"},
        {"content": "<think>x"},
        {"tool_calls": [{"index": 0, "function": {"name": "look"}}]},
        {"refusal": "x"},
    ],
)
def test_content_calls_and_reasoning_begin_an_answer(delta: Any) -> None:
    reader = ChunkReader()
    reader.feed(event({"choices": [{"delta": delta}]}).encode())

    assert reader.has_begun


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab"),
        ([{"text": "a"}, "b", {"type": "output_text", "text": "c"}], "abc"),
        ({"type": "text", "text": {"value": "a"}}, "a"),
        ([{"type": "thinking", "thinking": "x"}, {"type": "text", "text": "a"}, {"type": "image_url"}], "a"),
    ],
)
def test_content_in_parts_is_read(content: Any, text: str) -> None:
    assert text_of(ChunkReader().feed(event({"choices": [{"delta": {"content": content}}]}).encode())) == text


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("stop", "stop"),
        ("STOP", "stop"),
        ("eos_token", "stop"),
        ("end_turn", "stop"),
        ("wholly new", "stop"),
        (7, "stop"),
        ("tool_use", "tool_calls"),
        ("length", "length"),
        ("MAX_TOKENS", "length"),
        ("content_filter", "content_filter"),
        ("abort", "aborted"),
        ("", None),
        ("null", None),
        (None, None),
    ],
)
def test_reasons_for_ending_are_of_a_closed_set(reason: Any, finish: str | None) -> None:
    chunks = ChunkReader().feed(event({"choices": [{"delta": {"content": "a"}, "finish_reason": reason}]}).encode())

    assert text_of(chunks) == "a"
    assert finish_of(chunks) == [finish] * (finish is not None)


@pytest.mark.parametrize(
    ("wire", "finish"),
    [
        (said("whole"), "stop"),
        (event({"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"name": "look"}}]}}]}), "tool_calls"),
        (said("whole", finish="length"), "length"),
        (said("whole", finish="stop") + said("", finish="stop"), "stop"),
    ],
)
def test_an_answer_ends_once_and_the_mark_of_the_end_is_reason_enough(wire: str, finish: str) -> None:
    assert finish_of(ChunkReader().feed((wire + DONE).encode())) == [finish]


def finish_of(chunks: list[dict[str, Any]]) -> list[str]:
    reasons = [choice["finish_reason"] for chunk in chunks for choice in chunk["choices"]]
    return [reason for reason in reasons if reason is not None]


@given(st.text(st.sampled_from("a😀é\U0001f64f"), max_size=12), st.data())
def test_halves_of_a_character_are_joined_wherever_it_was_cut(text: str, data: st.DataObject) -> None:
    units = [unit.decode("utf-16-le", "surrogatepass") for unit in _units(text)]
    cuts = sorted(data.draw(st.sets(st.integers(0, len(units)))))
    pieces = ["".join(units[a:b]) for a, b in zip([0, *cuts], [*cuts, len(units)], strict=True)]
    calls = [{"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"arguments": p}}]}}]} for p in pieces]
    chunks = ChunkReader().feed("".join([*map(said, pieces), *map(event, calls), DONE]).encode())

    assert text_of(chunks) == text
    assert "".join(call["function"]["arguments"] for call in calls_of(chunks)) == text


def _units(text: str) -> list[bytes]:
    wide = text.encode("utf-16-le")
    return [wide[place : place + 2] for place in range(0, len(wide), 2)]


def calls_of(chunks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    deltas = [choice["delta"] for chunk in chunks for choice in chunk["choices"]]
    return [call for delta in deltas for call in delta.get("tool_calls", [])]


@pytest.mark.parametrize(
    "wire", [said("a\ud83d") + said("b"), said("a\ude00b"), said("ab\ud83d"), said("\ude00\ud83dab")]
)
def test_half_a_character_is_dropped(wire: str) -> None:
    assert text_of(ChunkReader().feed((wire + DONE).encode())) == "ab"


def test_thoughts_are_dropped_over_chunks_and_what_looks_like_one_at_the_end_is_text() -> None:
    wire = said("<th") + said("ink>[[f1]]</thi") + said("nk>a <") + said("b>") + said(" <thin") + FINISH + DONE

    assert text_of(ChunkReader().feed(wire.encode())) == "a <b> <thin"


def test_of_usage_on_every_chunk_the_last_counts() -> None:
    def reported(text: str, count: int) -> str:
        usage = {"prompt_tokens": 7, "completion_tokens": count}
        return event({"choices": [{"delta": {"content": text}}], "usage": usage})

    [text, finish] = ChunkReader().feed((reported("a", 1) + reported("b", 2) + reported("c", 3) + DONE).encode())

    assert (text_of([text]), text["usage"]) == ("abc", {"prompt_tokens": 7, "completion_tokens": 3})
    assert finish["usage"] is None


def test_calls_without_an_index_are_distinguished_by_their_ids() -> None:
    def call(arguments: str, identity: str | None = None, name: str | None = None) -> str:
        given = {"id": identity, "function": {"name": name, "arguments": arguments}}
        return event({"choices": [{"delta": {"tool_calls": [given]}}]})

    wire = call("{", "c1", "look") + call("}") + call("{", "c2", "look") + call("}") + call("", "c1")
    chunks = ChunkReader().feed(wire.encode())

    assert [call["index"] for call in calls_of(chunks)] == [0, 0, 1, 1, 0]


def test_a_stream_that_says_more_than_it_may_is_ended() -> None:
    reader = ChunkReader(max_characters=10)
    chunks = reader.feed(("".join(said("word ") for _ in range(9))).encode())

    assert (text_of(chunks), finish_of(chunks), reader.is_done) == ("word word word ", ["length"], True)


@pytest.mark.parametrize(
    ("code", "error"), [(429, ProviderThrottled), (503, ProviderFailed), (400, ProviderRejected), ("x", ProviderFailed)]
)
def test_an_error_in_the_stream_has_the_kind_of_its_code(code: object, error: type[ProviderError]) -> None:
    for error_body in (
        {"error": {"code": code, "message": "98450"}},
        {"object": "error", "code": code, "message": "98450"},
    ):
        with pytest.raises(error) as raised:
            ChunkReader().feed(event(error_body).encode())

        assert "98450" not in repr(vars(raised.value))
